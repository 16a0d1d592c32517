package engine_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// counted tells whether a further press was counted in the youngest alarm message, which is shown again at once, or as
// soon as it has come. Only a fresh message that nobody has acted on may take it in, and never a repeat of the ladder:
// an edit rings nowhere.
func (r *rules) counted(before state.State, e state.Event, after state.State, effects []state.Effect,
	l state.Alarm,
) bool {
	one, two := alarmedOf(before, l.Alert), alarmedOf(after, l.Alert)
	if !l.More || l.Repeat || l.Reopen || l.Message != 0 || one == nil || two == nil {
		return false
	}
	fresh := !one.Seen && !one.Rang.IsZero() && e.Head().At.Sub(one.Rang) < time.Minute
	grown := two.Upto == l.Upto && two.Presses == one.Presses+1 && two.Rang.Equal(one.Rang) && !two.Seen
	return fresh && grown && (two.Waits || r.showsStorm(e, after, effects, two))
}

// stormShown: what was counted while an alarm message was on its way is shown when it has come.
func (r *rules) stormShown(before state.State, e state.Event, after state.State, effects []state.Effect) {
	sent, ok := e.(state.Sent)
	id, alarm := strings.CutPrefix(sent.Anchor, "alarm:")
	a := alarmedOf(before, id)
	if !ok || !alarm || a == nil || a.Seen || a.Presses < 2 || !linkedTo(before, a.Patient) {
		return
	}
	if now := alarmedOf(after, id); now == nil || now.Message != sent.Message ||
		!r.showsStorm(e, after, effects, now) {
		r.tr.t.Fatalf("alarm %s of %d presses has come and does not show them: %+v", a.Short, a.Presses, effects)
	}
}

// showsStorm tells whether the youngest alarm message gets the count and the last time, with buttons that cover all of
// it.
func (r *rules) showsStorm(e state.Event, after state.State, effects []state.Effect, a *state.Alarmed) bool {
	t := turn.Turn{Plan: r.tr.plan, State: after, Event: e.Head()}
	count := t.Text("alarm.storm", "n", strconv.Itoa(a.Presses), "time", t.Clock(t.Now()))
	seen := press.Encode(press.Alarm{Alert: turn.AlarmKey(a.Alert), Shown: a.Upto, Act: "seen"})
	return slices.ContainsFunc(effects, func(effect state.Effect) bool {
		edit, ok := effect.(state.Edit)
		return ok && edit.Message == a.Message && strings.Contains(edit.Text, a.Short) &&
			strings.Contains(edit.Text, count) && slices.ContainsFunc(slices.Concat(edit.Buttons...),
			func(b state.Button) bool { return b.Data == seen })
	})
}

func alarmedOf(s state.State, id string) *state.Alarmed {
	if s.Desk == nil {
		return nil
	}
	for _, a := range s.Desk.Alarms {
		if a.Alert == id {
			return &a
		}
	}
	return nil
}
