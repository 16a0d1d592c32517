package desk

import (
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

const mostEarly = 64

// alarmPressed finds the alert that a press names: by the alert itself, or by the evidence of an emergency call. The
// latter counts its one piece of evidence as the first, so the press gets that evidence's number in the alert.
func (t Side) alarmPressed(p *press.Alarm) *state.Alarmed {
	if t.State.Desk == nil {
		return nil
	}
	for n := range t.State.Desk.Alarms {
		a := &t.State.Desk.Alarms[n]
		if turn.AlarmKey(a.Alert) == p.Alert {
			return a
		}
		for _, u := range a.Urgent {
			if turn.AlarmKey(u.Evidence) == p.Alert {
				p.Alert, p.Shown = turn.AlarmKey(a.Alert), u.Upto
				return a
			}
		}
	}
	return nil
}

// keepEarly keeps a press on an alert that this desk does not know yet. It reports whether it did: a button of an alert
// that is long over says less, and is not kept. Nor is one at a desk that nobody calls. Where no more can be kept,
// whoever presses is told so: nothing that was noted may be lost.
func (t Side) keepEarly(e state.Tapped, p press.Alarm) bool {
	d := t.State.Desk
	if p.Shown < 1 || e.Callback == "" || !t.callable() {
		return false
	}
	same := func(k state.Early) bool {
		kept, ok := press.Decode(k.Data)
		return ok && kept == press.Press(p) && k.Message == e.Message
	}
	switch {
	case slices.ContainsFunc(d.Early, same):
		t.Toast(e, "alarm.kept")
		return true
	case len(d.Early) >= mostEarly:
		t.Toast(e, "alarm.kept_not")
		return true
	}
	t.Toast(e, "alarm.kept")
	d.Early = append(d.Early, state.Early{
		Key: p.Alert, Data: press.Encode(p), Message: e.Message, Said: t.SaidAt(), Since: t.Now(),
	})
	t.Wake(state.WakeNews, state.NewsActs, d.Early[0].Since.Add(turn.EarlyLife))
	return true
}

// callable reports whether an emergency call can come here: about a patient of this desk, or to a post. A post is
// called before it is told of a patient who is still setting up.
func (t Side) callable() bool {
	d := t.State.Desk
	if d == nil || !d.Active {
		return false
	}
	post := d.Role != record.Clinician && !d.Supervises()
	return post || slices.ContainsFunc(d.Panel, func(m state.Member) bool { return !m.Over(t.Now()) })
}

// tellUnknown says that the alerts of acts that have waited long enough did not come. The acts are forgotten.
func (t Side) tellUnknown() {
	d := t.State.Desk
	if d == nil || len(d.Early) == 0 {
		t.Ignore("no acts that wait")
		return
	}
	before := len(d.Early)
	d.Early = slices.DeleteFunc(d.Early, func(k state.Early) bool { return t.Now().Sub(k.Since) >= turn.EarlyLife })
	if len(d.Early) < before {
		t.Say(state.ClassSafety, t.Text("alarm.unknown"))
	}
	if len(d.Early) > 0 {
		t.Wake(state.WakeNews, state.NewsActs, d.Early[0].Since.Add(turn.EarlyLife))
	}
}

// tied ties the message of an emergency call to its alert. It reports whether that message is to be the alert's
// newest, with its buttons.
func (t Side) tied(a *state.Alarmed, l state.Alarm) bool {
	known := slices.ContainsFunc(a.Urgent, func(u state.Urgent) bool { return u.Evidence == l.Evidence })
	if !known {
		a.Urgent = append(a.Urgent, state.Urgent{Evidence: l.Evidence, Upto: l.Upto})
	}
	switch {
	case known && a.Message == l.Message:
		t.Ignore("an emergency call that has been joined")
		return false
	case l.Below && l.Message > a.Message && a.Message != 0 && !a.Waits: // Telegram counts a chat's messages upwards
		return true
	case l.Below && a.Message != 0:
		t.Edit(l.Message, t.alarmText(a)+"\n"+t.Text("alarm.below"))
	case l.Below: // the newer message is on its way: when it is there, this one refers to it
		a.Message = l.Message
	default:
		return true
	}
	t.actEarly(a)
	return false
}

// takeOver makes the message of an emergency call the alert's newest, with what an alarm says.
func (t Side) takeOver(a *state.Alarmed, message int, text string) {
	t.Edit(message, text, t.alarmButtons(a)...)
	t.AlarmSent(a.Alert, message)
	t.actEarly(a)
}

// actEarly does what was pressed before the alert was known.
func (t Side) actEarly(a *state.Alarmed) {
	d := t.State.Desk
	waits := func(k state.Early) bool {
		for _, u := range a.Urgent {
			if turn.AlarmKey(u.Evidence) == k.Key {
				return true
			}
		}
		return turn.AlarmKey(a.Alert) == k.Key
	}
	mine := slices.DeleteFunc(slices.Clone(d.Early), func(k state.Early) bool { return !waits(k) })
	d.Early = slices.DeleteFunc(d.Early, waits)
	if len(mine) > 0 && len(d.Early) == 0 {
		t.Forget(state.WakeNews, state.NewsActs)
	}
	spoken := t.Spoken
	for _, k := range mine {
		if p, ok := press.Decode(k.Data); ok {
			t.Spoken = k.Said
			t.Tapped(state.Tapped{Header: t.Event, Message: k.Message, Data: press.Encode(p)}, p)
		}
	}
	t.Spoken = spoken
}
