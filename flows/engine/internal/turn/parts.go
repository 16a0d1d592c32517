package turn

import (
	"strconv"
	"strings"
	"time"

	"footing/flows/press"
	"footing/flows/state"
)

// What people type in several messages is one thought. A place that takes a text notes with Took that it did; while
// GoesOn names the place, the next text is the next part there; Rows have the button that takes the last part away.
// Each place keeps its text itself, and knows who has read it. Only the sizes of the parts are remembered here.
//
// A text that answers one of several questions cannot be joined: the next text answers the next question.

// Parts is what one side of a person is typing, in one message or more.
type Parts struct {
	turn *Turn
	at   *state.Awaited // nil: they have no such side
}

// Parts is what the patient is typing.
func (t *Turn) Parts() Parts {
	if t.State.Patient == nil {
		return Parts{turn: t}
	}
	return Parts{t, &t.State.Patient.Thought}
}

// DeskParts is what somebody of the clinic is typing.
func (t *Turn) DeskParts() Parts {
	if t.State.Desk == nil {
		return Parts{turn: t}
	}
	return Parts{t, &t.State.Desk.Thought}
}

// How long after a part the next text still belongs to it. Notes of patients were promised more.
const (
	ThoughtLasts = time.Minute
	notesJoin    = 10 * time.Minute
)

// NotePart begins the name of a place that is a patient's note on an alert; RingPart, of their number to ring. The
// alert's name follows. PlanPart begins that of a part of their plan, by its number.
const (
	NotePart = "note:"
	RingPart = "ring:"
	PlanPart = "plan:"
)

// mostParts is how many parts can be left out, one after the other.
const mostParts = 32

// GoesOn is the place of which a text that comes now is the next part; empty: of none.
func (p Parts) GoesOn() string {
	if p.at == nil {
		return ""
	}
	within := ThoughtLasts
	if strings.HasPrefix(p.at.What, NotePart) {
		within = notesJoin
	}
	if !p.turn.Follows(p.at.Since, p.at.Told, within) {
		return ""
	}
	return p.at.What
}

// Took notes that a text was taken at a place, as the next part there or as the first, and how many bytes it has. A
// part of no size stands apart from the others.
func (p Parts) Took(what string, size int) {
	if p.at.What != what {
		*p.at = state.Awaited{What: what}
	}
	p.at.Since, p.at.Told = p.turn.SaidAt(), p.turn.AnsweredLate()
	p.at.Sizes = append(p.at.Sizes, size)
	if over := len(p.at.Sizes) - mostParts; over > 0 {
		p.at.Sizes = p.at.Sizes[over:]
	}
}

// Count is how many parts can be left out.
func (p Parts) Count() int { return len(p.at.Sizes) }

// Last is the size of the last part.
func (p Parts) Last() int { return p.at.Sizes[len(p.at.Sizes)-1] }

// LeftOut notes that the last part is gone. What follows soon is added to those before.
func (p Parts) LeftOut() {
	p.at.Sizes = p.at.Sizes[:len(p.at.Sizes)-1]
	p.at.Since, p.at.Told = p.turn.SaidAt(), p.turn.AnsweredLate()
}

// Drop forgets what was typed: the next text is part of nothing.
func (p Parts) Drop() {
	if p.at != nil {
		*p.at = state.Awaited{}
	}
}

// Rows have the button that leaves out the last part, where there are at least so many parts. It names that part as it
// stands.
func (p Parts) Rows(least int) [][]state.Button {
	if p.Count() < least {
		return nil
	}
	return [][]state.Button{Row(Button(p.turn.Text("parts.leave_out_last"), press.LeaveOut{Part: p.key()}))}
}

// Named tells whether a press names the last part as it stands, and gives the place.
func (p Parts) Named(key string) (what string, ok bool) {
	if p.at == nil || len(p.at.Sizes) == 0 || key != p.key() {
		return "", false
	}
	return p.at.What, true
}

func (p Parts) key() string {
	since, count := strconv.FormatInt(p.at.Since.UnixNano(), 10), strconv.Itoa(len(p.at.Sizes))
	return AlarmKey(p.at.What + "\x00" + since + "\x00" + count)
}

// Join adds a part to a text.
func Join(text, part string) string {
	if text == "" {
		return part
	}
	return text + "\n" + part
}

// Without is a text without its last part, of so many bytes. False if it has no such part.
func Without(text string, size int) (rest string, ok bool) {
	if size == len(text) {
		return "", true
	}
	if size <= 0 || size > len(text) {
		return text, false
	}
	rest, ok = strings.CutSuffix(text[:len(text)-size], "\n")
	if !ok {
		return text, false
	}
	return rest, true
}
