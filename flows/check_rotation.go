package flows

import (
	"fmt"
	"slices"
)

// checkin is one check-in as one week of the rotation asks it.
type checkin struct {
	name  string // for error texts
	at    place  // of the slot
	parts []*sheet
}

// checkRotation checks what can be said only of whole check-ins: what conditions look at, whether they can
// ever hold, and how many taps a check-in costs.
func (d *draft) checkRotation() {
	for i, slot := range d.protocol.Rotation {
		for week, ids := range slot.Weeks {
			c := checkin{name: fmt.Sprintf("check-in `%s`", slot.ID), at: d.slots[i].at}
			if len(slot.Weeks) > 1 {
				c.name += fmt.Sprintf(" (week %d)", week+1)
			}
			for _, id := range ids {
				if s, ok := d.sheets[id]; ok {
					c.parts = append(c.parts, s)
				}
			}
			if !d.unsure {
				d.checkRules(c)
				d.checkTaps(c)
			}
			d.checkDuty(c, d.slots[i], slot)
		}
	}
}

// checkDuty sees to it that safety questions are asked only while somebody can answer.
func (d *draft) checkDuty(c checkin, places slotDraft, slot Slot) {
	if slot.DutyHours > 0 {
		return
	}
	for _, s := range c.parts {
		if s.Theme == 0 {
			d.main.complain(places.at, "the check-in `%s` asks safety questions (%s), so it needs `duty_hours`, for example 2h", slot.ID, s.ID)
		}
	}
}

// checkRules checks each condition of the check-in against what was asked before it.
func (d *draft) checkRules(c checkin) {
	var before []*Item
	for _, s := range c.parts {
		for i := range s.Items {
			d.checkRule(c, ruleUse{s, s.items[i].when, s.Items[i].When, "item `" + s.Items[i].ID + "` is never asked"}, before)
			before = append(before, &s.Items[i])
		}
		for i := range s.Alerts {
			d.checkRule(c, ruleUse{s, s.alerts[i], s.Alerts[i].When, "alert `" + s.Alerts[i].ID + "` never fires"}, before)
		}
	}
}

// told is a rule by its place.
type told struct {
	src *source
	at  place
}

// once tells whether this is the first complaint of a rule: one check-in is enough to see what is wrong.
func (d *draft) once(src *source, at place) bool {
	rule := told{src, at}
	first := !d.told[rule]
	d.told[rule] = true
	return first
}

// ruleUse is one condition in one check-in, with what it means when it cannot hold.
type ruleUse struct {
	sheet     *sheet
	draft     ruleDraft
	condition *Condition
	inVain    string
}

func (d *draft) checkRule(c checkin, use ruleUse, before []*Item) {
	if use.condition == nil {
		return
	}
	for _, id := range use.condition.Items() {
		if slices.ContainsFunc(before, func(i *Item) bool { return i.ID == id }) {
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
	switch {
	case combinations(seen) > mostCombinations:
		d.complainOf(use, "the condition depends on too many answers to be checked (%d items); look at fewer", len(seen))
	case !possible(seen, use.condition) && !possible(withoutSafety(c, seen), use.condition):
		d.complainOf(use, "%s in the %s: no answers make this condition true", use.inVain, c.name)
	}
}

func (d *draft) complainOf(use ruleUse, format string, args ...any) {
	if d.once(use.sheet.src, use.draft.at) {
		use.sheet.src.complain(use.draft.at, format, args...)
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

// withoutSafety leaves out the safety items, as a check-in does when too little duty time is left.
func withoutSafety(c checkin, items []*Item) []*Item {
	var kept []*Item
	for _, s := range c.parts {
		for i := range s.Items {
			if s.Theme != 0 && slices.Contains(items, &s.Items[i]) {
				kept = append(kept, &s.Items[i])
			}
		}
	}
	return kept
}

// checkTaps answers everything with the best there is and counts. The best option of a scored item is that
// with the highest value, of any other item the first.
func (d *draft) checkTaps(c checkin) {
	answers, taps := map[string]Answer{}, 0
	for _, s := range c.parts {
		for i := range s.Items {
			item := &s.Items[i]
			if s.items[i].when.broken || len(item.Options) == 0 || !asked(item, answers) {
				continue
			}
			if !item.FollowUp {
				taps++
			} else if item.When != nil && d.once(s.src, s.items[i].followUp) {
				s.src.complain(s.items[i].followUp, "`%s` is asked in the %s even when every answer is the best, so it is not a follow-up", item.ID, c.name)
			}
			answers[item.ID] = best(item).answer()
		}
	}
	if limit := d.protocol.Limits.Taps; taps > limit && limit > 0 {
		d.main.complain(c.at, "the %s costs %d taps when nothing is low; limits.taps allows %d", c.name, taps, limit)
	}
}

func best(item *Item) Option {
	top := item.Options[0]
	for _, option := range item.Options {
		if option.Value != nil && (top.Value == nil || *option.Value > *top.Value) {
			top = option
		}
	}
	return top
}
