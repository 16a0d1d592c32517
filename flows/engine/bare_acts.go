package engine

import (
	"time"

	"footing/flows/engine/internal/desk"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
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
	return state.Acted{
		Alert: alert, Act: deedOf(act), Reason: act.Reason, At: saidAt(e), Upto: act.Shown, Next: act.TriesNext(),
	}, true
}

// deedOf is the record's word for a press that stops calls.
func deedOf(p press.Alarm) record.Act {
	switch p.Act {
	case press.Contact:
		return record.Contact
	case press.Elsewhere:
		return record.Elsewhere
	case press.Tried:
		return record.NoAnswer
	default:
		return record.Seen
	}
}

// saidAt is when somebody pressed.
func saidAt(e state.Event) time.Time {
	if tap, tapped := e.(state.Tapped); tapped && !tap.SaidAt.IsZero() {
		return tap.SaidAt
	}
	return e.Head().At
}

// LetterStops tells whether a desk's letter about an open alert stops its calls as they are going on now.
func (b Bare) LetterStops(l state.Acted, a state.Standing) bool {
	stops := l.Act == record.Seen || l.Act.Closes() || l.Act == record.NoAnswer && !l.Next.IsZero()
	anew := a.Since.After(a.At) && l.At.Before(a.Since)
	return stops && l.Alert == a.ID && l.Upto >= a.Latest && !anew
}

// ActedByLetter is the act that a desk's letter tells of.
func (b Bare) ActedByLetter(who state.Contact, l state.Acted) Acted {
	return Acted{
		ID: who.ID, Name: who.Name, At: l.At, Act: l.Act, Reason: l.Reason, Next: l.Next, Closes: l.Act.Closes(),
	}
}

// News tells somebody in whose chat an alert stands what a colleague has done about it, in the words of a turn. False
// if there are no words for it: what an earlier release has put beside the store lacks them.
func (b Bare) News(patient, callee state.Route, c Emergency, acted Acted, now time.Time) (state.Say, bool) {
	t := b.turn(callee, state.Said{Header: state.Header{ID: c.Alert, At: now}})
	if !b.says(t, "alarm.seen_by") {
		return state.Say{}, false
	}
	return desk.Side{Turn: t}.News(state.Alarm{
		Alert: c.Alert, Short: turn.ShortID(c.Alert), Code: patient.Code, At: c.First, Upto: max(c.Upto, 1),
		Unheard: c.Untold,
	}, state.Settled{Act: acted.Act, Reason: acted.Reason, Name: acted.Name, At: acted.At, Next: acted.Next}), true
}

// Short is the name of an alert for people.
func (b Bare) Short(alert string) string { return turn.ShortID(alert) }
