package state

import (
	"footing/flows/record"
	"time"
)

// Choices are what a patient decided about how the bot is with them, beyond consent, days and hour.
type Choices struct {
	Pause  Pause      `json:"pause,omitzero"`
	Pace   Pace       `json:"pace,omitzero"`
	Goal   Goal       `json:"goal,omitzero"`
	Plan   SafetyPlan `json:"plan,omitzero"`
	Awaits Awaited    `json:"awaits,omitzero"`
	Heard  time.Time  `json:"heard,omitzero"`   // when the patient last wrote or tapped anything
	Nudged bool       `json:"nudged,omitempty"` // asked about the silence since then
	Erased bool       `json:"erased,omitempty"` // everything was removed; only alerts that are not over are left
	// Discreet lets nothing be read in the chat that was not asked for; Held is what waits behind its note.
	Discreet bool  `json:"discreet,omitempty"`
	Held     *Held `json:"held,omitempty"`
	// Changeable is the check-in that was answered last, while its answers can be changed.
	Changeable *Occasion `json:"changeable,omitempty"`
	// Agreed has when each consent was given or refused, and after which text.
	Agreed map[record.Purpose]Agreement `json:"agreed,omitempty"`
	// Asked is the last occasion of each slot, by slot id: it carries its date.
	Asked map[string]string `json:"asked,omitempty"`
}

// Awaited is what the next text that is typed is for. It is forgotten after a while, so that something written on
// another day is not taken for it.
type Awaited struct {
	What  string    `json:"what"`
	Since time.Time `json:"since"`
}
