package export

import (
	"iter"
	"maps"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/export/disclosure"
	"footing/flows/export/internal/items"
	"footing/flows/record"
)

// accessTheme is the study's theme of access to support.
const accessTheme = 2

// NoReason is the cell of people who named no barrier.
const NoReason = "none"

// AccessMonth is what kept patients from support in one month, in the clinic's calendar. It is protected as the cells
// of one table are: no number is about fewer than SmallestCell people, suppressed cells cannot be derived from the
// others, and the rest is rounded.
type AccessMonth struct {
	Month  string       `json:"month"`           // 2026-03
	People *int32       `json:"people"`          // who were asked and answered; nil if suppressed
	Cells  []AccessCell `json:"cells,omitempty"` // in the plan's order, NoReason last
}

// AccessCell is how many people named a reason at least once in the month. Each person counts once in a cell.
type AccessCell struct {
	Reason string `json:"reason"`
	People *int32 `json:"people"` // nil if suppressed, to protect this cell or another
}

// Access counts whole months from from up to, but not including, the month that contains until. It counts only patients
// who currently consent to their answers being kept and have not left, and never a private answer.
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

// accessReasons are the options of the question about barriers, in their order.
func accessReasons(plan *flows.Protocol) []string {
	var reasons []string
	for _, id := range slices.Sorted(maps.Keys(plan.Questionnaires)) {
		q := plan.Questionnaires[id]
		for n := range q.Items {
			if item := &q.Items[n]; q.Theme == accessTheme && item.FollowUp {
				for _, c := range items.Choices(item) {
					if !flows.Declined(c.Code) && !slices.Contains(reasons, c.Code) {
						reasons = append(reasons, c.Code)
					}
				}
			}
		}
	}
	return reasons
}

// access holds the counts so far: people by month and reason. The reason "" is everybody who answered.
type access struct {
	run    *run
	months map[string]map[string]int
}

// take counts one person, once in each cell.
func (a *access) take(facts []record.Fact, begin time.Time, zone *time.Location) {
	s := read(facts, a.run.Until)
	if !s.patient || !s.left.IsZero() || !caring(facts) {
		return
	}
	s.private = false // private answers are excluded, even with research consent for them
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

// caring tells whether the person consents to their answers being kept.
func caring(facts []record.Fact) bool {
	agreed := false
	for _, f := range facts {
		if c, ok := f.Body.(record.Consent); ok && c.Purpose == record.ForCare {
			agreed = c.Given
		}
	}
	return agreed
}

// month is one month after suppression and rounding.
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
	for n, visible := range disclosure.Suppress(ns, counted[""]) {
		cell := AccessCell{Reason: reasons[n]}
		if visible {
			count := small(disclosure.Rounded(ns[n]))
			cell.People = &count
		}
		m.Cells = append(m.Cells, cell)
	}
	return m
}
