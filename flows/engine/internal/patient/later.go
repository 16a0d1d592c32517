package patient

import (
	"slices"
	"strconv"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// laterHours lists the delays, in hours, by which a check-in can be put off before its first answer. "Tonight" is a
// time of day instead.
func laterHours() []int { return []int{1, 3} }

// tonight is the hour of an evening check-in, unless the protocol's latest hour is earlier.
const tonight = flows.Clock(19 * 60)

// leastLater is how far ahead "tonight" must lie to be offered.
const leastLater = time.Hour

// laterRow offers to put a check-in off until its first question is answered.
func (t Side) laterRow(o *state.Occasion, buttons [][]state.Button) [][]state.Button {
	if o.Touched || len(t.laterTimes()) == 0 || len(buttons) == 0 {
		return buttons
	}
	offer := turn.Button(t.Text("later.offer"), press.Later{How: "ask", Occasion: o.Number})
	last := len(buttons) - 1
	buttons[last] = slices.Insert(buttons[last], 0, offer) // beside the help button, apart from the answers
	return buttons
}

// laterTime is a moment that a check-in can be put off to.
type laterTime struct {
	code string
	at   time.Time
}

// laterTimes lists the choices on the same local day, outside the quiet hours, and before the next check-in, which
// would close this one unasked.
func (t Side) laterTimes() []laterTime {
	local, next := t.Now().In(t.Zone()), t.NextCheckIn()
	var times []laterTime
	add := func(code string, at time.Time) {
		there := at.In(t.Zone())
		today := there.Format(time.DateOnly) == local.Format(time.DateOnly) && (next.IsZero() || at.Before(next))
		if today && !t.Plan.Quiet(flows.WallClock(there)) {
			times = append(times, laterTime{code, at})
		}
	}
	for _, hours := range laterHours() {
		add(strconv.Itoa(hours)+"h", t.Now().Add(time.Duration(hours)*time.Hour))
	}
	evening := flows.Resolve(min(tonight, t.Plan.Limits.Latest).On(local), t.Zone())
	if evening.Sub(t.Now()) >= leastLater {
		add("tonight", evening)
	}
	return times
}

// laterTapped shows the choices, takes one, or goes back to the question.
func (t Side) laterTapped(e state.Tapped, p press.Later) {
	o := t.openNumber(p.Occasion)
	if o == nil {
		t.Toast(e, "toast.closed")
		return
	}
	if o.Touched {
		t.Toast(e, "later.begun")
		return
	}
	o.Message = e.Message
	times := t.laterTimes()
	n := slices.IndexFunc(times, func(l laterTime) bool { return l.code == p.How })
	switch {
	case p.How == "now":
		t.Toast(e, "")
		t.showFirst(o)
	case p.How == "ask" && len(times) > 0:
		t.Toast(e, "")
		var buttons []state.Button
		for _, l := range times {
			label := t.Text("later."+l.code, "time", l.at.In(t.Zone()).Format("15:04"))
			buttons = append(buttons, turn.Button(label, press.Later{How: l.code, Occasion: o.Number}))
		}
		t.Edit(e.Message, t.Text("later.when"), buttons, t.laterFooter(o))
	case n >= 0:
		t.Toast(e, "")
		t.putOff(o, times[n].at)
		t.Edit(e.Message, t.Text("later.done", "time", t.Clock(times[n].at)), t.laterFooter(o))
	default:
		t.Toast(e, "later.too_late")
	}
}

func (t Side) laterFooter(o *state.Occasion) []state.Button {
	return append(turn.Row(turn.Button(t.Text("later.now"), press.Later{How: "now", Occasion: o.Number})), t.HelpRow()...)
}

// showFirst shows the question again in the message that offered the delay.
func (t Side) showFirst(o *state.Occasion) {
	text, buttons := t.question(o)
	t.Edit(o.Message, text, t.laterRow(o, buttons)...)
}

// putOff moves an occasion within its day. Its deadline moves with it, but not past midnight, and so does its next
// reminder.
func (t Side) putOff(o *state.Occasion, at time.Time) {
	o.Later = at
	t.Keep(record.PutOff{Occasion: o.ID, Until: at})
	t.Wake(state.WakeLater, o.ID, at)
	if after, more := t.nextReminder(o); more {
		t.Wake(state.WakeReminder, o.ID, at.Add(after))
	}
	deadline := at.Add(t.Plan.Window.Deadline)
	if midnight := t.StartOfDay(1); deadline.After(midnight) {
		deadline = midnight
	}
	t.scheduleClose(o, deadline.Sub(t.Now()))
}

// askLater asks a postponed check-in in a new message, unless it was started in the meantime.
func (t Side) askLater(id string) {
	p := t.State.Patient
	if p == nil || p.Open == nil || p.Open.ID != id || p.Open.Touched || t.Quiet() || t.GaveUp() {
		t.Ignore("nothing to ask later")
		return
	}
	if !t.leaveOutSafety(p.Open) { // it stays open with the question that it has
		t.Ignore("nothing that can be asked now")
		return
	}
	t.moveBelow()
	t.sendQuestion(state.ClassPrompt, t.Text("later.again"))
}

// leaveOutSafety skips the remaining safety questions of a check-in if too little duty time is left to act on the
// answers. Answers already given stay. It reports whether any question is left; if none is, it changes nothing.
func (t Side) leaveOutSafety(o *state.Occasion) bool {
	var needed time.Duration
	for _, s := range t.Plan.Rotation {
		needed = max(needed, s.DutyHours)
	}
	if t.Plan.Clinic.DutyLeft(t.Now()) >= needed {
		return true
	}
	before := o.SafetyLeftOut
	o.SafetyLeftOut = true
	if p, ok := t.Question(o, o.Item); ok && p.Questionnaire.Theme == 0 && p.Item.ID != o.Urgent {
		next := t.NextItem(o)
		if next == "" {
			o.SafetyLeftOut = before
			return false
		}
		t.turnTo(o, next)
	}
	return o.Item != ""
}
