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

// longestPause is the maximum length of a pause, in days. A longer one is better discussed in person.
const longestPause = 91

// pauseLengths lists the buttons of /pause, in days.
func pauseLengths() []int { return []int{3, 7, 14, 28} }

// pauseAsked offers lengths for a pause, or to end the current one.
func (t Side) pauseAsked() {
	p := t.State.Patient
	if p.PausedAt(t.Now()) {
		t.Say(state.ClassReply, t.Text("pause.holds", "until", t.Date(p.Pause.Until)),
			turn.Row(turn.Button(t.Text("pause.resume"), press.Chose("pause", "0"))), t.HelpRow())
		return
	}
	t.Await("pause")
	t.Say(state.ClassReply, t.Text("pause.ask"), t.pauseRows()...)
}

func (t Side) pauseRows() [][]state.Button {
	var buttons []state.Button
	for _, days := range pauseLengths() {
		buttons = append(buttons,
			turn.Button(t.Text("pause.days_"+strconv.Itoa(days)), press.Chose("pause", strconv.Itoa(days))))
	}
	return append(slices.Collect(slices.Chunk(buttons, 2)),
		turn.Row(append(turn.Row(turn.Button(t.Text("pause.not"), press.Chose("pause", "no"))), t.HelpRow()...)...))
}

// pauseTapped handles a press on a length; 0 ends the pause.
func (t Side) pauseTapped(e state.Tapped, value string) {
	days, err := strconv.Atoi(value)
	p := t.State.Patient
	switch {
	case !p.SetUp():
		t.Toast(e, "toast.old")
	case value == "no":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("choices.unchanged"))
	case err == nil && days == 0:
		t.Toast(e, "")
		t.Edit(e.Message, t.resumed())
	case err == nil && slices.Contains(pauseLengths(), days):
		t.Toast(e, "")
		t.Edit(e.Message, t.paused(t.StartOfDay(days)), t.HelpRow())
	default:
		t.Toast(e, "toast.old")
	}
}

// pauseTyped takes a date as the first day after the pause. Other texts are answered like any text, and a date may
// still follow.
func (t Side) pauseTyped(text record.FreeText) bool {
	day, ok := flows.ReadDay(text.Reveal(), t.Now().In(t.Zone()))
	if !ok {
		t.Await("pause")
		return false
	}
	until := flows.Resolve(flows.Clock(0).On(day), t.Zone())
	if !until.After(t.Now()) || until.After(t.StartOfDay(longestPause)) {
		t.Await("pause")
		t.Say(state.ClassReply, t.Text("pause.too_far", "last", t.Date(t.StartOfDay(longestPause))), t.pauseRows()...)
		return true
	}
	t.Say(state.ClassReply, t.paused(until), t.HelpRow())
	return true
}

// paused starts a pause, closes the open check-in, and says until when.
func (t Side) paused(until time.Time) string {
	t.endOccasion(record.EndPaused)
	t.State.Patient.Pause = state.Pause{From: t.Now(), Until: until}
	t.Keep(record.Pause{Until: until})
	return t.Text("pause.done", "until", t.Date(until), "next", t.DateTime(t.NextCheckIn()))
}

// resumeAsked ends a pause early.
func (t Side) resumeAsked() {
	if !t.State.Patient.PausedAt(t.Now()) {
		t.Say(state.ClassReply, t.Text("pause.none", "next", t.DateTime(t.NextCheckIn())), t.HelpRow())
		return
	}
	t.Say(state.ClassReply, t.resumed(), t.HelpRow())
}

func (t Side) resumed() string {
	p := t.State.Patient
	if p.PausedAt(t.Now()) {
		p.Pause.Until = t.Now()
		t.Keep(record.Pause{Until: t.Now()})
	}
	return t.Text("pause.over", "next", t.DateTime(t.NextCheckIn()))
}

// NextCheckIn is the time of the next check-in outside a pause.
func (t Side) NextCheckIn() time.Time {
	p := t.State.Patient
	after := t.Now()
	if p.PausedAt(after) {
		after = p.Pause.Until.Add(-time.Nanosecond)
	}
	return t.checkInAfter(after)
}

// checkInAfter is the time of the first check-in after a given time, pause or not.
func (t Side) checkInAfter(after time.Time) time.Time {
	_, at := t.nextSlot(after)
	for _, r := range t.Plan.Random {
		if m := t.nextMoment(r, after); !m.at.IsZero() && (at.IsZero() || m.at.Before(at)) {
			at = m.at
		}
	}
	return at
}

// nextSlot is the slot of the first check-in after a given time, and its time.
func (t Side) nextSlot(after time.Time) (slot int, first time.Time) {
	for n := range t.Plan.Rotation {
		at := t.slotAfter(n, after)
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			slot, first = n, at
		}
	}
	return slot, first
}
