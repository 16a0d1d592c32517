package load

import (
	"fmt"
	"slices"

	"footing/flows"
	"footing/flows/load/internal/condition"
)

// checkin is one check-in as one week of the rotation asks it.
type checkin struct {
	name  string   // for error texts
	at    position // of the slot
	parts []*sheet
}

// checkRotation checks what can be said only of whole check-ins: what conditions look at, whether they can
// ever hold, and how many taps a check-in costs.
func (d *reading) checkRotation() {
	for i, slot := range d.protocol.Rotation {
		for week, ids := range slot.Weeks {
			c := checkin{name: fmt.Sprintf("check-in `%s`", slot.ID), at: d.slots[i].at, parts: d.parts(ids)}
			if len(slot.Weeks) > 1 {
				c.name += fmt.Sprintf(" (week %d)", week+1)
			}
			d.checkCheckIn(c)
			d.checkDuty(c, slot)
		}
	}
	for n, ids := range d.protocol.AfterSession {
		c := checkin{name: fmt.Sprintf("check-in after session %d", n+1), at: d.sessions[n], parts: d.parts(ids)}
		d.checkCheckIn(c)
		if slices.ContainsFunc(c.parts, func(s *sheet) bool { return s.Theme == 0 }) {
			d.main.complain(c.at, "safety questions are asked on days with duty hours, not after sessions")
		}
	}
	for n, r := range d.protocol.Random {
		for _, ids := range r.Weeks {
			c := checkin{name: fmt.Sprintf("check-in `%s`", r.ID), at: d.randoms[n], parts: d.parts(ids)}
			d.checkCheckIn(c)
			d.checkDuty(c, r.Slot)
		}
	}
	d.checkPrivacy()
}

// parts are the questionnaires of a check-in that could be read.
func (d *reading) parts(ids []string) []*sheet {
	var parts []*sheet
	for _, id := range ids {
		if s, ok := d.sheets[id]; ok {
			parts = append(parts, s)
		}
	}
	return parts
}

func (d *reading) checkCheckIn(c checkin) {
	if !d.unsure {
		d.checkRules(c)
		d.checkTaps(c)
	}
	rest := slices.DeleteFunc(slices.Clone(c.parts), func(s *sheet) bool { return s.Theme == 0 })
	shared := slices.ContainsFunc(rest, func(s *sheet) bool { return !s.Private })
	if shared && rest[0].Private {
		d.main.complain(c.at,
			"the %s begins with `%s`, which is private; put a shared one first, so that nobody can tell from the rest whether "+
				"it was answered", c.name, rest[0].ID)
	}
}

// checkDuty checks that safety questions are asked only while somebody is on duty to respond.
func (d *reading) checkDuty(c checkin, slot flows.Slot) {
	if slot.DutyHours > 0 {
		return
	}
	for _, s := range c.parts {
		if s.Theme == 0 {
			d.main.complain(c.at, "the check-in `%s` asks safety questions (%s), so it needs `duty_hours`, for example 2h",
				slot.ID, s.ID)
		}
	}
}

// checkRules checks each condition of the check-in against the items asked before it.
func (d *reading) checkRules(c checkin) {
	var before []*flows.Item
	for _, s := range c.parts {
		for i := range s.Items {
			d.checkRule(c, ruleUse{s, s.items[i].when, s.Items[i].When, "item `" + s.Items[i].ID + "` is never asked", false},
				before)
			before = append(before, &s.Items[i])
		}
		for i := range s.Alerts {
			d.checkRule(c, ruleUse{
				s, s.alerts[i], s.Alerts[i].When, "alert `" + s.Alerts[i].ID + "` never fires",
				s.Alerts[i].AtEnd,
			}, before)
		}
	}
}

// told is a rule by its position.
type told struct {
	src *source
	at  position
}

// once tells whether a rule has not been reported yet. One report is enough, even if several check-ins have the fault.
func (d *reading) once(src *source, at position) bool {
	rule := told{src, at}
	first := !d.told[rule]
	d.told[rule] = true
	return first
}

// ruleUse is one condition in one check-in, with the message for a condition that can never hold.
type ruleUse struct {
	sheet     *sheet
	written   writtenRule
	condition *flows.Condition
	inVain    string
	atEnd     bool // judged after the check-in has ended, which can be at any question
}

func (d *reading) checkRule(c checkin, use ruleUse, before []*flows.Item) {
	if use.condition == nil {
		return
	}
	for _, id := range use.condition.Items() {
		if slices.ContainsFunc(before, func(i *flows.Item) bool { return i.ID == id }) {
			continue
		}
		when := ""
		if c.asks(id) {
			when = "before it "
		}
		d.complainOf(use, "the condition looks at `%s`, which is not asked %sin the %s", id, when, c.name)
		return
	}
	seen := lookedAt(before, use.condition)
	whole := d.rules.Trial(seen, use.condition)
	whole.Open = use.atEnd
	switch found := whole.Search(); {
	case found == condition.Undecided:
		d.complainOf(use, "the condition depends on too many answers to be checked (%d items); look at fewer",
			whole.Answers())
	case found == condition.Never && (use.atEnd || !d.canHold(withoutSafety(c, seen), use.condition)):
		d.complainOf(use, "%s in the %s: no answers make this condition true", use.inVain, c.name)
	}
}

// canHold tells whether a condition holds after some answers to these items, as far as that can be tried.
func (d *reading) canHold(items []*flows.Item, c *flows.Condition) bool {
	return d.rules.Trial(items, c).Search() != condition.Never
}

func (d *reading) complainOf(use ruleUse, format string, args ...any) {
	if d.once(use.sheet.src, use.written.at) {
		use.sheet.src.complain(use.written.at, format, args...)
	}
}

func (c checkin) asks(id string) bool {
	for _, s := range c.parts {
		for i := range s.Items {
			if s.Items[i].ID == id {
				return true
			}
		}
	}
	return false
}

// withoutSafety removes the safety items, as a check-in does when too little duty time is left.
func withoutSafety(c checkin, items []*flows.Item) []*flows.Item {
	var kept []*flows.Item
	for _, s := range c.parts {
		for i := range s.Items {
			if s.Theme != 0 && slices.Contains(items, &s.Items[i]) {
				kept = append(kept, &s.Items[i])
			}
		}
	}
	return kept
}
