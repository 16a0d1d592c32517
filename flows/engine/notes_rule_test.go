package engine_test

import (
	"slices"
	"strings"

	"footing/flows/engine/internal/patient"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// behindNotes: what was said about safety and is behind a note stays there until it is shown, whatever else comes: it
// is neither tidied away, nor lost with a newer note, a cleared screen, another language or the end of discreet mode. A
// question is behind it for only as long as it can be answered.
func (r *rules) behindNotes(before state.State, e state.Event, after state.State, effects []state.Effect) {
	if p := after.Patient; p != nil && p.Held != nil {
		if still := patient.New(&turn.Turn{State: after}).StillHeld(p.Held.Parts, nil); len(still) != len(p.Held.Parts) {
			r.tr.t.Fatalf("after %T %+v a note holds what is over: %+v", e, e, p.Held.Parts)
		}
	}
	if before.Patient == nil || before.Patient.Held == nil {
		return
	}
	if slices.ContainsFunc(effects, func(e state.Effect) bool { _, erased := e.(state.Erase); return erased }) {
		return
	}
	var now []string
	held := 0
	if after.Patient != nil && after.Patient.Held != nil {
		for _, part := range after.Patient.Held.Parts {
			now = append(now, part.Text)
		}
		held = len(after.Patient.Held.Parts)
	}
	for _, effect := range effects {
		if text := textOf(effect); text != "" {
			now = append(now, text)
		}
	}
	for _, part := range before.Patient.Held.Parts {
		if part.Class == state.ClassSafety && part.Anchor == "" && part.Text != "" && held < patient.MostParts &&
			!slices.ContainsFunc(now, func(text string) bool { return strings.HasSuffix(text, part.Text) }) {
			r.tr.t.Fatalf("%q was behind a note and is gone after %T %+v; now there are\n%s", part.Text, e, e,
				strings.Join(now, "\n"))
		}
	}
}

// openedNotes: what a note shows stays for as long as somebody may be reading it, unless they clear the screen. The
// note's own receipt, which may come after the press, removes nothing.
func (r *rules) openedNotes(e state.Event, after state.State, effects []state.Effect) {
	at := e.Head().At
	tap, tapped := e.(state.Tapped)
	pressed, _ := press.Decode(tap.Data)
	_, opens := pressed.(press.Uncover)
	for _, effect := range effects {
		switch s := effect.(type) {
		case state.Edit:
			if tapped && opens && s.Message == tap.Message && s.Text != r.tr.plan.Wording(after.Locale)["discreet.done"] {
				r.opened[s.Message] = at
			}
		case state.Delete:
			if _, said := e.(state.Said); said || tapped || erases(effects) {
				continue
			}
			for _, message := range s.Messages {
				if shown, ok := r.opened[message]; ok && at.Sub(shown) < turn.OverAfter {
					r.tr.t.Fatalf("a note was opened at %v and is removed at %v, after %T %+v", shown, at, e, e)
				}
			}
		}
	}
}
