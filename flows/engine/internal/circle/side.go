// Package circle is the people who work with a patient, as the patient's own state has them: the clinician, posts,
// second clinicians and stand-ins. It also handles proposals, the end of a link, and what the patient is told about who
// sees what. It decides nothing about check-ins.
//
// Begin with links.go, which holds and ends links. agreeing.go has a change of clinician, to which all must say yes;
// standin.go and ahead.go absences; swap.go and swapped.go posts that are swapped; leaving.go what follows when
// somebody goes; first.go who is called first. Whoever is called about an alert is asked of the table of rights
// (state.May), never decided here.
package circle

import (
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/turn"
)

// Side is who works with the patient, in one turn.
type Side struct {
	*turn.Turn
	safety safety.Side
}

// New is who works with the patient, in a turn.
func New(t *turn.Turn) Side { return Side{Turn: t, safety: safety.Side{Turn: t}} }
