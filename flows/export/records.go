package export

import (
	"cmp"
	"iter"
	"slices"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/sheet"
)

// writeRecords is the second pass over all people: it writes each person's rows as the first pass decided. It also
// keeps what is needed to measure the protection, with and without coarsening.
func (x *run) writeRecords(people iter.Seq2[Person, error]) error {
	decisions, others := disclosure.Decide(x.known, x.Coarsen), disclosure.Decide(x.known, !x.Coarsen)
	remaining := 0
	for _, d := range decisions {
		if !d.Dropped {
			remaining++
			x.weeks = max(x.weeks, d.Weeks)
		}
	}
	if remaining < disclosure.LeastRemaining {
		return TooFew{
			Records, remaining, disclosure.LeastRemaining,
			"people of whom rows are left when nobody may stand alone",
		}
	}
	out, err := x.openRecords()
	if err != nil {
		return err
	}
	next := 0
	for p, err := range people {
		if err != nil {
			return err
		}
		s := read(p.Facts, x.Until)
		s.tail = p.Tail
		if s.exportable() {
			if next >= len(x.infos) || x.infos[next].pseudonym != p.Pseudonym {
				return Moved{p.Pseudonym}
			}
			if err := x.writePerson(out, s, next, decisions[next], others[next]); err != nil {
				return err
			}
			next++
		}
		x.counts.person()
		x.tick()
	}
	if next < len(x.infos) {
		return Moved{x.infos[next].pseudonym}
	}
	if err := out.close(); err != nil {
		return err
	}
	x.decisions = decisions
	return x.writeFigures()
}

// writeFigures writes nothing for a coarsened export, which does not reveal missed check-ins.
func (x *run) writeFigures() error {
	if x.Coarsen {
		return nil
	}
	if x.written = x.figures.rows(); x.Level == Tables {
		x.written = x.figures.table(x.cells)
	}
	return sheet.WriteAll(x.sheets, figuresSheet(), x.Formats, x.written)
}

// writePerson writes the rows of one person.
func (x *run) writePerson(out *recordFiles, s *story, n int, d, otherwise disclosure.Decision) error {
	sp := x.span(s)
	i := x.infos[n]
	dated := x.datedOccasions(s, sp, &x.counts)
	answers := 0
	for _, one := range dated {
		answers += answersOf(one.entries)
	}
	if sp.weeks != x.known[n].Weeks || answers != i.answers {
		return Moved{i.pseudonym}
	}
	scratch := newCounts()
	if o := x.page(s, i.pseudonym, dated, otherwise, &scratch); !otherwise.Dropped {
		x.measure.AddOther(o.read())
	}
	p := x.page(s, i.pseudonym, dated, d, &x.counts)
	if d.Dropped {
		if sp.weeks > 0 {
			x.people.dropped++
		}
		return nil
	}
	x.people.exported++
	x.people.versions[s.version]++
	x.pseudonyms = append(x.pseudonyms, i.pseudonym)
	if p.kept {
		x.private = append(x.private, i.pseudonym)
	}
	x.countVersions(p)
	x.measure.Add(p.read())
	x.dates.Add(x.known[n], x.cutOff(), x.clues(dated, d))
	if !x.Coarsen {
		x.figures.take(p, -1)
	}
	return out.write(p)
}

// countVersions remembers which versions of which questionnaires are in the export.
func (x *run) countVersions(p page) {
	for _, r := range p.responses {
		if r.Version != nil {
			x.seen[asked{r.Questionnaire, int(*r.Version)}] = true
		}
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// sorted gives the keys of a set of asked versions in order.
func sorted(seen map[asked]bool) []asked {
	list := make([]asked, 0, len(seen))
	for a := range seen {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b asked) int {
		return cmp.Or(cmp.Compare(a.questionnaire, b.questionnaire), cmp.Compare(a.version, b.version))
	})
	return list
}
