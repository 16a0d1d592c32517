package patient

import (
	"slices"
	"strings"

	"footing/flows/state"
)

// heldOpened shows what waits behind a cover. An open question takes the cover's place.
func (t Side) heldOpened(e state.Tapped, id string) {
	p := t.State.Patient
	switch {
	case p == nil:
		t.Toast(e, "toast.old")
		return
	case p.Held == nil || p.Held.ID != id:
		t.noteOpened(e, id)
		return
	}
	t.Toast(e, "")
	parts, copied := t.StillHeld(p.Held.Parts, nil), p.Held.Message
	p.Held = nil
	t.openedIn(e.Message, copied)
	if t.Careful() {
		t.openedCarefully(e.Message, parts)
		return
	}
	main := slices.IndexFunc(parts, func(p state.Part) bool { return p.Anchor != "" })
	if main < 0 {
		main = slices.IndexFunc(parts, func(p state.Part) bool { return p.Phone == "" })
	}
	if main < 0 {
		t.Edit(e.Message, t.Text("discreet.done"))
		return
	}
	t.Edit(e.Message, t.partText(parts[main]), parts[main].Buttons...)
	t.uncovered(e.Message, parts[main])
	for n, part := range parts {
		switch {
		case n == main:
		case part.Phone != "":
			t.Add(state.Card{Chat: t.State.Chat, Class: min(part.Class, state.ClassReply), Phone: part.Phone, Name: part.Name})
		default:
			t.Say(min(part.Class, state.ClassReply), t.partText(part), part.Buttons...)
		}
	}
}

// openedIn remembers the message in which a cover was opened, which may come before the cover's receipt: without a
// trace the receipt would take it for a cover that was replaced, and remove it with what it shows. A second copy of the
// cover, sent when the reply to the first one was lost, is removed.
func (t Side) openedIn(message, copied int) {
	if !t.traced(message) {
		t.State.Traces = append(t.State.Traces, state.Trace{Message: message, At: t.Now(), Kind: state.TracePlain})
		t.planTidy()
	}
	if copied != message {
		t.takeAway(copied)
	}
}

// noteOpened shows how an alert stands, in the place of a note about it that was sent while the store was away.
func (t Side) noteOpened(e state.Tapped, key string) {
	text, known := t.safety.Standing(key)
	if !known {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if text == "" {
		t.Edit(e.Message, t.Text("discreet.done"))
		return
	}
	t.Edit(e.Message, text, t.HelpRow())
}

// uncovered records the message in which a question is now asked, and whether that message is about safety.
func (t Side) uncovered(message int, part state.Part) {
	kind, key, _ := strings.Cut(part.Anchor, ":")
	if p := t.State.Patient; kind == "occasion" && p.Open != nil && p.Open.ID == key {
		p.Open.Message = message
	}
	if set := t.State.Setting; kind == "setup" && set != nil {
		set.Message = message
	}
	for n := range t.State.Traces {
		if tr := &t.State.Traces[n]; tr.Message == message {
			tr.Kind, tr.Over = state.TracePlain, false
			if part.Class == state.ClassSafety {
				tr.Kind = state.TraceSafety
			}
		}
	}
}
