package engine

import (
	"slices"
	"strconv"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// laterHours are the delays, in hours, that a check-in which was not begun may be put off by; "tonight" is a time
// of day.
func laterHours() []int { return []int{1, 3} }

// tonight is when an evening's check-in comes, unless the protocol's latest hour is earlier.
const tonight = flows.Clock(19 * 60)

// leastLater is how far ahead "tonight" must lie to be offered.
const leastLater = time.Hour

// laterRow offers to put a check-in off as long as its first question is not answered.
func (t *turn) laterRow(o *Occasion, buttons [][]Button) [][]Button {
	if o.Touched || len(t.laterTimes()) == 0 || len(buttons) == 0 {
		return buttons
	}
	offer := button(t.text("later.offer"), "c:later:ask:"+strconv.Itoa(o.Number))
	last := len(buttons) - 1
	buttons[last] = slices.Insert(buttons[last], 0, offer) // beside the help button, apart from the answers
	return buttons
}

// laterTime is a moment that a check-in can be put off to.
type laterTime struct {
	code string
	at   time.Time
}

// laterTimes are those of the moments that lie on the same local day and outside the quiet hours.
func (t *turn) laterTimes() []laterTime {
	local := t.now().In(t.zone())
	var times []laterTime
	add := func(code string, at time.Time) {
		there := at.In(t.zone())
		if there.Format(time.DateOnly) == local.Format(time.DateOnly) && !t.plan.Quiet(wallClock(there)) {
			times = append(times, laterTime{code, at})
		}
	}
	for _, hours := range laterHours() {
		add(strconv.Itoa(hours)+"h", t.now().Add(time.Duration(hours)*time.Hour))
	}
	evening := flows.Resolve(min(tonight, t.plan.Limits.Latest).On(local), t.zone())
	if evening.Sub(t.now()) >= leastLater {
		add("tonight", evening)
	}
	return times
}

// laterTapped shows the choices, takes one, or goes back to the question.
func (t *turn) laterTapped(e Tapped, value, number string) {
	o := t.openNumber(number)
	if o == nil {
		t.toast(e, "toast.closed")
		return
	}
	if o.Touched {
		t.toast(e, "later.begun")
		return
	}
	o.Message = e.Message
	times := t.laterTimes()
	n := slices.IndexFunc(times, func(l laterTime) bool { return l.code == value })
	switch {
	case value == "now":
		t.toast(e, "")
		t.showFirst(o)
	case value == "ask" && len(times) > 0:
		t.toast(e, "")
		var buttons []Button
		for _, l := range times {
			label := t.text("later."+l.code, "time", l.at.In(t.zone()).Format("15:04"))
			buttons = append(buttons, button(label, "c:later:"+l.code+":"+number))
		}
		t.edit(e.Message, t.text("later.when"), buttons, t.laterFooter(number))
	case n >= 0:
		t.toast(e, "")
		t.putOff(o, times[n].at)
		t.edit(e.Message, t.text("later.done", "time", t.clock(times[n].at)), t.laterFooter(number))
	default:
		t.toast(e, "later.too_late")
	}
}

func (t *turn) laterFooter(number string) []Button {
	return append(row(button(t.text("later.now"), "c:later:now:"+number)), t.helpRow()...)
}

// showFirst shows the question again in the message where it was put off.
func (t *turn) showFirst(o *Occasion) {
	text, buttons := t.question(o)
	t.edit(o.Message, text, t.laterRow(o, buttons)...)
}

// putOff moves an occasion inside its day: it stays the same one, its deadline moves along but not past midnight, and
// the one reminder, where it has not come yet, follows it.
func (t *turn) putOff(o *Occasion, at time.Time) {
	o.Later = at
	t.keep(record.PutOff{Occasion: o.ID, Until: at})
	t.wake(WakeLater, o.ID, at)
	if after, more := t.nextReminder(o); more {
		t.wake(WakeReminder, o.ID, at.Add(after))
	}
	deadline := at.Add(t.plan.Window.Deadline)
	if midnight := t.startOfDay(1); deadline.After(midnight) {
		deadline = midnight
	}
	t.closes(o, deadline.Sub(t.now()))
}

// askLater asks what was put off, in a new message, unless it was begun meanwhile.
func (t *turn) askLater(id string) {
	p := t.state.Patient
	if p == nil || p.Open == nil || p.Open.ID != id || p.Open.Touched || t.quiet() || t.gaveUp() {
		t.ignore("nothing to ask later")
		return
	}
	if !t.leaveOutSafety(p.Open) {
		t.endOccasion(record.EndExpired)
		return
	}
	t.moveBelow()
	t.sendQuestion(ClassPrompt, t.text("later.again"))
}

// leaveOutSafety leaves the safety questions that are still to come out of a check-in, where it is asked again in hours
// after which nobody would be on duty long enough to act on the answers. What was answered already stays. It tells
// whether anything is left to ask.
func (t *turn) leaveOutSafety(o *Occasion) bool {
	var needed time.Duration
	for _, s := range t.plan.Rotation {
		needed = max(needed, s.DutyHours)
	}
	if t.plan.Clinic.DutyLeft(t.now()) >= needed {
		return true
	}
	o.Unsafe = true
	if p, ok := t.place(o, o.Item); ok && p.questionnaire.Theme == 0 && p.item.ID != o.Urgent {
		t.turnTo(o, t.nextItem(o))
	}
	return o.Item != ""
}
