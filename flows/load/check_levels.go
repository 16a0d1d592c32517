package load

import (
	"slices"
	"time"

	"footing/flows"
)

// levelWithin is how many weeks a level may take somebody who answers and shares everything and has a session a week.
const levelWithin = 6

const day = 24 * time.Hour

// checkLevels reports a theme that can have no level in the first weeks, however much is answered: what is asked so
// rarely only costs taps, because the summary never says anything of it.
func (d *reading) checkLevels() {
	if d.over || len(*d.problems) > 0 {
		return // nothing is asked by it any more, or the rotation or the thresholds may be wrong
	}
	told := map[int]bool{0: true}
	for _, s := range d.inOrder() {
		if told[s.Theme] || !slices.ContainsFunc(s.Items, makesLevel) {
			continue
		}
		told[s.Theme] = true
		if d.levelInTime(s.Theme) {
			continue
		}
		d.main.complain(d.whereNamed(s.ID), "theme %d can have no level within %d weeks, even if everything is answered and "+
			"shared: ask about it more often, let `digest.least` be smaller, or let `digest.max_age_rare` be longer", s.Theme,
			levelWithin)
	}
}

// makesLevel tells whether an item's answers say how good or bad things are, whatever was answered before.
func makesLevel(i flows.Item) bool { return i.Rated() && !i.FollowUp }

// levelInTime tells whether one of a theme's questions, or of the wordings that take turns, is answered often enough
// before one of the first weekly summaries.
func (d *reading) levelInTime(theme int) bool {
	p, counted := d.protocol, map[string][levelWithin]int{} // by what makes a level: answers that each summary counts
	for id, days := range d.askedOn() {
		q := p.Questionnaires[id]
		if q == nil || q.Theme != theme {
			continue
		}
		for _, item := range q.Items {
			if !makesLevel(item) {
				continue
			}
			facet := id + "." + item.ID
			if pool, ok := p.Alternates(id); ok {
				facet = pool
			}
			n := counted[facet]
			for summary := range n {
				n[summary] += within(days, time.Duration(summary+1)*7*day, p.MaxAge(id))
			}
			counted[facet] = n
		}
	}
	for _, n := range counted {
		if slices.Max(n[:]) >= max(1, p.Digest.Least) {
			return true
		}
	}
	return false
}

// within counts the days that lie before the end, and not longer before it than the given time.
func within(days []time.Duration, end, longest time.Duration) (n int) {
	for _, at := range days {
		if age := end - at; age >= 0 && age <= longest {
			n++
		}
	}
	return n
}

// askedOn is when each questionnaire is asked in the first weeks, from the midnight before the first check-in.
func (d *reading) askedOn() map[string][]time.Duration {
	p, asked := d.protocol, map[string][]time.Duration{}
	for week := range levelWithin {
		begin := time.Duration(week) * 7 * day
		for _, slot := range p.Rotation {
			for _, id := range slot.Questionnaires(week) {
				asked[id] = append(asked[id], begin+monday(slot.Day))
			}
		}
		for _, r := range p.Random {
			for _, weekday := range r.Days {
				for _, id := range r.Questionnaires(week) {
					asked[id] = append(asked[id], slices.Repeat([]time.Duration{begin + monday(weekday)}, r.Count)...)
				}
			}
		}
		for _, id := range p.QuestionnairesAfterSession(week + 1) {
			asked[id] = append(asked[id], begin)
		}
	}
	return asked
}

// monday is how long after a week's beginning a weekday begins.
func monday(weekday time.Weekday) time.Duration { return time.Duration((int(weekday)+6)%7) * day }

// whereNamed is where the protocol first names a questionnaire.
func (d *reading) whereNamed(id string) position {
	for _, slot := range d.slots {
		if at, ok := slot.names[id]; ok {
			return at
		}
	}
	return d.named[id]
}
