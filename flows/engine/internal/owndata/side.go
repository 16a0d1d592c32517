// Package owndata gives patients what is theirs: their answers to read (/mydata), as a table or as a file of
// everything, and what went well (/good); and asks twice before it is erased (/erase).
//
// Begin with Asked and EraseAsked. A turn reads no facts: a press schedules a moment that is due at once, the worker
// attaches the patient's facts to it, and Due shows them. What erasing removes on both sides is the engine's.
//
// It reads answers and the state, and writes nothing of either.
package owndata

import "footing/flows/engine/internal/turn"

// Side is a patient's own data in one turn.
type Side struct{ *turn.Turn }
