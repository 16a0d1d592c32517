package desk

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// alarmed shows an alert: an id, a code, a time, and no answer. It says that it repeats.
func (t Side) alarmed(m *state.Member, l state.Alarm) {
	d := t.State.Desk
	d.Alarms = slices.DeleteFunc(d.Alarms, func(a state.Alarmed) bool { // an open alert is never forgotten
		return a.Closed && t.Now().Sub(flows.Later(a.At, a.Rang)) > turn.AlarmLife
	})
	a := t.alarm(l.Alert)
	if a == nil {
		d.Alarms = append(d.Alarms, state.Alarmed{Alert: l.Alert, Short: l.Short, Patient: m.ID, Code: m.Code, At: l.At})
		a = &d.Alarms[len(d.Alarms)-1]
	}
	if l.Message != 0 && !t.tied(a, l) {
		return
	}
	if t.stormed(a, l) {
		return
	}
	if t.crossed(a, l) {
		t.Ignore("a call that crossed an act on the alert")
		return
	}
	if own := l.Seen && a.Mine; l.Tried.IsZero() && !own {
		a.Seen, a.Mine, a.Closed, a.Reopened = false, false, false, l.Reopen
	}
	a.Unheard, a.Alone = l.Unheard, l.Alone
	a.Upto = max(a.Upto, l.Upto)
	class, lines := state.ClassSafety, []string{t.alarmText(a)}
	switch {
	case !l.Tried.IsZero():
		lines = append(lines, t.Text(alone(a, "alarm.tried_due"), "next", t.Clock(l.Tried)))
	case l.More:
		lines = append(lines, t.Text("alarm.more"))
	case l.Reopen:
		lines = append(lines, t.Text("alarm.reopened"))
	case l.Repeat:
		lines = append(lines, t.Text("alarm.again"))
	}
	if l.Repeat {
		class = state.ClassRepeat
	}
	if l.Unheard {
		lines = append(lines, t.Text("alarm.unheard"))
	}
	if !a.Seen {
		lines = append(lines, t.Text("alarm.repeats"))
	}
	if l.Message != 0 {
		t.takeOver(a, l.Message, strings.Join(lines, "\n"))
		return
	}
	a.Rang, a.Waits, a.Presses, a.Meanwhile = t.Now(), true, 1, state.Settled{}
	t.Add(state.Say{
		Chat: t.State.Chat, Class: class, Text: strings.Join(lines, "\n"),
		Buttons: t.alarmButtons(a), Anchor: "alarm:" + a.Alert, Protect: true, Patient: a.Patient,
	})
	t.actEarly(a)
}

func (t Side) alarmText(a *state.Alarmed) string {
	return t.Text("alarm.head", "short", a.Short, "code", a.Code, "time", t.Clock(a.At))
}

// alarmAct is the press for an act on an alert. It carries how much of the evidence its reader had been shown.
func alarmAct(a *state.Alarmed, shown int, act string) press.Alarm {
	return press.Alarm{Alert: turn.AlarmKey(a.Alert), Shown: shown, Act: act}
}

// alarmButtons offers what can be done with the alert now.
func (t Side) alarmButtons(a *state.Alarmed) [][]state.Button {
	act := func(act string) press.Press { return alarmAct(a, a.Upto, act) }
	rows := [][]state.Button{turn.Row(turn.Button(t.Text("alarm.open"), act("open")))}
	came := [][]state.Button{
		turn.Row(turn.Button(t.Text("alarm.contact"), act(press.Contact)),
			turn.Button(t.Text("alarm.elsewhere"), act(press.Elsewhere))),
		turn.Row(turn.Button(t.Text("alarm.tried"), act(press.Tried))),
	}
	switch {
	case !a.Seen && !a.Reopened:
		rows = append(rows, turn.Row(turn.Button(t.Text("alarm.seen"), act(press.Seen))))
	case !a.Seen:
		rows = append(append(rows, turn.Row(turn.Button(t.Text("alarm.seen"), act(press.Seen)))), came...)
	case !a.Closed:
		rows = append(rows, came...)
	}
	if a.Seen {
		rows = append(rows, turn.Row(turn.Button(t.Text("alarm.add_note"), act("note"))))
	}
	if a.Spoken && a.Closed {
		rows = append(rows, t.ReplyRow(a.Patient, flows.ReplyAfterContact, a.Short)...)
	}
	return rows
}

func (t Side) alarm(id string) *state.Alarmed {
	if t.State.Desk == nil {
		return nil
	}
	for n := range t.State.Desk.Alarms {
		if t.State.Desk.Alarms[n].Alert == id {
			return &t.State.Desk.Alarms[n]
		}
	}
	return nil
}

// alarmTapped handles a press on an alert's button. Acts cover only the evidence that was shown.
func (t Side) alarmTapped(e state.Tapped, p press.Alarm) {
	a := t.alarmPressed(&p)
	if a == nil && t.keepEarly(e, p) {
		return
	}
	if m := t.alarmOf(a); m == nil || m.Over(t.Now()) || p.Shown < 0 || p.Shown > a.Upto {
		t.Toast(e, "toast.old")
		return
	}
	acts := slices.Contains([]string{press.Seen, press.Contact, press.Elsewhere, press.Tried}, p.Act)
	switch {
	case p.Shown == 0 && a.Upto > 0 && acts: // of a release before they said what was shown; there is a younger message
		t.Toast(e, "toast.old")
	case p.Act == "open":
		t.Toast(e, "")
		t.Keep(record.Opened{By: t.State.ID, What: "alert " + a.Short, Of: a.Patient, Code: a.Code})
		t.Tell(a.Patient, state.Look{Alert: a.Alert, Message: e.Message})
	case p.Act == press.Seen && a.Mine:
		t.Toast(e, "alarm.seen_already")
	case p.Act == press.Seen:
		t.actOn(e, a, state.Acted{Act: record.Seen, Upto: p.Shown})
	case p.Act == "whole":
		t.Toast(e, "")
		t.Tell(a.Patient, state.Look{Alert: a.Alert, Message: e.Message, Whole: true})
	case p.Act == "reach" && !a.Closed:
		t.Toast(e, "alarm.reach_asking")
		t.Tell(a.Patient, state.AskReach{Alert: a.Alert})
	case p.Act == "back":
		t.Toast(e, "")
		t.Edit(e.Message, t.alarmText(a)+"\n"+t.standing(a), t.alarmButtons(a)...)
	case p.Act == "note":
		t.Toast(e, "")
		t.DropSection()
		t.DeskParts().Drop()
		t.State.Desk.NoteFor, t.State.Desk.NoteAt = a.Alert, t.Now()
		t.Say(state.ClassReply, t.Text("alarm.note_ask", "short", a.Short, "code", a.Code))
	case p.Act == press.Tried:
		t.tried(e, a, p)
	case p.Stops(), p.Act == press.Elsewhere && p.Reason == "":
		t.close(e, a, p)
	default:
		t.Toast(e, "toast.old")
	}
}

// alarmOf is the patient of an alert, while they are on the panel.
func (t Side) alarmOf(a *state.Alarmed) *state.Member {
	if a == nil {
		return nil
	}
	return t.member(a.Patient)
}

// close takes an act that closes the alert: contact was made, or it is handled elsewhere, which asks for a reason.
func (t Side) close(e state.Tapped, a *state.Alarmed, p press.Alarm) {
	switch {
	case a.Closed:
		t.Toast(e, "alarm.closed_already")
	case p.Act == press.Contact:
		t.actOn(e, a, state.Acted{Act: record.Contact, Upto: p.Shown})
	case p.Reason == "":
		t.Toast(e, "")
		var rows [][]state.Button
		for _, r := range press.Reasons() { // with "alarm.reason." before it each is a text key
			p.Reason = r
			rows = append(rows, turn.Row(turn.Button(t.Text("alarm.reason."+r), p)))
		}
		rows = append(rows, t.alarmBack(a, p))
		t.Edit(e.Message, t.alarmText(a)+"\n"+t.Text("alarm.why"), rows...)
	default:
		t.actOn(e, a, state.Acted{Act: record.Elsewhere, Reason: p.Reason, Upto: p.Shown})
	}
}

// actOn tells the patient's side of the act, and shows it on the pressed message and on the alert's newest message.
func (t Side) actOn(e state.Tapped, a *state.Alarmed, l state.Acted) {
	if l.Upto < a.Upto {
		t.actOnOlder(e, a, l)
		return
	}
	a.Seen, a.Mine, a.ActedAt = true, true, t.Now()
	a.Spoken = l.Act == record.Contact && !a.Closed || a.Spoken && a.Closed
	a.Closed = a.Closed || l.Act.Closes()
	if a.Waits {
		a.Meanwhile = state.Settled{Act: l.Act, Reason: l.Reason, At: t.SaidAt(), Next: l.Next}
	}
	switch {
	case l.Act.Closes():
		t.Toast(e, "alarm.closed_toast")
	case l.Act == record.NoAnswer:
		t.Toast(e, "alarm.tried_toast")
	case a.Unheard:
		t.Toast(e, "alarm.untold")
	default:
		t.Toast(e, "alarm.seen_toast")
	}
	t.passOn(a, l)
	text := t.alarmText(a) + "\n" + t.actText(a, "by_you", acted{l.Act, l.Reason, t.SaidAt(), l.Next})
	t.Edit(e.Message, text, t.alarmButtons(a)...)
	if a.Message != 0 && a.Message != e.Message {
		t.Edit(a.Message, text, t.alarmButtons(a)...)
	}
}

// actOnOlder handles an act on a message that is no longer the newest. It covers only the evidence in that message, so
// the alert stays open for the rest.
func (t Side) actOnOlder(e state.Tapped, a *state.Alarmed, l state.Acted) {
	t.Toast(e, "alarm.newer")
	t.passOn(a, l)
	lines := []string{t.alarmText(a)}
	if l.Act != record.Seen {
		lines = append(lines, t.actText(a, "by_you", acted{l.Act, l.Reason, t.SaidAt(), l.Next}.asOlder()))
	}
	t.Edit(e.Message, strings.Join(append(lines, t.Text("alarm.newer")), "\n"))
}

// passOn tells the patient's side of an act and files it.
func (t Side) passOn(a *state.Alarmed, l state.Acted) {
	l.Alert, l.At = a.Alert, t.SaidAt()
	t.Tell(a.Patient, l)
	t.Keep(record.Audit{
		By: t.State.ID, Deed: record.Deed(l.Act), What: "alert " + a.Short, Of: a.Patient, Code: a.Code, Detail: l.Reason,
	})
}

// hears says whether the patient learns of the act.
func (t Side) hears(a *state.Alarmed) string {
	return t.Text(map[bool]string{true: "alarm.untold", false: "alarm.told"}[a.Unheard])
}

// acted is what somebody did with an alert, and when. Next is for a try without an answer.
type acted struct {
	act      record.Act
	reason   string
	at, next time.Time
}

// noted is a try that paused nothing and called nobody, because newer evidence keeps the alert open.
const noted = record.Act("tried_noted")

// asOlder is an act that covers only older evidence.
func (d acted) asOlder() acted {
	if d.act == record.NoAnswer {
		d.act, d.next = noted, time.Time{}
	}
	return d
}

// actText says what was done: by you, or by a colleague.
func (t Side) actText(a *state.Alarmed, by string, d acted, args ...string) string {
	args = append(args, "told", t.hears(a), "time", t.Clock(d.at), "next", t.Clock(d.next))
	if d.reason != "" {
		args = append(args, "reason", t.Text("alarm.reason."+d.reason))
	}
	act := string(d.act)
	if d.act == record.NoAnswer && d.next.IsZero() {
		act = "tried_once"
	}
	key := "alarm." + act + "_" + by
	if d.act == record.NoAnswer && by == "by_you" {
		key = alone(a, key)
	}
	return t.Text(key, args...)
}

// AlarmSent stores the id of an alert's newest message and removes the buttons from the one before, so that only one
// message has buttons.
func (t Side) AlarmSent(id string, message int) {
	a := t.alarm(id)
	if a == nil {
		t.Ignore("an alert that is over")
		return
	}
	switch {
	case t.alarmOf(a) == nil: // the link ended while the message was on its way
		t.Edit(message, t.Text("alarm.not_yours"))
	case a.Message == 0:
		t.Milestone(a.Alert, a.At, record.StepReached)
	case a.Message != message:
		t.Edit(a.Message, t.alarmText(a)+"\n"+t.Text("alarm.below"))
	}
	a.Message, a.Waits = message, false
	t.showMeanwhile(a)
	if a.Presses > 1 && !a.Seen && t.alarmOf(a) != nil {
		t.showStorm(a)
	}
}

// AlarmUnreachable tells the patient's side that an alarm cannot reach this clinician, so that it calls somebody else.
func (t Side) AlarmUnreachable(id string) {
	if a := t.alarm(id); a != nil {
		a.Rang, a.Waits = time.Time{}, false // the next press is not to be counted in a message that will not come
		t.Tell(a.Patient, state.Unreached{Alert: a.Alert})
	}
}
