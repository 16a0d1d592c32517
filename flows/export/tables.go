package export

import (
	"cmp"
	"slices"

	"footing/flows"
	"footing/flows/export/disclosure"
)

// cell is a row of tables: how many people gave one answer to one question in one week.
type cell struct {
	Week          int32  `json:"week"          parquet:"week"`
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

// question is one item in one week.
type question struct {
	week          int32
	questionnaire string
	item          string
	version       int32
	theme, domain int
}

// cells counts people. Each person counts once in a cell.
type cells struct {
	people map[question]int
	levels map[question]map[level]int

	limits disclosure.Cells
}

// level is one answer to a question.
type level struct {
	code   string
	value  int32
	scored bool
}

func newCells() *cells {
	return &cells{people: map[question]int{}, levels: map[question]map[level]int{}}
}

// aggregate counts one person into tables and figures.
func (x *run) aggregate(pseudonym string, s *story, sp span) {
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
	x.cells.take(p)
	if !x.Coarsen {
		x.figures.take(p)
	}
}

// writeTables writes what the first pass counted.
func (x *run) writeTables() error {
	if err := writeAll(x, tablesSheet(), x.Formats, x.cells.rows(x.version)); err != nil {
		return err
	}
	return x.writeFigures()
}

// take counts one person's answers.
func (c *cells) take(p page) {
	counted := map[question][]level{}
	for _, r := range p.responses {
		if r.Version == nil || r.Code == nil {
			continue // numbers and dates are not levels
		}
		q := question{week: r.Week, questionnaire: r.Questionnaire, item: r.Item, version: *r.Version}
		if r.Theme != nil {
			q.theme = int(*r.Theme)
		}
		if r.Domain != nil {
			q.domain = int(*r.Domain)
		}
		for _, code := range apart(r.Code) {
			l := level{code: code}
			if r.Value != nil {
				l.value, l.scored = *r.Value, true
			}
			if !slices.Contains(counted[q], l) {
				counted[q] = append(counted[q], l)
			}
		}
	}
	for q, levels := range counted {
		c.people[q]++
		if c.levels[q] == nil {
			c.levels[q] = map[level]int{}
		}
		for _, l := range levels {
			c.levels[q][l]++
		}
	}
}

// rows are the cells, in order, of all questions that enough people answered in a week. Options that nobody chose are
// cells too, because leaving them out would reveal the zero.
func (c *cells) rows(version lookup) []cell {
	questions := make([]question, 0, len(c.people))
	for q, people := range c.people {
		if people >= disclosure.SmallestCell {
			questions = append(questions, q)
		}
	}
	slices.SortFunc(questions, func(a, b question) int {
		return cmp.Or(cmp.Compare(a.week, b.week), cmp.Compare(a.questionnaire, b.questionnaire),
			cmp.Compare(a.item, b.item), cmp.Compare(a.version, b.version))
	})
	var rows []cell
	for _, q := range questions {
		rows = append(rows, c.question(version, q)...)
	}
	return rows
}

// question makes the cells of one question and suppresses those that would disclose too much.
func (c *cells) question(version lookup, q question) []cell {
	levels := offered(version, q)
	for l := range c.levels[q] {
		if !slices.Contains(levels, l) {
			levels = append(levels, l)
		}
	}
	slices.SortStableFunc(levels, func(a, b level) int { return cmp.Compare(a.code, b.code) })
	ns := make([]int, len(levels))
	for n, l := range levels {
		ns[n] = c.levels[q][l]
	}
	rows := make([]cell, 0, len(levels))
	for n, shownHere := range c.limits.Suppress(ns, c.people[q]) {
		l, people := levels[n], small(disclosure.Rounded(c.people[q]))
		row := cell{
			Week: q.week, Questionnaire: q.questionnaire, Item: q.item, Version: q.version,
			Domain: number(q.domain), Theme: number(q.theme), Code: l.code, People: &people,
		}
		if l.scored {
			row.Value = &l.value
		}
		if shownHere {
			count := small(disclosure.Rounded(ns[n]))
			row.N = &count
		}
		rows = append(rows, row)
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
	for _, c := range choices(item) {
		l := level{code: c.code}
		if c.value != nil {
			l.value, l.scored = *c.value, true
		}
		levels = append(levels, l)
	}
	return levels
}
