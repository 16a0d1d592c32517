// Package circle is the people who work with a patient, as the patient's own state has them: the clinician, posts,
// second clinicians and stand-ins. It also handles proposals, the end of a link, and what the patient is told about who
// sees what. It decides nothing about check-ins.
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
