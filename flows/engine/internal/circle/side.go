// Package circle is who works with a patient, as the patient's own state has it: the clinician, posts, seconds, whoever
// stands in, what is proposed and what ends, and what the patient is told of who sees what. It decides nothing about
// check-ins.
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
