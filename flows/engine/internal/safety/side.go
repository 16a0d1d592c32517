package safety

import "footing/flows/engine/internal/turn"

// Side is the patient's side of danger in one turn.
type Side struct{ *turn.Turn }
