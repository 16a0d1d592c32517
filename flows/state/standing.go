package state

import (
	"slices"
	"time"
)

// Standing is an open alert: how far its calls have come, or who has seen it, so that they can go on, or begin anew in
// their time, while the patient's state cannot be read. It has no answer and no note.
type Standing struct {
	ID string    `json:"id" cbor:"1,keyasint,omitempty"` // the alert's
	At time.Time `json:"at" cbor:"2,keyasint,omitzero"`  // when it was raised, as people are told
	// the number of the youngest evidence, from 1, and when that was said
	Latest int       `json:"latest,omitempty" cbor:"3,keyasint,omitempty"`
	Last   time.Time `json:"last,omitzero" cbor:"4,keyasint,omitzero"`
	// when the calling last began, and when somebody was last called
	Since    time.Time `json:"since" cbor:"5,keyasint,omitzero"`
	Repeated time.Time `json:"repeated,omitzero" cbor:"6,keyasint,omitzero"`
	// the ladder's steps that were taken, by their place in it
	Taken []int `json:"taken,omitempty" cbor:"7,keyasint,omitempty"`
	// the participant ids of those called, without those whom the last call did not reach
	Called []string `json:"called,omitempty" cbor:"8,keyasint,omitempty"`
	Pages  []Paging `json:"pages,omitempty" cbor:"9,keyasint,omitempty"` // see Alert
	// the patient was told that nobody has opened it
	Told bool `json:"told,omitempty" cbor:"10,keyasint,omitempty"`
	// nobody has pressed for two full duty days: the calls come twice each duty day
	Slow bool `json:"slow,omitempty" cbor:"11,keyasint,omitempty"`
	// who had seen it before it was called out anew, and when
	Before   time.Time `json:"before,omitzero" cbor:"12,keyasint,omitzero"`
	BeforeBy string    `json:"before_by,omitempty" cbor:"13,keyasint,omitempty"`
	// who has seen it since it was last called out, and when: nobody is called until that lapses
	Seen   time.Time `json:"seen,omitzero" cbor:"14,keyasint,omitzero"`
	SeenBy string    `json:"seen_by,omitempty" cbor:"15,keyasint,omitempty"`
	SeenID string    `json:"seen_id,omitempty" cbor:"16,keyasint,omitempty"`
	// when they pressed, as people are told; zero: at Seen
	Pressed time.Time `json:"pressed,omitzero" cbor:"20,keyasint,omitzero"`
	// Next is when they try again to reach the patient, if they had no answer.
	Next time.Time `json:"next,omitzero" cbor:"17,keyasint,omitzero"`
	// the ids of the events that its newest evidence came with, oldest first
	Events []string `json:"events,omitempty" cbor:"18,keyasint,omitempty"`
	// the participant ids of those who were called before it was called out anew, and not since. Their chats keep its
	// buttons; they are on no step because of it.
	Earlier []string `json:"earlier,omitempty" cbor:"19,keyasint,omitempty"`
}

// Shown reports whether an alert stands in somebody's chat, so that they may press on it.
func (s Standing) Shown(id string) bool {
	return slices.Contains(s.Called, id) || slices.Contains(s.Earlier, id)
}

// Has reports whether an event has had its turn and is evidence of the alert.
func (s Standing) Has(event string) bool { return s.ID == event || slices.Contains(s.Events, event) }

// Held reports whether somebody has pressed on the alert, and nobody is called.
func (s Standing) Held() bool { return !s.Seen.IsZero() }

// same reports whether two say the same.
func (s Standing) same(other Standing) bool {
	return s.ID == other.ID && s.At.Equal(other.At) && s.Latest == other.Latest && s.Last.Equal(other.Last) &&
		s.Since.Equal(other.Since) && s.Repeated.Equal(other.Repeated) && slices.Equal(s.Taken, other.Taken) &&
		slices.Equal(s.Called, other.Called) && s.Told == other.Told && s.Slow == other.Slow &&
		s.Before.Equal(other.Before) && s.BeforeBy == other.BeforeBy &&
		slices.Equal(s.Events, other.Events) && slices.Equal(s.Earlier, other.Earlier) &&
		s.Seen.Equal(other.Seen) && s.Pressed.Equal(other.Pressed) && s.SeenBy == other.SeenBy &&
		s.SeenID == other.SeenID && s.Next.Equal(other.Next) &&
		slices.EqualFunc(s.Pages, other.Pages, func(a, b Paging) bool {
			return a.Call == b.Call && a.From.Equal(b.From) && a.At.Equal(b.At)
		})
}
