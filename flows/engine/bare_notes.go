package engine

import (
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// Acted is who has pressed on an alarm, and when. The zero value says that nobody has.
type Acted struct {
	ID     string // participant id
	Name   string
	At     time.Time
	Said   time.Time  // when they pressed, as people are told; zero: at At
	Act    record.Act // what they have done; empty: a turn has told of it
	Reason string     // with record.Elsewhere
	Next   time.Time  // when they try to reach the patient again; zero: they have not said
	Closes bool       // they have told of contact, or that others deal with it: nobody is called any more
	Lapsed bool       // nobody has told of contact since, and the alarm is called out anew
}

// told is when somebody has pressed, as people are told.
func (a Acted) told() time.Time {
	if a.Said.IsZero() {
		return a.At
	}
	return a.Said
}

// Stands tells a patient how the alarm about a red event stands.
func (b Bare) Stands(r state.Route, evidence string, acted Acted, now time.Time) []state.Effect {
	t := b.turn(r, state.Said{Header: state.Header{ID: evidence, At: now}})
	return pushed(t, r, b.standing(t, r, acted))
}

// standing says how an alarm stands: who has pressed on it and when, or that nobody has, or not since.
func (b Bare) standing(t *turn.Turn, r state.Route, acted Acted) string {
	const since = "safety.nobody_since"
	words := []string{"name", acted.Name, "time", t.Clock(acted.told()), "numbers", t.Numbers()}
	switch lapsed := "safety.tried_lapsed"; {
	case acted.Name == "" && !r.None() && !r.Staff && len(r.Steps) == 0 && b.says(t, nobodyLeft):
		return t.Text(nobodyLeft, words...)
	case acted.Name == "":
		return t.Text("safety.nobody", words...)
	case acted.Lapsed && !acted.Next.IsZero() && b.says(t, lapsed):
		return t.Text(lapsed, "time", t.Clock(acted.Next), "numbers", t.Numbers())
	case acted.Lapsed && b.says(t, since):
		return t.Text(since, words...)
	case acted.Lapsed: // the essentials are of a release that did not keep it
		return t.Text("safety.seen", words...) + "\n\n" + t.Text("safety.numbers", words...)
	case !acted.Next.IsZero() && b.says(t, "safety.tried"):
		return t.Text("safety.tried", append(words, "next", t.Clock(acted.Next))...)
	default:
		return t.Text("safety.seen", words...)
	}
}

// pushed is a text that nobody has just asked for. In discreet mode and under careful contact it waits behind a note,
// as it does with a store. The note's button names the alarm, so that what it shows is how that stands by then.
func pushed(t *turn.Turn, r state.Route, text string) []state.Effect {
	switch {
	case unknown(r):
	case !covered(r):
		t.Say(state.ClassSafety, text, t.HelpRow())
	default:
		cover(t, r, press.Uncover{Cover: turn.AlarmKey(t.Event.ID)})
	}
	return t.Effects
}

// covered tells whether nothing readable may be sent to somebody unasked.
func covered(r state.Route) bool { return r.Discreet || r.Careful }

// cover sends a note, behind which something waits.
func cover(t *turn.Turn, r state.Route, opens press.Press) {
	const note = "discreet.note"
	if t.Text(note) == note { // the essentials are of a release that did not keep it
		return
	}
	t.Add(state.Say{
		Chat: r.Chat, Class: state.ClassSafety, Text: t.Text(note), Quiet: r.Careful,
		Buttons: [][]state.Button{turn.Row(turn.Button(t.Text("discreet.open"), opens))},
	})
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

// Opened shows in a note's place how its alarm stands. A note that was pressed some time ago stays closed: whoever
// pressed may have put the phone away.
func (b Bare) Opened(r state.Route, e state.Event, acted Acted, now time.Time) []state.Effect {
	tap, ok := e.(state.Tapped)
	if !ok {
		return nil
	}
	t := b.turn(r, e)
	answeredAt(t, e, now)
	t.Toast(tap, "")
	if !covered(r) || !t.Stale() {
		t.Edit(tap.Message, b.standing(t, r, acted), t.HelpRow())
	}
	return t.Effects
}
