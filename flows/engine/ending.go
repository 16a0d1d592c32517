package engine

import (
	"footing/flows"
	"footing/flows/record"
)

// endOccasion ends the open check-in, if there is one: every occasion ends as answers or as missed.
func (t *turn) endOccasion(reason record.Ending) {
	p := t.state.Patient
	if p == nil || p.Open == nil {
		return
	}
	o := p.Open
	p.Open = nil
	t.forget(WakeReminder, o.ID)
	t.forget(WakeClose, o.ID)
	if !o.Later.IsZero() {
		t.forget(WakeLater, o.ID)
	}
	if o.Again && reason == record.EndExpired {
		reason = record.EndAnswered // it was answered before, and left as it was
	}
	t.judgeEnd(o, reason)
	t.noteSafety(o)
	t.ended(o, reason, t.countAnswers(o))
	t.recall(o)
	t.goodbye(o, reason)
}

// countAnswers counts what was answered; to have read something is no answer.
func (t *turn) countAnswers(o *Occasion) int {
	n := len(o.Answers)
	for _, p := range t.places(o) {
		if _, read := o.Answers[p.item.ID]; read && p.item.Kind == flows.Information {
			n--
		}
	}
	return n
}

// goodbye ends the check-in's message, or says goodbye below what was typed last. After private answers it
// asks once whether to share any.
func (t *turn) goodbye(o *Occasion, reason record.Ending) {
	text, buttons := t.farewell(o, reason), t.lastRows(o, reason)
	if reason == record.EndAnswered {
		if ask, choices, private := t.offer(o); private {
			text, buttons = text+"\n\n"+ask, append(choices[:len(choices)-1], buttons...)
		}
	}
	switch {
	case t.state.Blocked:
	case o.Message != 0:
		t.edit(o.Message, text, buttons...)
	case reason == record.EndAnswered:
		t.say(ClassReply, text, buttons...)
	}
}

// farewell is what the check-in's message says at the end.
func (t *turn) farewell(o *Occasion, reason record.Ending) string {
	switch reason {
	case record.EndAnswered:
		return t.thanks(o)
	case record.EndRed:
		return t.text("checkin.stopped")
	case record.EndReplaced:
		return t.text("checkin.replaced")
	case record.EndPaused:
		return t.text("checkin.paused")
	case record.EndLeft:
		return t.text("checkin.left")
	case record.EndExpired, record.EndNotDelivered, record.EndNoSession:
	}
	return t.text("checkin.expired")
}
