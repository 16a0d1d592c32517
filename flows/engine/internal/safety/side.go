// Package safety is the patient's side of danger: which answers are urgent, the help menu, the alert and its evidence,
// the ladder that calls people until somebody has seen it, follow-ups, and the patient's own safety plan.
//
// Begin with Judge, which applies the rules of urgency to the answers of a check-in, and Alert, which calls a human.
// The caller gets the result and acts on it: a red answer ends a check-in, but safety does not end it itself.
//
// It knows of no check-in beyond its answers, and nothing of the clinician's side.
package safety

import "footing/flows/engine/internal/turn"

// Side is the patient's side of danger in one turn.
type Side struct{ *turn.Turn }
