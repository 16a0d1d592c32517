package state

import (
	"time"

	"footing/flows/record"
)

// State is all that the bot must remember of one participant to continue the conversation; what happened is in the
// facts. The zero State with ID and Chat is a stranger's. One person may be patient and clinician: each side has its
// own part, and no part reads the other.
type State struct {
	ID     string `json:"id" cbor:"1,keyasint,omitempty"`
	Chat   int64  `json:"chat" cbor:"2,keyasint,omitempty"`   // 0 for the office
	Name   string `json:"name" cbor:"3,keyasint,omitempty"`   // as Telegram shows it
	Locale string `json:"locale" cbor:"4,keyasint,omitempty"` // of the wording
	Zone   string `json:"zone" cbor:"5,keyasint,omitempty"`   // confirmed IANA zone, empty before that
	// drawn at invitation; everything random about this person derives from it
	Seed    string `json:"seed" cbor:"6,keyasint,omitempty"`
	Blocked bool   `json:"blocked,omitempty" cbor:"7,keyasint,omitempty"` // nothing reaches them
	// Doubtful: Blocked for a reason that may pass, so what is due is tried all the same.
	Doubtful bool      `json:"doubtful,omitempty" cbor:"8,keyasint,omitempty"`
	Lost     time.Time `json:"lost,omitzero" cbor:"9,keyasint,omitzero"`      // when they were Blocked
	Opener   *Opener   `json:"opener,omitempty" cbor:"10,keyasint,omitempty"` // an invitation being opened
	// a question of the set-up that is waiting for an answer
	Setting *Setting `json:"setting,omitempty" cbor:"11,keyasint,omitempty"`
	// messages of the bot in the patient's chat that can still be removed
	Traces  []Trace  `json:"traces,omitempty" cbor:"12,keyasint,omitempty"`
	Patient *Patient `json:"patient,omitempty" cbor:"13,keyasint,omitempty"`
	Desk    *Desk    `json:"desk,omitempty" cbor:"14,keyasint,omitempty"`
	Office  *Office  `json:"office,omitempty" cbor:"15,keyasint,omitempty"`
	// Newer has the fields that a newer release wrote into the stored form, and which this one does not know: see
	// form.Split. It hides itself, because somebody may have written what is in it.
	Newer record.FreeText `json:"-" cbor:"-"`
}

// Empty reports whether there is nothing to remember. A stranger's state is not kept.
func (s State) Empty() bool {
	return s.Opener == nil && s.Patient == nil && s.Desk == nil && s.Office == nil
}

// Opener is an invitation between the tap on its link and the confirmed link.
type Opener struct {
	Token   string    `json:"token" cbor:"1,keyasint,omitempty"`
	Inviter string    `json:"inviter" cbor:"2,keyasint,omitempty"`
	Since   time.Time `json:"since" cbor:"3,keyasint,omitzero"`
	Offer   *Offered  `json:"offer,omitempty" cbor:"4,keyasint,omitempty"`
	Said    bool      `json:"said,omitempty" cbor:"5,keyasint,omitempty"` // this side confirmed
	Draw    string    `json:"draw" cbor:"6,keyasint,omitempty"`
}

// Setting is a pending step of the set-up: which one, in which message, and the typed candidates.
type Setting struct {
	Desk bool `json:"desk,omitempty" cbor:"2,keyasint,omitempty"` // of a clinician
	// one section that is gone through again; empty: the set-up itself
	Section string         `json:"part,omitempty" cbor:"3,keyasint,omitempty"`
	Since   time.Time      `json:"since,omitzero" cbor:"4,keyasint,omitzero"` // when it was begun
	Step    string         `json:"step" cbor:"5,keyasint,omitempty"`
	Message int            `json:"message,omitempty" cbor:"6,keyasint,omitempty"`
	Choices []string       `json:"choices,omitempty" cbor:"7,keyasint,omitempty"` // zones to choose from
	Days    []time.Weekday `json:"days,omitempty" cbor:"8,keyasint,omitempty"`    // chosen so far
	Typing  bool           `json:"typing,omitempty" cbor:"9,keyasint,omitempty"`  // a typed answer is expected
}
