package engine

import (
	"strings"
	"time"

	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// Nobody tells a patient that nobody has pressed on the alarm about a red event.
func (b Bare) Nobody(r state.Route, evidence string, now time.Time) []state.Effect {
	t := b.turn(r, state.Said{Header: state.Header{ID: evidence, At: now}})
	return pushed(t, r, standing(t, "", now))
}

// Seen tells a patient who has pressed on the alarm about a red event, and when.
func (b Bare) Seen(r state.Route, evidence, name string, now time.Time) []state.Effect {
	t := b.turn(r, state.Said{Header: state.Header{ID: evidence, At: now}})
	return pushed(t, r, standing(t, name, now))
}

// standing says how an alarm stands: who has pressed on it and when, or that nobody has.
func standing(t *turn.Turn, name string, at time.Time) string {
	if name == "" {
		return t.Text("safety.nobody", "numbers", t.Numbers())
	}
	return t.Text("safety.seen", "name", name, "time", t.Clock(at))
}

// pushed is a text that nobody has just asked for. In discreet mode and under careful contact it waits behind a note,
// as it does with a store. The note's button names the alarm, so that what it shows is how that stands by then.
func pushed(t *turn.Turn, r state.Route, text string) []state.Effect {
	const note = "discreet.note"
	switch {
	case unknown(r):
	case !r.Discreet && !r.Careful:
		t.Say(state.ClassSafety, text, t.HelpRow())
	case t.Text(note) == note: // the essentials are of a release that did not keep it
	default:
		t.Add(state.Say{
			Chat: r.Chat, Class: state.ClassSafety, Text: t.Text(note), Quiet: r.Careful, Buttons: [][]state.Button{
				turn.Row(turn.Button(t.Text("discreet.open"), press.Uncover{Cover: turn.AlarmKey(t.Event.ID)})),
			},
		})
	}
	return t.Effects
}

// Unread tells somebody on the ladder of a patient that no turn can go on with an alert; short is its name, if known.
func (b Bare) Unread(patient, callee state.Route, short string, now time.Time) state.Say {
	t := b.turn(callee, state.Said{Header: state.Header{At: now}})
	about := patient.Code
	if short != "" {
		about = short + " · " + about
	}
	lines := append([]string{t.Text("bare.unread", "alert", about)}, b.careful(t, patient)...)
	return state.Say{Chat: callee.Chat, Class: state.ClassSafety, Text: strings.Join(lines, "\n"), Protect: true}
}

// Opens tells whether a press opens a note about the alarm of a red event.
func (b Bare) Opens(e state.Event, evidence string) bool {
	tap, _ := e.(state.Tapped)
	p, _ := press.Decode(tap.Data)
	note, ok := p.(press.Uncover)
	return ok && note.Cover == turn.AlarmKey(evidence)
}

// Opened shows in a note's place how its alarm stands: who has pressed on it and when; no name: nobody has.
func (b Bare) Opened(r state.Route, e state.Event, name string, at time.Time) []state.Effect {
	tap, ok := e.(state.Tapped)
	if !ok {
		return nil
	}
	t := b.turn(r, e)
	t.Toast(tap, "")
	t.Edit(tap.Message, standing(t, name, at), t.HelpRow())
	return t.Effects
}
