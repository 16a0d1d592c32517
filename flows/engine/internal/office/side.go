package office

import "footing/flows/engine/internal/turn"

// Side is the clinic's side of one turn.
type Side struct{ *turn.Turn }
