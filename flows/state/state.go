package state

import "time"

// State is all that the bot must remember of one participant to continue the conversation; what happened is in the
// facts. The zero State with ID and Chat is a stranger's. One person may be patient and clinician: each side has its
// own part, and no part reads the other.
type State struct {
	ID      string `json:"id"`
	Chat    int64  `json:"chat"`              // 0 for the office
	Name    string `json:"name"`              // as Telegram shows it
	Locale  string `json:"locale"`            // of the wording
	Zone    string `json:"zone"`              // confirmed IANA zone, empty before that
	Seed    string `json:"seed"`              // drawn at invitation; everything random about this person derives from it
	Blocked bool   `json:"blocked,omitempty"` // nothing reaches them
	// Doubtful: Blocked for a reason that may pass, so what is due is tried all the same.
	Doubtful bool      `json:"doubtful,omitempty"`
	Lost     time.Time `json:"lost,omitzero"`     // when they were Blocked
	Opener   *Opener   `json:"opener,omitempty"`  // an invitation being opened
	Setting  *Setting  `json:"setting,omitempty"` // a question of the set-up that is waiting for an answer
	Traces   []Trace   `json:"traces,omitempty"`  // messages of the bot in the patient's chat that can still be removed
	Patient  *Patient  `json:"patient,omitempty"`
	Desk     *Desk     `json:"desk,omitempty"`
	Office   *Office   `json:"office,omitempty"`
}

// Empty reports whether there is nothing to remember. A stranger's state is not kept.
func (s State) Empty() bool {
	return s.Opener == nil && s.Patient == nil && s.Desk == nil && s.Office == nil
}

// Opener is an invitation between the tap on its link and the confirmed link.
type Opener struct {
	Token   string    `json:"token"`
	Inviter string    `json:"inviter"`
	Since   time.Time `json:"since"`
	Offer   *Offered  `json:"offer,omitempty"`
	Said    bool      `json:"said,omitempty"` // this side confirmed
	Draw    string    `json:"draw"`
}

// Setting is a pending step of the set-up: which one, in which message, and the typed candidates.
type Setting struct {
	Desk    bool           `json:"desk,omitempty"` // of a clinician
	Part    string         `json:"part,omitempty"` // one part that is gone through again; empty: the set-up itself
	Since   time.Time      `json:"since,omitzero"` // when the part was begun
	Step    string         `json:"step"`
	Message int            `json:"message,omitempty"`
	Choices []string       `json:"choices,omitempty"` // zones to choose from
	Days    []time.Weekday `json:"days,omitempty"`    // chosen so far
	Typing  bool           `json:"typing,omitempty"`  // a typed answer is expected
}
