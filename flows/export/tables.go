package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"footing/flows"
	"footing/flows/export/disclosure"
	"footing/flows/export/internal/items"
	"footing/flows/export/internal/sheet"
)

// cell is a row of tables: how many people gave one answer to one question in some weeks.
type cell struct {
	Week          int32  `json:"week"          parquet:"week"`
	To            int32  `json:"to_week"       parquet:"to_week"`
	Questionnaire string `json:"questionnaire" parquet:"questionnaire,dict"`
	Item          string `json:"item"          parquet:"item,dict"`
	Version       int32  `json:"item_version"  parquet:"item_version"`
	Domain        *int32 `json:"domain"        parquet:"domain,optional"`
	Theme         *int32 `json:"theme"         parquet:"theme,optional"`
	Code          string `json:"code"          parquet:"code,dict"`
	Value         *int32 `json:"value"         parquet:"value,optional"`
	People        *int32 `json:"people"        parquet:"people,optional"`
	N             *int32 `json:"n"             parquet:"n,optional"`
}

// question is one item in the weeks that share cells.
type question struct {
	week          int32 // the first one
	questionnaire string
	item          string
	version       int32
	theme, domain int
}

// name is the name of one of its cells in all releases; that of its people has no code.
func (q question) name(code string) string {
	return fmt.Sprintf("%s %s %d weeks %d-%d %s", q.questionnaire, q.item, q.version, q.week, q.last(), code)
}

// last is the last one of its weeks.
func (q question) last() int32 { return q.week + disclosure.TableWeeks - 1 }

// cells holds who is in which cell. Each person counts once in a cell.
type cells struct {
	keys     []uint64 // of the people, by number
	answers  map[question]map[level][]uint32
	releases *disclosure.Releases
}

// level is one answer to a question.
type level struct {
	code   string
	value  int32
	scored bool
}

func newCells(before []disclosure.Published) *cells {
	return &cells{answers: map[question]map[level][]uint32{}, releases: disclosure.NewReleases(before)}
}

// keysOf are the keys of people given by number.
func (c *cells) keysOf(people []uint32) []uint64 {
	keys := make([]uint64, len(people))
	for n, who := range people {
		keys[n] = c.keys[who]
	}
	return keys
}

// aggregate counts one person into tables and figures.
func (x *run) aggregate(pseudonym string, key uint64, s *story, sp span) {
	if sp.weeks == 0 {
		x.people.short++
	}
	d := disclosure.Everything(sp.weeks, x.Coarsen)
	dated := x.datedOccasions(s, sp, &x.counts)
	p := x.page(s, pseudonym, dated, d, &x.counts)
	if d.Weeks == 0 {
		return
	}
	x.people.exported++
	x.people.versions[s.version]++
	x.weeks = max(x.weeks, d.Weeks)
	x.countVersions(p)
	x.cells.take(key, p)
	if !x.Coarsen {
		x.figures.take(p, small(len(x.cells.keys)-1))
	}
}

// writeTables writes what the first pass counted.
func (x *run) writeTables() error {
	rows := x.cells.rows(x.version)
	if !slices.ContainsFunc(rows, func(c cell) bool { return c.N != nil }) {
		return ErrBlank
	}
	for _, row := range rows {
		if row.N != nil {
			x.published += int(*row.N)
		}
	}
	if err := sheet.WriteAll(x.sheets, tablesSheet(), x.Formats, rows); err != nil {
		return err
	}
	return x.writeFigures()
}

// take counts one person's answers, once in each cell.
func (c *cells) take(key uint64, p page) {
	who := uint32(len(c.keys)) //nolint:gosec // a number of people
	c.keys = append(c.keys, key)
	for _, r := range p.responses {
		if r.Version == nil || r.Code == nil {
			continue // numbers and dates are not levels
		}
		q := question{
			week:          (r.Week-1)/disclosure.TableWeeks*disclosure.TableWeeks + 1,
			questionnaire: r.Questionnaire, item: r.Item, version: *r.Version,
		}
		if r.Theme != nil {
			q.theme = int(*r.Theme)
		}
		if r.Domain != nil {
			q.domain = int(*r.Domain)
		}
		if c.answers[q] == nil {
			c.answers[q] = map[level][]uint32{}
		}
		for _, code := range apart(r.Code) {
			l := level{code: code}
			if r.Value != nil {
				l.value, l.scored = *r.Value, true
			}
			if in := c.answers[q][l]; len(in) == 0 || in[len(in)-1] != who {
				c.answers[q][l] = append(in, who)
			}
		}
	}
}

// people are those who answered a question at all.
func (c *cells) people(q question) []uint32 {
	var all []uint32
	for _, who := range c.answers[q] {
		all = append(all, who...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// rows are the cells, in order, of all questions of which something is shown. Options that nobody chose are cells too,
// because leaving them out would reveal the zero.
func (c *cells) rows(version lookup) []cell {
	questions := slices.SortedFunc(maps.Keys(c.answers), func(a, b question) int {
		return cmp.Or(cmp.Compare(a.week, b.week), cmp.Compare(a.questionnaire, b.questionnaire),
			cmp.Compare(a.item, b.item), cmp.Compare(a.version, b.version))
	})
	var rows []cell
	for _, q := range questions {
		one := c.question(version, q)
		if slices.ContainsFunc(one, func(c cell) bool { return c.N != nil || c.People != nil }) {
			rows = append(rows, one...)
		}
	}
	return rows
}

// question makes the cells of one question and leaves those blank that would disclose too much.
func (c *cells) question(version lookup, q question) []cell {
	levels := offered(version, q)
	for l := range c.answers[q] {
		if !slices.Contains(levels, l) {
			levels = append(levels, l)
		}
	}
	slices.SortStableFunc(levels, func(a, b level) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.value, b.value))
	})
	ns, people := make([]int, len(levels)), c.people(q)
	for n, l := range levels {
		ns[n] = len(c.answers[q][l])
	}
	rows := make([]cell, 0, len(levels))
	var published [][]uint64
	for n, may := range disclosure.Suppress(ns, len(people)) {
		l := levels[n]
		row := cell{
			Week: q.week, To: q.last(), Questionnaire: q.questionnaire, Item: q.item, Version: q.version,
			Domain: number(q.domain), Theme: number(q.theme), Code: l.code,
		}
		if l.scored {
			row.Value = &l.value
		}
		if count, who, ok := c.releases.Count(q.name(l.code), ns[n], c.keysOf(c.answers[q][l]), may); ok {
			row.N = number(count)
			published = append(published, who)
		}
		rows = append(rows, row)
	}
	all := c.keysOf(people)
	if count, _, ok := c.releases.Count(q.name(""), len(all), all, !disclosure.Apart(all, published)); ok {
		for n := range rows {
			rows[n].People = number(count)
		}
	}
	return rows
}

// lookup finds a questionnaire in a version.
type lookup func(id string, version int) *flows.Questionnaire

// offered are the answers that an item offers.
func offered(version lookup, asked question) []level {
	if asked.questionnaire == domains {
		return coarseLevels()
	}
	item := itemOf(version(asked.questionnaire, int(asked.version)), asked.item)
	if item == nil {
		return nil
	}
	var levels []level
	for _, c := range items.Choices(item) {
		l := level{code: c.Code}
		if c.Value != nil {
			l.value, l.scored = *c.Value, true
		}
		levels = append(levels, l)
	}
	return levels
}
