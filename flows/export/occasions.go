package export

import (
	"strings"
	"time"

	"footing/flows"
)

// datedOccasion is one check-in within a person's whole weeks, with what may be shown of it.
type datedOccasion struct {
	*occasion
	week, day      int
	local          time.Time // nominal, when it was due
	questionnaires []string  // those that may be named
	entries        []entry
}

// datedOccasions are a person's check-ins in order of time. It also counts the answers omitted on the way.
func (x *run) datedOccasions(s *story, sp span, c *counts) []datedOccasion {
	x.lost(s)
	x.veil(s, c)
	var list []datedOccasion
	for _, v := range s.occasions {
		entries := x.entries(s, v, c)
		at, placed := x.when(s, sp, v)
		switch {
		case !placed:
			c.leave(Unplaced, answersOf(entries))
		case at.week < 1:
			c.leave(PartialWeek, answersOf(entries))
		case at.week > sp.weeks && at.week <= sp.weeks+sp.tail:
			c.leave(Tailed, answersOf(entries))
		case at.week > sp.weeks && at.local.Before(x.Until.Add(-time.Duration(x.Lag)*day)):
			c.leave(PartialWeek, answersOf(entries))
		case at.week > sp.weeks:
			c.leave(Recent, answersOf(entries))
		default:
			one := datedOccasion{v, at.week, at.day, at.local, x.named(s, v), entries}
			if (len(one.questionnaires) > 0 || v.travelled) && !x.outage(v) {
				list = append(list, one)
			}
		}
	}
	return list
}

// outage tells whether a check-in did not arrive on a day on which hardly any did. Such days are not shown: they struck
// everybody at once, so they would tell whose weeks are the same weeks.
func (x *run) outage(v *occasion) bool {
	return x.struck != nil && v.status() == NotDelivered && x.struck.Everybody(dayNumber(v.planned))
}

func dayNumber(t time.Time) int { return int(t.Unix() / int64(day/time.Second)) }

// named are the questionnaires of a check-in that may be named for this person.
func (x *run) named(s *story, v *occasion) []string {
	var list []string
	for _, id := range v.asked() {
		if s.private || (x.form(v, id) != nil && !x.closed(s, v, id, "")) {
			list = append(list, id)
		}
	}
	return list
}

func answersOf(entries []entry) int {
	n := 0
	for _, e := range entries {
		if e.answer != nil {
			n++
		}
	}
	return n
}

// The triggers outside the plan: the person started the check-in, or wrote one of the phrases.
const (
	byThemselves = "own"
	byPhrase     = "said"
)

// trigger is what caused a check-in: the person, or the slot at the beginning of its id. All random moments of a day
// share one trigger. A check-in that was not asked because there was no session keeps its slot as trigger.
func (v *occasion) trigger() string {
	slot, _, _ := strings.Cut(v.id, "@")
	if slot == string(NoSession) {
		return flows.SessionSlot
	}
	slot = strings.TrimPrefix(slot, string(NoSession)+"_")
	for _, kind := range []string{byThemselves, byPhrase} {
		if rest, ok := strings.CutPrefix(slot, kind+"-"); ok && rest != "" {
			return kind
		}
	}
	slot, _, _ = strings.Cut(slot, ".")
	if codePattern.MatchString(slot) {
		return slot
	}
	return "other"
}

// unplanned tells whether the person caused the check-in.
func (v *occasion) unplanned() bool { return v.trigger() == byThemselves || v.trigger() == byPhrase }
