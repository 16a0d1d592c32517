package desk

import (
	"slices"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// settled: a colleague has acted on an alert of this patient, or the patient's side says what follows on an act of this
// desk.
func (t Side) settled(m *state.Member, l state.Settled) {
	if l.Own {
		t.follows(m, l)
		return
	}
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID {
		t.Ignore("an alert that is over")
		return
	}
	if l.Act == record.Noted {
		t.Say(state.ClassAct, t.Text("alarm.note_stays", "short", a.Short, "code", a.Code))
		return
	}
	if l.Open {
		text := t.actText(a, "by", acted{l.Act, l.Reason, l.At, l.Next}.asOlder(), "name", l.Name) + "\n" +
			t.Text("alarm.newer_by", "name", l.Name)
		t.sayOf(a, text)
		return
	}
	by, own := "by", l.Name == "" && a.Mine
	switch {
	case l.Name == "": // by a press without the store
		by, a.Mine = "by_you", true
	case l.Act != record.Seen:
	case l.Late:
		by = "before" // both pressed "seen"; the other was first
	default:
		a.Mine = false // if it was, then before it was called out anew
	}
	known := a.Closed && l.Act.Closes() && l.Late || own && l.Act == record.Seen
	a.Seen, a.Closed = true, a.Closed || l.Act.Closes()
	text := t.actText(a, by, acted{l.Act, l.Reason, l.At, l.Next}, "name", l.Name)
	if !known && !l.Heard {
		t.sayOf(a, text)
	}
	if a.Waits {
		a.Meanwhile = l
	} else if a.Message != 0 { // it offers what is over
		t.Edit(a.Message, t.alarmText(a)+"\n"+text, t.alarmButtons(a)...)
	}
}

// showMeanwhile brings an alarm that was on its way up to date with what was done about its alert since.
func (t Side) showMeanwhile(a *state.Alarmed) {
	l := a.Meanwhile
	a.Meanwhile = state.Settled{}
	if l.Act == "" || t.alarmOf(a) == nil {
		return
	}
	by := map[bool]string{true: "by_you", false: "by"}[l.Name == ""]
	text := t.actText(a, by, acted{l.Act, l.Reason, l.At, l.Next}, "name", l.Name)
	t.Edit(a.Message, t.alarmText(a)+"\n"+text, t.alarmButtons(a)...)
}

// crossFor is how long an act of this desk may be on its way to the patient's side.
const crossFor = 10 * time.Minute

// crossed tells whether a call was made before the patient's side knew of this desk's own act, and tells of nothing
// newer than that.
func (t Side) crossed(a *state.Alarmed, l state.Alarm) bool {
	further := l.Reopen || l.More || l.Message != 0 || !l.Tried.IsZero() || l.Upto > a.Upto
	return !further && a.Mine && t.Now().Sub(a.ActedAt) < crossFor
}

// sayOf sends a message about an alert.
func (t Side) sayOf(a *state.Alarmed, text string) { t.Add(t.newsOf(a, text)) }

// newsOf is a message about an alert. It cannot be forwarded, because "Open" replaces it with the evidence.
func (t Side) newsOf(a *state.Alarmed, text string) state.Say {
	return state.Say{
		Chat: t.State.Chat, Class: state.ClassReply, Text: t.alarmText(a) + "\n" + text, Buttons: t.alarmButtons(a),
		Protect: true,
	}
}

// News is the message by which a desk tells what a colleague has done about an alert, for where no turn is made.
func (t Side) News(of state.Alarm, l state.Settled) state.Say {
	a := state.Alarmed{
		Alert: of.Alert, Short: of.Short, Code: of.Code, At: of.At, Upto: of.Upto, Unheard: of.Unheard, Seen: true,
		Closed: l.Act.Closes(),
	}
	return t.newsOf(&a, t.actText(&a, "by", acted{l.Act, l.Reason, l.At, l.Next}, "name", l.Name))
}

// unheard records whether messages reach the patient, and says so if that has changed for an alert still shown here.
func (t Side) unheard(m *state.Member, l state.Unheard) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID || a.Unheard != l.Back {
		t.Ignore("nothing new of an alert")
		return
	}
	a.Unheard = !l.Back
	text := t.Text(map[bool]string{true: "alarm.heard", false: "alarm.unheard"}[l.Back])
	t.sayOf(a, text)
}

// relieved takes an alert off this desk because others are called about it. A press made in the meantime had no effect
// and must not look as if it had.
func (t Side) relieved(m *state.Member, l state.Relieved) {
	a := t.alarm(l.Alert)
	if l.Message != 0 && (a == nil || a.Message != l.Message) {
		t.Edit(l.Message, t.Text("alarm.others"))
	}
	if a == nil || a.Patient != m.ID {
		t.Ignore("an alert that is over")
		return
	}
	if a.Message != 0 {
		t.Edit(a.Message, t.alarmText(a)+"\n"+t.Text("alarm.others"))
	}
	d := t.State.Desk
	d.Alarms = slices.DeleteFunc(d.Alarms, func(a state.Alarmed) bool { return a.Alert == l.Alert })
	if d.NoteFor == l.Alert || d.Thought.What == l.Alert {
		d.NoteFor = ""
		t.DeskParts().Drop()
	}
}
