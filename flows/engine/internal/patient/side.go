package patient

import (
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/turn"
)

// Side is the patient's side of one turn.
type Side struct {
	*turn.Turn
	safety safety.Side
}

// New is the patient's side of a turn.
func New(t *turn.Turn) Side { return Side{Turn: t, safety: safety.Side{Turn: t}} }
