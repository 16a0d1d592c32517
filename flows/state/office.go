package state

import (
	"time"

	"footing/flows/record"
)

// Office is the clinic's own state: staff invitations, the roster, and the patient codes in use. It has no
// chat; the operator's commands and the desks' letters are its only events.
type Office struct {
	Invitations []Invitation      `json:"invitations,omitempty"`
	Staff       []Contact         `json:"staff,omitempty"`
	Codes       map[string]string `json:"codes,omitempty"`  // code to the desk that uses it
	Tokens      map[string]string `json:"tokens,omitempty"` // by staff's participant id: of their invitation
	Swaps       []Swap            `json:"swaps,omitempty"`  // of posts: asked for, coming and begun
	Alone       []string          `json:"alone,omitempty"`  // the ids of patients without a clinician
	Canary      *CanaryState      `json:"canary,omitempty"`
	CanaryNext  time.Time         `json:"canary_next,omitzero"` // when the next test alert is due
	// Missed has, by participant id, the last test alert of those who have answered none since.
	Missed map[string]time.Time `json:"missed,omitempty"`
}

// CanaryState is a test alert on its way.
type CanaryState struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Waiting []Contact `json:"waiting"` // who has not answered yet
}

// Invitation is a link that was handed out. Only the hash of its secret is kept.
type Invitation struct {
	Hash    string      `json:"hash"`
	Secret  string      `json:"secret,omitempty"` // only between /invite and the office's answer
	Code    string      `json:"code,omitempty"`
	Name    string      `json:"name,omitempty"` // office: the name a clinician is invited under
	Role    record.Role `json:"role"`
	Expires time.Time   `json:"expires"`
	Chat    int64       `json:"chat,omitempty"` // who claimed it
	Claimer string      `json:"claimer,omitempty"`
	Shown   string      `json:"shown,omitempty"` // the name Telegram shows of the claimer
	Digits  string      `json:"digits,omitempty"`
	Said    bool        `json:"said,omitempty"` // the claimer confirmed the inviter
}

// OfficeID is the participant id of the clinic's office, which exists once and on the first shard.
const OfficeID = "s00-office"
