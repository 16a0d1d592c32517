package engine

import (
	"slices"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// AsksForCare tells whether somebody says that their phone may be seen. From then on, whether a turn has heard of it or
// not, their route is one of careful contact.
func (b Bare) AsksForCare(r state.Route, e state.Event) bool {
	return helpChoice(e) == "careful" && !unknown(r) && !r.Staff
}

// underHelp answers what is not about a human or the clinic's numbers: careful contact, and the numbers about abuse.
// The others never take the place of those. False if it is something else, or there are no words for it: what an
// earlier release has put beside the store lacks them.
func (b Bare) underHelp(t *turn.Turn, r state.Route, e state.Event, d Handling) bool {
	tap, ok := e.(state.Tapped)
	choice := helpChoice(e)
	care, known := b.AsksForCare(r, e), slices.Contains([]string{"local", "abuse", "clear"}, choice)
	if !ok || !care && !known || !b.says(t, "abuse.none") {
		return false
	}
	t.Toast(tap, "")
	switch {
	case care:
		text := t.Text("careful.on")
		if !d.Kept {
			text = t.Text("bare.lost")
		}
		t.Say(state.ClassSafety, text, append(b.carefulWay(t, r), t.HelpRow())...)
	case choice == "local":
		t.LocalHelp(state.ClassSafety)
	case choice == "abuse":
		t.AbuseShown(tap.Message)
	default:
		t.Add(state.Delete{Chat: t.State.Chat, Class: state.ClassReply, Messages: []int{tap.Message}})
	}
	return true
}

// carefulWay leads from an answer to careful contact and what belongs to it; it is for patients.
func (b Bare) carefulWay(t *turn.Turn, r state.Route) [][]state.Button {
	if unknown(r) || r.Staff || !b.says(t, "abuse.local") {
		return nil
	}
	return [][]state.Button{t.CarefulWay(r.Careful)}
}

// careful says to whoever is to act about a patient under careful contact that a call can endanger them.
func (b Bare) careful(t *turn.Turn, patient state.Route) []string {
	if key := "bare.alarm_careful"; patient.Careful && b.says(t, key) {
		return []string{t.Text(key)}
	}
	return nil
}

// CarefulNow tells somebody in whose chat an open alert stands that careful contact with the patient holds: they may be
// about to ring.
func (b Bare) CarefulNow(patient, callee state.Route, a state.Standing, now time.Time) state.Say {
	t := b.turn(callee, state.Said{Header: state.Header{ID: a.ID, At: now}})
	head := t.Text("alarm.head", "short", turn.ShortID(a.ID), "code", patient.Code, "time", t.Clock(a.At))
	return state.Say{
		Chat: callee.Chat, Class: state.ClassSafety, Protect: true,
		Text: strings.Join(append([]string{head}, b.careful(t, patient)...), "\n"),
	}
}
