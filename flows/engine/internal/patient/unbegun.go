package patient

import (
	"slices"
	"strconv"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// Check-ins that close one after the other, unbegun and with nothing from the patient in between, leave one message in
// the chat: that of the first, which says how many they were. It is the first because Telegram lets a bot edit its
// messages without limit, but delete them for two days only, and a weekend is longer.

// unbegun reports whether a check-in closed by itself before anybody touched it.
func unbegun(o *state.Occasion, reason record.Ending) bool {
	return !o.Touched && (reason == record.EndExpired || reason == record.EndReplaced)
}

// closedUnbegun says in the chat that such a check-in has closed.
func (t Side) closedUnbegun(o *state.Occasion, reason record.Ending) {
	p := t.State.Patient
	if t.holds(o.Message) && len(t.StillHeld(p.Held.Parts, nil)) > 0 {
		return // a cover that holds something else
	}
	alone := p.UnbegunIn == 0 || !t.canRemove(o.Message)
	if t.Now().Sub(p.Heard) >= turn.OverAfter { // else they may have opened one of these, and be reading
		t.Remove("", func(tr state.Trace) bool {
			return tr.Message == o.Message && !alone || tr.Message != o.Message && slices.Contains(o.Above, tr.Message)
		})
	}
	if alone {
		p.Unbegun, p.UnbegunIn = 1, o.Message
		t.Edit(o.Message, t.farewell(o, reason), t.HelpRow())
		return
	}
	p.Unbegun++
	if !t.covered() { // where it reads "Done"
		t.Edit(p.UnbegunIn, t.Text("checkin.closed_several", "count", strconv.Itoa(p.Unbegun),
			"date", t.Date(o.Opened)), t.HelpRow())
	}
}

// canRemove reports whether Telegram still lets a message be deleted.
func (t Side) canRemove(message int) bool {
	return slices.ContainsFunc(t.State.Traces, func(tr state.Trace) bool {
		return tr.Message == message && t.Now().Sub(tr.At) < removable
	})
}
