// Package patient is the patient's side of a conversation, but for danger and for who works with them: set-up,
// check-ins and their rhythm, sessions, choices, and discreet mode.
//
// Begin with events.go: Due, Tapped, Typed, Command and ToPatient take what happens and hand it to one file each. A
// check-in goes through checkin.go (it opens), asking.go (a question), answer.go (an answer) and ending.go.
//
// It never imports desk: what a clinician has settled arrives as a letter.
package patient

import (
	"footing/flows/engine/internal/circle"
	"footing/flows/engine/internal/goal"
	"footing/flows/engine/internal/owndata"
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/sharing"
	"footing/flows/engine/internal/turn"
)

// Side is the patient's side of one turn.
type Side struct {
	*turn.Turn
	safety safety.Side
	circle circle.Side
	own    owndata.Side
	goal   goal.Side
	share  sharing.Sharer
}

// New is the patient's side of a turn.
func New(t *turn.Turn) Side {
	return Side{
		Turn: t, safety: safety.Side{Turn: t}, circle: circle.New(t), own: owndata.Side{Turn: t},
		goal: goal.Side{Turn: t}, share: sharing.New(t),
	}
}
