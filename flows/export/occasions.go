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
	number         int       // among the person's check-ins: the same in every release
	local          time.Time // nominal, when it was due
	questionnaires []string  // those that may be named
	entries        []entry
}

// datedOccasions are a person's check-ins in order of time. It also counts the answers omitted on the way.
func (x *run) datedOccasions(s *story, sp span, c *counts) []datedOccasion {
	x.lost(s)
	x.veil(s, c)
	var list []datedOccasion
	before := map[int]int{}
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
			named := x.open(s, v)
			kept := len(named) == 0 && !v.travelled
			if s.private {
				named = v.asked()
			}
			one := datedOccasion{v, at.week, at.day, numbered(v, at, kept, before), at.local, named, entries}
			if (len(one.questionnaires) > 0 || v.travelled) && !x.outage(v) {
				list = append(list, one)
			}
		}
	}
	return list
}

// The numbers of a day's check-ins: those of the plan, and those that the person began or brought about; then likewise
// those of which only people show something who agreed to show private answers. These have numbers of their own,
// because others would tell how many of them came before. Nobody answers 25,000 check-ins in a day, and an int32 has
// room for 58 years.
const (
	numbersOfKind = 25_000
	numbersOfDay  = 4 * numbersOfKind
)

// numbered gives a check-in a number by its day, and counts those of its kind before it on that day. So it depends
// neither on the cut-off, nor on what else a release has, as the veil closes whole days, nor on what is not shown.
func numbered(v *occasion, at when, kept bool, before map[int]int) int {
	kind := 0
	if v.unplanned() {
		kind++
	}
	if kept {
		kind += 2
	}
	day := 7*(at.week-1) + at.day
	from := numbersOfDay*day + numbersOfKind*kind
	before[from]++
	return from + before[from]
}

// outage tells whether a check-in did not arrive on a day on which hardly any did. Such days are not shown: they struck
// everybody at once, so they would tell whose weeks are the same weeks.
func (x *run) outage(v *occasion) bool {
	return x.struck != nil && v.status() == NotDelivered && x.struck.Everybody(dayNumber(v.planned))
}

func dayNumber(t time.Time) int { return int(t.Unix() / int64(day/time.Second)) }

// open are the questionnaires of a check-in that may be named whether or not the person agreed to show private answers.
func (x *run) open(s *story, v *occasion) []string {
	var list []string
	for _, id := range v.asked() {
		if x.form(v, id) != nil && !x.needsPrivateConsent(s, v, id, "") {
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
	slot, kind := v.slot()
	switch {
	case kind != "":
		return kind
	case slot == string(NoSession):
		return flows.SessionSlot
	}
	slot, _, _ = strings.Cut(slot, ".")
	if codePattern.MatchString(slot) {
		return slot
	}
	return "other"
}

// slot is the beginning of the id, with how the person caused the check-in, if they did.
func (v *occasion) slot() (slot, kind string) {
	slot, _, _ = strings.Cut(v.id, "@")
	slot = strings.TrimPrefix(slot, string(NoSession)+"_")
	for _, kind := range []string{byThemselves, byPhrase} {
		if strings.HasPrefix(slot, kind+"-") && len(slot) > len(kind)+1 {
			return slot, kind
		}
	}
	return slot, ""
}

// unplanned tells whether the person caused the check-in.
func (v *occasion) unplanned() bool {
	_, kind := v.slot()
	return kind != ""
}
