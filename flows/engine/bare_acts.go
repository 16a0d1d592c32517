package engine

import (
	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// Act is the letter by which a desk tells the patient's side of a press that stops the calls about an alert, for where
// the desk's own turn can't be made. False if the press is no such act. Whether its sender may act the patient's side
// decides, as of every letter.
func (b Bare) Act(e state.Event, alert string) (l state.Acted, ok bool) {
	act, _ := actOn(e)
	if !b.Pressed(e, alert) {
		return l, false
	}
	l = state.Acted{Alert: alert, Reason: act.Reason, At: e.Head().At, Upto: act.Shown, Next: act.TriesNext()}
	if tap, tapped := e.(state.Tapped); tapped && !tap.SaidAt.IsZero() {
		l.At = tap.SaidAt
	}
	switch act.Act {
	case press.Contact:
		l.Act = record.Contact
	case press.Elsewhere:
		l.Act = record.Elsewhere
	case press.Tried:
		l.Act = record.NoAnswer
	default:
		l.Act = record.Seen
	}
	return l, true
}

// LetterStops tells whether a desk's letter about an open alert stops its calls as they are going on now.
func (b Bare) LetterStops(l state.Acted, a state.Standing) bool {
	stops := l.Act == record.Seen || l.Act.Closes() || l.Act == record.NoAnswer && !l.Next.IsZero()
	anew := a.Since.After(a.At) && l.At.Before(a.Since)
	return stops && l.Alert == a.ID && l.Upto >= a.Latest && !anew
}

// ActedByLetter is the act that a desk's letter tells of.
func (b Bare) ActedByLetter(who state.Contact, l state.Acted) Acted {
	return Acted{ID: who.ID, Name: who.Name, At: l.At, Next: l.Next, Closes: l.Act.Closes()}
}

// Short is the name of an alert for people.
func (b Bare) Short(alert string) string { return turn.ShortID(alert) }
