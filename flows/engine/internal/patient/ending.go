package patient

import (
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// endOccasion ends the open check-in, if there is one. Every occasion ends as answered or as missed.
func (t Side) endOccasion(reason record.Ending) {
	p := t.State.Patient
	if p == nil || p.Open == nil {
		return
	}
	o := p.Open
	p.Open = nil
	if reason != record.EndReplaced {
		p.Late = nil
	}
	if at, ok := t.Question(o, o.Item); ok && at.Item.Kind.Typed() && reason == record.EndExpired {
		p.Shut = t.Now()
	}
	t.Forget(state.WakeReminder, o.ID)
	t.Forget(state.WakeClose, o.ID)
	if !o.Later.IsZero() {
		t.Forget(state.WakeLater, o.ID)
	}
	if o.Changing && reason == record.EndExpired {
		reason = record.EndAnswered // it was answered before, and left as it was
	}
	t.safety.JudgeEnd(o, reason)
	t.safety.SafetyAnswered(o)
	t.ended(o, reason, t.CountAnswers(o))
	t.remember(o)
	t.goodbye(o, reason)
}

// aMoment is how long after a check-in has closed by itself a text is likely to be the answer that it waited for.
const aMoment = 10 * time.Minute

// JustClosed reports whether a text comes too late for the check-in that waited for it. It does so once.
func (t Side) JustClosed() bool {
	p := t.State.Patient
	late := !p.Shut.IsZero() && t.SaidAt().Sub(p.Shut) <= aMoment
	p.Shut = time.Time{}
	return late
}

// goodbye ends the check-in's message, or says goodbye below the last typed text. After private answers it asks once
// whether to share any.
func (t Side) goodbye(o *state.Occasion, reason record.Ending) {
	open := reason != record.EndAnswered && reason != record.EndRed
	if open && t.safety.LeaveDanger(o, true) {
		return
	}
	text, buttons := t.farewell(o, reason), t.lastRows(o, reason)
	if reason == record.EndAnswered {
		if ask, choices, private := t.share.Offer(o); private {
			text, buttons = text+"\n\n"+ask, append(choices[:len(choices)-1], buttons...)
		}
	}
	switch {
	case t.State.Blocked:
	case o.Message != 0 && unbegun(o, reason):
		t.closedUnbegun(o, reason)
	case o.Message != 0:
		t.Edit(o.Message, text, buttons...)
	case reason == record.EndAnswered:
		t.Say(state.ClassReply, text, buttons...)
	}
}

// farewell is what the check-in's message says at the end.
func (t Side) farewell(o *state.Occasion, reason record.Ending) string {
	switch reason {
	case record.EndAnswered:
		return t.thanks(o)
	case record.EndRed:
		return t.Text("checkin.stopped")
	case record.EndReplaced:
		return t.Text("checkin.replaced")
	case record.EndPaused:
		return t.Text("checkin.paused")
	case record.EndLeft:
		return t.Text("checkin.left")
	case record.EndExpired, record.EndNotDelivered, record.EndNoSession:
	}
	return t.Text("checkin.expired")
}
