package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Dosing is what is asked of one patient where their clinician has settled it apart from the protocol. The zero
// Dosing is the protocol's. Safety is never among what is left out.
type Dosing struct {
	Out    []string `json:"out,omitempty"`    // check-ins of the rotation that are left out, by slot id
	Themes []int    `json:"themes,omitempty"` // themes that are left out
	Low    float64  `json:"low,omitempty"`    // a median at or below this is low; 0: as the protocol has it
	Drops  int      `json:"drops,omitempty"`  // so many drops in a row are slipping; 0: as the protocol has it
}

// Change is what was asked before the clinician changed it, so that the patient can have it back.
type Change struct {
	Number int            `json:"number"`
	Days   []time.Weekday `json:"days,omitempty"`
	Dosing Dosing         `json:"dosing,omitzero"`
	Told   bool           `json:"told,omitempty"`
}

// mostChanges is how many changes back the patient can refuse one.
const mostChanges = 5

// moreDrops is how far above the protocol's the number of drops can be chosen.
const moreDrops = 3

// lowStep is the distance between two levels that can be chosen as low.
const lowStep = 0.5

func (d Dosing) equal(other Dosing) bool {
	return slices.Equal(d.Out, other.Out) && slices.Equal(d.Themes, other.Themes) && d.Low == other.Low && d.Drops == other.Drops
}

// leaves tells whether a slot is one of those that are left out.
func (d Dosing) leaves(s flows.Slot) bool { return slices.Contains(d.Out, s.ID) }

// active are the slots of the rotation that are asked.
func (t *turn) active(d Dosing) []flows.Slot {
	return slices.DeleteFunc(slices.Clone(t.plan.Rotation), d.leaves)
}

// without leaves out of a check-in the questionnaires about themes that are left out.
func (t *turn) without(asked []string, themes []int) []string {
	return slices.DeleteFunc(asked, func(id string) bool {
		q := t.plan.Questionnaires[id]
		return q != nil && q.Theme != 0 && slices.Contains(themes, q.Theme)
	})
}

// days are the weekdays of the check-ins that are asked.
func (t *turn) days(all []time.Weekday, d Dosing) []time.Weekday {
	var days []time.Weekday
	for n, s := range t.plan.Rotation {
		if n < len(all) && !d.leaves(s) {
			days = append(days, all[n])
		}
	}
	return days
}

// spread gives every slot a day: those that are asked the chosen ones in the order of the week, the others whatever
// is free, so that two never fall on one day once they are asked again.
func (t *turn) spread(chosen []time.Weekday, d Dosing) []time.Weekday {
	chosen = inOrder(chosen)
	if len(d.Out) == 0 {
		return chosen
	}
	used, next := slices.Clone(chosen), 0
	all := make([]time.Weekday, 0, len(t.plan.Rotation))
	for _, s := range t.plan.Rotation {
		if !d.leaves(s) && next < len(chosen) {
			all, next = append(all, chosen[next]), next+1
			continue
		}
		free := s.Day
		for ahead := 0; slices.Contains(used, free) && ahead < len(week()); ahead++ {
			free = (free + 1) % 7
		}
		all, used = append(all, free), append(used, free)
	}
	return all
}

// problem says why something cannot be asked of anybody, as the key of a toast; empty where it can. Safety stays, a
// check-in has something to ask beside it, and no threshold lies below what the protocol has.
func (t *turn) problem(days []time.Weekday, d Dosing) string {
	active := t.active(d)
	if len(active) == 0 || t.asksSafety(t.plan.Rotation) && !t.asksSafety(active) {
		return "dosing.safety_stays"
	}
	for _, s := range active {
		for _, week := range s.Weeks {
			if !slices.ContainsFunc(t.without(slices.Clone(week), d.Themes), t.beyondSafety) {
				return "dosing.something_stays"
			}
		}
	}
	rules := t.plan.Digest
	switch chosen := t.days(days, d); {
	case len(days) != len(t.plan.Rotation), distinct(chosen) != len(active):
		return "dosing.days_first"
	case d.Low != 0 && (d.Low < rules.Low || d.Low >= rules.Good), d.Drops != 0 && (d.Drops < rules.Drops || d.Drops > rules.Drops+moreDrops):
		return "toast.old"
	}
	return ""
}

// inOrder are days in the order of the week.
func inOrder(days []time.Weekday) []time.Weekday {
	return slices.SortedFunc(slices.Values(days), func(a, b time.Weekday) int { return monday(a) - monday(b) })
}

func distinct(days []time.Weekday) int {
	seen := map[time.Weekday]bool{}
	for _, d := range days {
		seen[d] = true
	}
	return len(seen)
}

// asksSafety tells whether one of the check-ins asks about safety in each of its weeks.
func (t *turn) asksSafety(slots []flows.Slot) bool {
	return slices.ContainsFunc(slots, func(s flows.Slot) bool {
		return len(s.Weeks) > 0 && !slices.ContainsFunc(s.Weeks, func(week []string) bool {
			return !slices.ContainsFunc(week, func(id string) bool { return t.plan.Questionnaires[id] != nil && !t.beyondSafety(id) })
		})
	})
}

func (t *turn) beyondSafety(questionnaire string) bool {
	q := t.plan.Questionnaires[questionnaire]
	return q != nil && q.Theme != 0
}

// dosed takes over what the clinician wants to be asked, files it, and tells the patient: at once, or after the quiet
// hours. A check-in that is open goes on as it began.
func (t *turn) dosed(c Contact, l Dose) {
	p := t.state.Patient
	switch {
	case c.ID != p.Clinician.ID || !p.setUp():
		t.ignore("a plan from somebody who is not the clinician, or for nobody")
		return
	case t.problem(l.Days, l.Dosing) != "":
		t.ignore("a plan that the protocol does not allow")
		return
	case slices.Equal(l.Days, p.Days) && l.Dosing.equal(p.Dosing):
		t.ignore("a plan that changes nothing")
		return
	}
	p.Serial++
	p.Changes = append(p.Changes, Change{Number: p.Serial, Days: p.Days, Dosing: p.Dosing})
	p.Changes = p.Changes[max(0, len(p.Changes)-mostChanges):]
	t.dose(l.Days, l.Dosing, record.Dosing{By: c.ID})
	t.keep(record.Audit{By: c.ID, Deed: record.DeedSet, What: record.ChangeDosing, Of: t.state.ID, Code: t.state.Patient.Code})
	if !t.waits(newsDosing) {
		t.tellDosing()
	}
}

// newsDosing is the key of the moment at which a patient is told of a change after the quiet hours.
const newsDosing = "dosing"

// dose lets something be asked from now on, and files it.
func (t *turn) dose(days []time.Weekday, d Dosing, fact record.Dosing) {
	p := t.state.Patient
	if !slices.Equal(days, p.Days) {
		t.keep(record.Rhythm{Days: days, At: p.At})
	}
	p.Days, p.Dosing = days, d
	fact.Days, fact.Out, fact.Themes, fact.Low, fact.Drops = days, d.Out, d.Themes, d.Low, d.Drops
	t.keep(fact)
	t.scheduleAll()
}

// tellDosing tells the patient of what was changed since they were told last, in plain words, with a way to refuse it.
func (t *turn) tellDosing() {
	p := t.state.Patient
	if !p.setUp() || t.state.Blocked {
		t.ignore("no change to tell of")
		return
	}
	n := slices.IndexFunc(p.Changes, func(c Change) bool { return !c.Told })
	if n < 0 {
		t.ignore("no change to tell of")
		return
	}
	for i := range p.Changes {
		p.Changes[i].Told = true
	}
	before := p.Changes[n]
	lines := append([]string{t.text("dosing.changed", "name", p.Clinician.Name)}, t.differences(before)...)
	lines = append(lines, t.text("dosing.next", "next", t.dateTime(t.nextCheckIn())))
	t.say(ClassPrompt, strings.Join(lines, "\n"),
		row(button(t.text("dosing.refuse"), "x:dosing:"+strconv.Itoa(before.Number))), t.helpRow())
}

// differences says how what is asked now differs from before.
func (t *turn) differences(before Change) []string {
	p := t.state.Patient
	var lines []string
	if days := t.days(p.Days, p.Dosing); !slices.Equal(days, t.days(before.Days, before.Dosing)) || !slices.Equal(p.Dosing.Out, before.Dosing.Out) {
		lines = append(lines, t.text("dosing.days", "n", strconv.Itoa(len(days)), "days", t.dayList(days), "time", p.At))
	}
	if !slices.Equal(p.Dosing.Themes, before.Dosing.Themes) {
		key := "dosing.all_topics"
		if len(p.Dosing.Themes) > 0 {
			key = "dosing.topics"
		}
		lines = append(lines, t.text(key, "topics", t.topics(p.Dosing.Themes)))
	}
	if p.Dosing.Low != before.Dosing.Low || p.Dosing.Drops != before.Dosing.Drops {
		rules := t.rules(p.Dosing)
		lines = append(lines, t.text("dosing.thresholds", "low", decimal(rules.Low), "drops", strconv.Itoa(rules.Drops)))
	}
	return lines
}

// rules are the thresholds that hold for somebody.
func (t *turn) rules(d Dosing) flows.DigestRules {
	rules := t.plan.Digest
	rules.Low, rules.Drops = max(rules.Low, d.Low), max(rules.Drops, d.Drops)
	return rules
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (t *turn) dayList(days []time.Weekday) string {
	var names []string
	for _, d := range days {
		names = append(names, t.day(d))
	}
	return strings.Join(names, ", ")
}

// dosingRefused undoes a change, and whatever was changed after it, and tells the clinician.
func (t *turn) dosingRefused(e Tapped, number string) {
	p := t.state.Patient
	n := -1
	if p.setUp() {
		n = slices.IndexFunc(p.Changes, func(c Change) bool { return strconv.Itoa(c.Number) == number })
	}
	if n < 0 {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	before := p.Changes[n]
	p.Changes = p.Changes[:n]
	t.dose(before.Days, before.Dosing, record.Dosing{By: t.state.ID, Refused: true})
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedRefused, What: record.ChangeDosing, Of: t.state.ID, Code: t.state.Patient.Code})
	t.tell(p.Clinician.ID, Declined{What: record.ChangeDosing})
	t.edit(e.Message, t.text("dosing.refused", "name", p.Clinician.Name, "next", t.dateTime(t.nextCheckIn())), t.helpRow())
}

// declined shows that a patient did not want what was settled.
func (t *turn) declined(m *Member, l Declined) {
	key := "desk.dosing_refused"
	if l.What == record.ChangeStandIn {
		key = "desk.stand_in_refused"
	}
	t.keep(record.Audit{By: m.ID, Deed: record.DeedRefused, What: l.What, Of: m.ID, Code: m.Code})
	t.say(ClassReply, t.text(key, "code", m.Code), row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}
