// Package desk is the clinician's side of a conversation: alarms and what was done about them, the list of patients, a
// patient's card and summary, appointments, what one patient is asked, colleagues, and leave.
//
// Begin with events.go: Due, Told, Tapped and Command take what happens and hand it to one file each. Alarms are in
// alarm.go.
//
// It never imports patient: what it wants of a patient it writes as a letter, and answers come back as letters.
package desk

import "footing/flows/engine/internal/turn"

// Side is the clinician's side of one turn.
type Side struct{ *turn.Turn }
