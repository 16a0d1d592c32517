// Package digest turns facts into what a clinician reads: one message for the whole panel and, for each patient, at
// most twelve lines with a picture of twelve weeks. The lines are: alerts, what they asked to talk about, what was said
// about safety, the best news or silence, the map of where a talk could start, one prompt, what arrived, and the next
// appointment.
//
// Begin with Compose:
//
//	weekly := digest.Compose(plan, digest.Request{Until: now, Zone: zone, People: people})
//	fmt.Println(weekly.Text)
//
// It is pure: the same facts, rules and time give the same text. Thresholds come from flows.DigestRules, words from
// the wording keys that begin with "digest." and from the questionnaires' own options.
//
// A theme's level is the level of its lowest item, which is the median of that item's last few answers. Items are
// scored separately, because good answers to one must not hide bad answers to another.
//
// Nothing here predicts, rates risk or names a diagnosis. Private answers are never read unless the patient has shared
// them.
package digest

import (
	"cmp"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Person is one patient of the panel with the facts that are known up to the request's time.
type Person struct {
	ID    string
	Code  string
	Facts []record.Fact
	// Unalerted is true if the patient keeps alerts from this reader. Nothing in the digest may then reveal an alert.
	Unalerted bool
	// Careful: careful contact holds. Whoever reads the summary may be about to ring.
	Careful bool
}

// Request is what a digest is composed from.
type Request struct {
	Until  time.Time      // facts after this are left for next week
	Zone   *time.Location // the reader's; nil is UTC
	Locale string
	Charts bool // include charts, which are slow to draw
	Weekly bool // the weekly summary, which in the morning is about the week that ended the day before
	People []Person
	Unread []string      // codes of patients in the panel whose facts could not be read, which the digest says
	Reader []record.Fact // the reader's own facts, long enough back to know which prompts they were shown
}

// Digest is a composed weekly summary. Text fits one Telegram message (4,096 UTF-16 units).
type Digest struct {
	Until  time.Time `json:"until" cbor:"1,keyasint,omitzero"`
	Text   string    `json:"text" cbor:"2,keyasint,omitempty"`
	People []Summary `json:"people" cbor:"3,keyasint,omitempty"` // in the order of the text
	// codes of whom nothing is shown, because it could not be read
	Unread []string `json:"unread,omitempty" cbor:"4,keyasint,omitempty"`
}

// Summary is one patient's part, at most 12 lines.
type Summary struct {
	ID   string `json:"id" cbor:"1,keyasint,omitempty"`
	Code string `json:"code" cbor:"2,keyasint,omitempty"`
	Text string `json:"text" cbor:"3,keyasint,omitempty"`
	// named first: an open alert, a safety line, or undelivered check-ins
	Attention bool `json:"attention" cbor:"4,keyasint,omitempty"`
	// the same in at most three lines, for just before an appointment
	Brief string `json:"brief" cbor:"5,keyasint,omitempty"`
	// the theme of the prompt that Text and Brief have; 0: none
	Prompt int `json:"prompt,omitempty" cbor:"6,keyasint,omitempty"`
	// the reader has not been shown that prompt yet
	Fresh bool `json:"fresh,omitempty" cbor:"7,keyasint,omitempty"`
	// where the request asks for it and there is something to draw
	Chart *Chart `json:"chart,omitempty" cbor:"8,keyasint,omitempty"`
	// that prompt's number within its theme, from 1
	Number int `json:"number,omitempty" cbor:"9,keyasint,omitempty"`
}

// Compose writes the weekly summary of the panel. The order of people and of their facts does not matter.
func Compose(p *flows.Protocol, r Request) Digest {
	v := newView(p, r)
	portraits := make([]portrait, 0, len(r.People))
	for _, person := range r.People {
		portraits = append(portraits, v.portrait(person))
	}
	slices.SortFunc(portraits, func(a, b portrait) int {
		return cmp.Or(cmp.Compare(a.importance, b.importance), cmp.Compare(a.code, b.code), cmp.Compare(a.id, b.id))
	})
	d := Digest{Until: r.Until, Text: v.panel(portraits), Unread: r.Unread, People: make([]Summary, 0, len(portraits))}
	for _, one := range portraits {
		d.People = append(d.People, v.summary(one))
	}
	return d
}
