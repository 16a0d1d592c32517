package desk

import (
	"slices"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// tried takes a try that had no answer, in two steps: the press asks when the next try is, and the choice is passed on.
// Where no time may be chosen, it asks whether the colleagues shall be called at once, or where there are none says so.
func (t Side) tried(e state.Tapped, a *state.Alarmed, p press.Alarm) {
	next := p.TriesNext()
	times := t.tryTimes(a)
	offered := slices.ContainsFunc(times, next.Equal)
	switch {
	case a.Closed:
		t.Toast(e, "alarm.closed_already")
	case t.triedTwice(a, p, next):
		t.Toast(e, "toast.noted")
	case p.Reason == press.TriedOnce:
		t.passTry(e, a, p, time.Time{})
	case p.Stops() && offered:
		t.passTry(e, a, p, next)
	case len(times) == 0:
		t.Toast(e, "")
		p.Next, p.Reason = 0, press.TriedOnce
		note := turn.Button(t.Text("alarm.tried_once"), p)
		if a.Alone {
			note = turn.Button(t.Text("alarm.tried_once_alone"), p)
		}
		t.Edit(e.Message, t.alarmText(a)+"\n"+t.Text(alone(a, "alarm.tried_ask_once")), turn.Row(note), t.alarmBack(a, p))
	default: // also a time that has passed since it was offered
		t.Toast(e, "")
		var buttons []state.Button
		for _, at := range times {
			p.Next, p.Reason = int(at.Unix()/60), ""
			buttons = append(buttons, turn.Button(t.Clock(at), p))
		}
		rows := append(slices.Collect(slices.Chunk(buttons, 4)), t.alarmBack(a, p))
		t.Edit(e.Message, t.alarmText(a)+"\n"+t.Text(alone(a, "alarm.tried_ask")), rows...)
	}
}

// triedTwice reports whether a press only repeats the last one: a finger that slipped, or a phone that was slow.
func (t Side) triedTwice(a *state.Alarmed, p press.Alarm, next time.Time) bool {
	switch {
	case a.TriedAt.IsZero() || a.TriedOf != a.Upto:
		return false
	case p.Reason == press.TriedOnce:
		return a.Next.IsZero() && t.Now().Sub(a.TriedAt) < time.Minute
	}
	return p.Next != 0 && next.Equal(a.Next)
}

// tryTimes are the times that may be named now: none after as many tries in a row as pause the calls.
func (t Side) tryTimes(a *state.Alarmed) []time.Time {
	if a.TriedOf == a.Upto && a.Tries >= state.MostTries {
		return nil
	}
	return t.TryTimes()
}

// passTry counts a try and passes it on.
func (t Side) passTry(e state.Tapped, a *state.Alarmed, p press.Alarm, next time.Time) {
	if a.TriedOf != a.Upto {
		a.Tries, a.TriedOf = 0, a.Upto
	}
	if p.Shown == a.Upto {
		a.Tries++
		a.TriedAt, a.Next = t.Now(), next
	}
	t.actOn(e, a, state.Acted{Act: record.NoAnswer, Upto: p.Shown, Next: next, Alone: a.Alone})
}

// alone is the key of what a text about a try says where nobody else can be called about its alert.
func alone(a *state.Alarmed, key string) string {
	if a.Alone {
		return key + "_alone"
	}
	return key
}

// follows takes what follows on a try of this desk. What its owner has read otherwise comes as a message of its own,
// because they may rely on it.
func (t Side) follows(m *state.Member, l state.Settled) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID || a.Closed || !a.Mine || a.TriedOf != a.Upto || !a.Next.Equal(l.Next) {
		t.Ignore("what follows on a try that is over")
		return
	}
	said := a.Alone
	a.Alone = l.Alone
	text := t.actText(a, "by_you", acted{l.Act, l.Reason, l.At, l.Next})
	if !l.Again.IsZero() {
		text = t.Text("alarm.tried_once_by_you_again", "time", t.Clock(l.At), "told", t.hears(a), "again", t.Clock(l.Again))
	}
	if said != l.Alone {
		t.sayOf(a, text)
	}
	if a.Message != 0 && !a.Waits {
		t.Edit(a.Message, t.alarmText(a)+"\n"+text, t.alarmButtons(a)...)
	}
}

// alarmBack leads from a question about an alert back to what can be done with it.
func (t Side) alarmBack(a *state.Alarmed, p press.Alarm) []state.Button {
	return turn.Row(turn.Button(t.Text("button.back"), alarmAct(a, p.Shown, "back")))
}
