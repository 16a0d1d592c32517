package safety

import (
	"slices"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// Who had no answer is told that others are called. Where there is nobody else who can be, they must not wait for that.

// onlyOne reports whether nobody can be called by the ladder now but somebody named by participant id.
func (t Side) onlyOne(id string) bool {
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		if slices.ContainsFunc(t.OnLadder(step.Call), func(c state.Contact) bool { return c.ID != id }) {
			return false
		}
	}
	return true
}

// sayFollows tells whoever noted a try what follows on it, where their buttons said something else, or could not say
// when they are called again.
func (t Side) sayFollows(a *state.Alert, c state.Contact, l state.Acted) {
	alone := t.onlyOne(c.ID)
	if alone == l.Alone && (!alone || !l.Next.IsZero()) {
		return
	}
	follows := state.Settled{
		Alert: a.ID, Act: record.NoAnswer, Name: c.Name, At: l.At, Next: l.Next, Own: true, Alone: alone,
	}
	if alone && l.Next.IsZero() {
		follows.Again = t.calledAgain(a.ID, c.ID)
	}
	t.Tell(c.ID, follows)
}

// mostAhead is how many of the ladder's moments are looked ahead.
const mostAhead = 16

// calledAgain is when somebody is called next about an alert if nobody does anything: the ladder is climbed on a copy.
// Zero: not soon, or not at all.
func (t Side) calledAgain(alert, id string) time.Time {
	ahead := *t.Turn
	ahead.State, ahead.Spoken = t.State.Clone(), time.Time{}
	side := Side{&ahead}
	for range mostAhead {
		ahead.Effects = nil
		if next := side.nextCall(side.alertOf(alert)); next.After(ahead.Event.At) {
			ahead.Event.At = next
		} else {
			ahead.Event.At = ahead.Event.At.Add(time.Second)
		}
		side.ResumeCalls(alert)
		for _, e := range ahead.Effects {
			if tell, ok := e.(state.Tell); ok && tell.To == id {
				return ahead.Event.At
			}
		}
	}
	return time.Time{}
}
