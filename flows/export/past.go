package export

import (
	"slices"

	"footing/flows"
)

// This file finds what a condition that looks back at earlier check-ins had to go by.

// standing are the answers that stand at the end of a check-in.
func (x *run) standing(s *story, v *occasion) map[string]flows.Answer {
	if s.standing[v] == nil {
		scratch := newCounts()
		x.entries(s, v, &scratch)
	}
	return s.standing[v]
}

// past are the last answers before a check-in to the questions that a condition looks back at. False where what the
// person shows does not tell them.
func (l *look) past(c *flows.Condition) (past map[string]flows.Past, known bool) {
	before := l.occasions
	if n := slices.Index(before, l.occasion); n >= 0 {
		before = before[:n]
	}
	past = map[string]flows.Past{}
	for _, id := range c.Past() {
		last, found, known := l.last(before, id)
		if !known {
			return nil, false
		}
		if found {
			past[id] = last
		}
	}
	return past, true
}

// last is the last answer to a question in some check-ins.
func (l *look) last(before []*occasion, id string) (last flows.Past, found, known bool) {
	for _, v := range slices.Backward(before) {
		if answer, ok := l.run.standing(l.story, v)[id]; ok {
			return flows.Past{Answer: answer, Days: l.run.dayOf(l.story, l.occasion) - l.run.dayOf(l.story, v)}, true, true
		}
		if l.private {
			continue
		}
		for _, form := range v.asked() {
			if asked := itemOf(l.run.form(v, form), id); asked != nil && l.run.needsPrivateConsent(l.story, v, form, id) {
				return last, false, false
			}
		}
		if v.cut != (askedItem{}) {
			return last, false, false // it may have been answered in what came after
		}
	}
	return last, false, true
}

// dayOf numbers the person's own day on which a check-in was due.
func (x *run) dayOf(s *story, v *occasion) int {
	return dayNumber(floating(v.planned, s.journal.Zone(v.planned, x.clinic)))
}
