package export

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/items"
)

// survey is the first pass over all people: who they are, and how much must be hidden to protect them. Tables need no
// second pass, because counts need no decisions about single rows.
func (x *run) survey(people iter.Seq2[Person, error]) error {
	days := disclosure.NewStruck()
	for p, err := range people {
		if err != nil {
			return err
		}
		s := read(p.Facts, x.Until)
		s.tail = p.Tail
		x.people.take(s)
		x.counts.stored += s.stored
		switch {
		case s.exportable():
			x.counts.leave(Withdrawn, s.earlier)
			x.look(p, s, days)
		case !s.left.IsZero() || !s.patient:
			x.counts.leave(Withdrawn, s.stored)
		default:
			x.counts.leave(Withdrawn, s.earlier)
			x.counts.leave(NoConsent, s.stored-s.earlier)
		}
		x.counts.person()
		x.tick()
	}
	x.struck = days
	return nil
}

// look processes one person whose answers may be exported.
func (x *run) look(p Person, s *story, days *disclosure.Struck) {
	sp := x.span(s)
	if x.Level == Tables {
		x.aggregate(p.Pseudonym, p.Key, s, sp)
		return
	}
	i := info{pseudonym: p.Pseudonym}
	locales, hours := map[string]bool{}, map[string]bool{}
	scratch := newCounts()
	for _, one := range x.datedOccasions(s, sp, &scratch) {
		days.Due(dayNumber(one.planned), one.status() == NotDelivered)
		if !one.unplanned() { // the plan has no hour for it
			hours[items.HourBin(one.local)] = true
		}
		for _, e := range one.entries {
			if e.answer != nil {
				x.dates.Saw(e.questionnaire, e.answer.Version, disclosure.CalendarWeek(sp.first)+one.week-1)
				i.answers++
				locales[e.answer.Locale] = true
			}
		}
	}
	delete(locales, "")
	if sp.weeks == 0 {
		x.people.short++
	}
	x.infos = append(x.infos, i)
	x.known = append(x.known, disclosure.Person{
		Weeks:  sp.weeks,
		Locale: strings.Join(slices.Sorted(maps.Keys(locales)), " "),
		Hour:   strings.Join(slices.Sorted(maps.Keys(hours)), " "),
		Ended:  s.ended(x.Until), First: disclosure.CalendarWeek(sp.first),
	})
}

// enough refuses an export about too few people.
func (x *run) enough() error {
	least := disclosure.LeastForTables
	if x.Level == Records {
		least = disclosure.LeastForRecords
	}
	if x.people.consenting < least {
		return TooFew{x.Level, x.people.consenting, least, "patients who consent to research"}
	}
	if x.Level == Tables && x.people.exported < least { // of records it is known later
		return TooFew{Tables, x.people.exported, least, "people with a whole week before the cut-off"}
	}
	return nil
}
