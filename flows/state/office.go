package state

import (
	"time"

	"footing/flows/record"
)

// Office is the clinic's own state: staff invitations, the roster, and the patient codes in use. It has no
// chat; the operator's commands and the desks' letters are its only events.
type Office struct {
	Invitations []Invitation      `json:"invitations,omitempty" cbor:"2,keyasint,omitempty"`
	Staff       []Contact         `json:"staff,omitempty" cbor:"3,keyasint,omitempty"`
	Codes       map[string]string `json:"codes,omitempty" cbor:"4,keyasint,omitempty"` // code to the desk that uses it
	// by staff's participant id: of their invitation
	Tokens map[string]string `json:"tokens,omitempty" cbor:"5,keyasint,omitempty"`
	// of posts: asked for, coming and begun
	Swaps []Swap `json:"swaps,omitempty" cbor:"6,keyasint,omitempty"`
	// the ids of patients without a clinician
	Alone  []string     `json:"alone,omitempty" cbor:"7,keyasint,omitempty"`
	Canary *CanaryState `json:"canary,omitempty" cbor:"8,keyasint,omitempty"`
	// when the next test alert is due
	CanaryNext time.Time `json:"canary_next,omitzero" cbor:"9,keyasint,omitzero"`
	// Missed has, by participant id, the last test alert of those who have answered none since.
	Missed map[string]time.Time `json:"missed,omitempty" cbor:"10,keyasint,omitempty"`
	// Proven has, by participant id, when a press last proved the way to them, as far as the office was told.
	Proven map[string]time.Time `json:"proven,omitempty" cbor:"11,keyasint,omitempty"`
	// Absences has the leaves of staff that are not over, one a person: who is away, by whose id, and who stands in.
	Absences []Swap `json:"absences,omitempty" cbor:"12,keyasint,omitempty"`
}

// CanaryState is a test alert on its way.
type CanaryState struct {
	ID      string    `json:"id" cbor:"1,keyasint,omitempty"`
	At      time.Time `json:"at" cbor:"2,keyasint,omitzero"`
	Waiting []Contact `json:"waiting" cbor:"3,keyasint,omitempty"` // who has not answered yet
}

// Invitation is a link that was handed out. Only the hash of its secret is kept.
type Invitation struct {
	Hash string `json:"hash" cbor:"1,keyasint,omitempty"`
	// only between /invite and the office's answer
	Secret string `json:"secret,omitempty" cbor:"2,keyasint,omitempty"`
	Code   string `json:"code,omitempty" cbor:"3,keyasint,omitempty"`
	// office: the name a clinician is invited under
	Name    string      `json:"name,omitempty" cbor:"4,keyasint,omitempty"`
	Role    record.Role `json:"role" cbor:"5,keyasint,omitempty"`
	Expires time.Time   `json:"expires" cbor:"6,keyasint,omitzero"`
	Chat    int64       `json:"chat,omitempty" cbor:"7,keyasint,omitempty"` // who claimed it
	Claimer string      `json:"claimer,omitempty" cbor:"8,keyasint,omitempty"`
	Shown   string      `json:"shown,omitempty" cbor:"9,keyasint,omitempty"` // the name Telegram shows of the claimer
	Digits  string      `json:"digits,omitempty" cbor:"10,keyasint,omitempty"`
	Said    bool        `json:"said,omitempty" cbor:"11,keyasint,omitempty"` // the claimer confirmed the inviter
}

// OfficeID is the participant id of the clinic's office, which exists once and on the first shard.
const OfficeID = "s00-office"
