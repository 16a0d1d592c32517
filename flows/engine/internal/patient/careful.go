package patient

import (
	"reflect"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// covered reports whether nothing unprompted may be read in the chat: in discreet mode, and under careful contact.
func (t Side) covered() bool { return t.Discreet() || t.Careful() }

// carefulTapped ends careful contact, after it was asked once. What waited behind a cover is shown then, unless
// discreet mode still covers it.
func (t Side) carefulTapped(e state.Tapped, value string) {
	switch {
	case !t.Careful():
		t.Toast(e, "toast.old")
	case value == "end":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("careful.sure"),
			turn.Row(turn.Button(t.Text("careful.end"), press.Chose("careful", "over"))),
			turn.Row(turn.Button(t.Text("careful.keep"), press.Chose("careful", "keep"))), t.HelpRow())
	case value == "over":
		t.Toast(e, "")
		t.safety.EndCareful()
		t.Edit(e.Message, t.Text("careful.ended"), t.HelpRow())
		if held := t.State.Patient.Held; held != nil && !t.Discreet() {
			t.showHeld(held)
		}
	case value == "keep":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("choices.unchanged"), t.HelpRow())
	default:
		t.Toast(e, "toast.old")
	}
}

// fewerCarefully keeps everything about safety. Of the rest it keeps the newest parts up to the limit, replies, and
// the open question.
func fewerCarefully(parts []state.Part) []state.Part {
	safety := func(p state.Part) bool { return p.Class == state.ClassSafety }
	kept := make([]state.Part, 0, len(parts))
	rest := 0
	for n, part := range slices.Backward(parts) {
		again := slices.ContainsFunc(parts[n+1:], func(p state.Part) bool { return saysTheSame(p, part) })
		if !safety(part) {
			rest++
		}
		if !again && (safety(part) || part.Anchor != "" || part.Reply != "" || rest <= MostParts) {
			kept = append(kept, part)
		}
	}
	slices.Reverse(kept)
	return kept
}

func saysTheSame(one, other state.Part) bool {
	one.At = other.At
	return one.Class == state.ClassSafety && reflect.DeepEqual(one, other)
}

// openedCarefully shows what waited: what is about safety first, then the rest, each in its order. The first takes the
// cover's place. No contact card is shown.
func (t Side) openedCarefully(message int, parts []state.Part) {
	parts = slices.DeleteFunc(parts, func(p state.Part) bool { return p.Phone != "" })
	slices.SortStableFunc(parts, func(a, b state.Part) int {
		return min(int(a.Class), 1) - min(int(b.Class), 1)
	})
	if len(parts) == 0 {
		t.Edit(message, t.Text("discreet.done"))
		return
	}
	t.Edit(message, t.partText(parts[0]), parts[0].Buttons...)
	t.uncovered(message, parts[0])
	for _, part := range parts[1:] {
		t.Add(state.Say{
			Chat: t.State.Chat, Class: min(part.Class, state.ClassReply), Text: t.partText(part), Buttons: part.Buttons,
			Anchor: part.Anchor,
		})
	}
}

// newFor is how long a held text is taken for new, unless it is about safety.
const newFor = time.Hour

// partText is what a held part says, below the time at which it came to wait, where it may be old news: "nobody has
// opened it" is so soon, "the next check-in comes on Monday" later.
func (t Side) partText(part state.Part) string {
	if part.At.IsZero() || part.Class != state.ClassSafety && t.Now().Sub(part.At) < newFor {
		return part.Text
	}
	dated := t.Clock(part.At) + "\n" + part.Text
	if flows.Units(dated) > turn.Longest {
		return part.Text
	}
	return dated
}
