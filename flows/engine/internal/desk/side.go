package desk

import "footing/flows/engine/internal/turn"

// Side is the clinician's side of one turn.
type Side struct{ *turn.Turn }
