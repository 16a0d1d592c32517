package export

import (
	"iter"
	"maps"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/export/disclosure"
	"footing/flows/record"
)

// accessTheme is the study's theme of getting the support that one needs.
const accessTheme = 2

// NoReason is the cell of those who named nothing that was in the way.
const NoReason = "none"

// AccessMonth is what patients said, in one month of the clinic, about what kept them from support. It is anonymous as
// tables are: no number is about fewer than SmallestCell people, hidden cells cannot be worked out, the rest is
// rounded.
type AccessMonth struct {
	Month  string       `json:"month"`           // 2026-03
	People *int32       `json:"people"`          // who were asked and answered; nothing where too few
	Cells  []AccessCell `json:"cells,omitempty"` // in the plan's order, NoReason last
}

// AccessCell is how many people named a reason at least once in the month. Nobody counts twice in one.
type AccessCell struct {
	Reason string `json:"reason"`
	People *int32 `json:"people"` // nothing where too few, or to protect another cell
}

// Access counts whole months from from on, up to the one that until divides, which is left out. Only patients count who
// agree to their answers being kept at this moment and have not left, and no answer that they kept private.
func Access(plan *flows.Protocol, from, until time.Time, people iter.Seq2[Person, error]) ([]AccessMonth, error) {
	zone := plan.Clinic.Location()
	begin, end := monthStart(from.In(zone)), monthStart(until.In(zone))
	a := access{
		run:    newRun(Options{Plan: plan, Until: end}, nil),
		months: map[string]map[string]int{},
	}
	for p, err := range people {
		if err != nil {
			return nil, err
		}
		a.take(p.Facts, begin, zone)
	}
	reasons := append(accessReasons(plan), NoReason)
	var months []AccessMonth
	for at := begin; at.Before(end); at = at.AddDate(0, 1, 0) {
		months = append(months, a.month(at.Format(monthForm), reasons))
	}
	return months, nil
}

const monthForm = "2006-01"

func monthStart(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, at.Location())
}

// accessReasons are the answers to what was in the way, in the order in which they are offered.
func accessReasons(plan *flows.Protocol) []string {
	var reasons []string
	for _, id := range slices.Sorted(maps.Keys(plan.Questionnaires)) {
		q := plan.Questionnaires[id]
		for n := range q.Items {
			if item := &q.Items[n]; q.Theme == accessTheme && item.FollowUp {
				for _, c := range choices(item) {
					if !flows.Declined(c.code) && !slices.Contains(reasons, c.code) {
						reasons = append(reasons, c.code)
					}
				}
			}
		}
	}
	return reasons
}

// access is the counting under way: people by month and reason; "" is for everybody who answered.
type access struct {
	run    *run
	months map[string]map[string]int
}

// take counts one person, once in each cell.
func (a *access) take(facts []record.Fact, begin time.Time, zone *time.Location) {
	s := read(facts, a.run.Until)
	if !s.patient || s.left || !caring(facts) {
		return
	}
	s.private = false // what was kept private is nobody's, whatever was agreed to for research
	said := map[string]map[string]bool{}
	for _, v := range s.occasions {
		scratch := newCounts()
		for _, e := range a.run.entries(s, v, &scratch) {
			if e.theme != accessTheme || e.answer == nil || e.asked == nil || e.status != Answered || e.answer.at.Before(begin) {
				continue
			}
			month := e.answer.at.In(zone).Format(monthForm)
			if said[month] == nil {
				said[month] = map[string]bool{}
			}
			if e.asked.FollowUp {
				said[month][e.answer.Code] = true
			}
		}
	}
	for month, reasons := range said {
		if a.months[month] == nil {
			a.months[month] = map[string]int{}
		}
		a.months[month][""]++
		if len(reasons) == 0 {
			a.months[month][NoReason]++
		}
		for reason := range reasons {
			a.months[month][reason]++
		}
	}
}

// caring tells whether somebody agrees to their answers being kept.
func caring(facts []record.Fact) bool {
	agreed := false
	for _, f := range facts {
		if c, ok := f.Body.(record.Consent); ok && c.Purpose == record.ForCare {
			agreed = c.Given
		}
	}
	return agreed
}

// month is what may be said of one month.
func (a *access) month(name string, reasons []string) AccessMonth {
	counted := a.months[name]
	if counted[""] < disclosure.SmallestCell {
		return AccessMonth{Month: name}
	}
	people := small(disclosure.Rounded(counted[""]))
	m := AccessMonth{Month: name, People: &people}
	ns := make([]int, len(reasons))
	for n, reason := range reasons {
		ns[n] = counted[reason]
	}
	for n, visible := range new(disclosure.Cells).Suppress(ns, counted[""]) {
		cell := AccessCell{Reason: reasons[n]}
		if visible {
			count := small(disclosure.Rounded(ns[n]))
			cell.People = &count
		}
		m.Cells = append(m.Cells, cell)
	}
	return m
}
