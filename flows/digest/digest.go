// Package digest turns facts into what a clinician reads: one message for the whole panel, and per patient at most
// ten lines (what arrived, safety, the best news, the map of where a talk could start, one prompt, the next
// appointment) with a picture of twelve weeks. Compose is pure:
// the same facts, rules and time give the same text. Nothing here predicts, rates risk or names a diagnosis;
// private answers are never read,
// unless the patient has shared them.
//
// A text comes about in three steps, a file each: history.go reads one person's facts once and keeps what a clinician
// may see; barriers.go and trend.go say where each theme stands and which is most in the way; portrait.go with
// safety.go, map.go and prompt.go puts both into words. Then panel.go fits the portraits into one message, summary.go
// one portrait into ten lines, and chart.go draws. Thresholds come from flows.DigestRules, words from the wording keys
// that begin with "digest." and from the questionnaires' own options.
//
// A theme's level is that of its lowest item: the median of an item's last few answers. Items are scored
// apart because a median over different questions would let good answers to one hide bad ones to another.
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
	// Unalerted is true where the patient keeps alerts from this reader, who then must not learn of any here.
	Unalerted bool
}

// Request is what a digest is composed from.
type Request struct {
	Until  time.Time      // facts after this are left for next week
	Zone   *time.Location // the reader's; nil is UTC
	Locale string
	Charts bool // draw them, which takes a while
	People []Person
	Unread []string      // codes of the panel's others, whose facts could not be read: that is said
	Reader []record.Fact // the reader's own facts, as far back as a prompt rests: what they were shown before
}

// Digest is a composed weekly summary. Text fits one Telegram message (4,096 UTF-16 units).
type Digest struct {
	Until  time.Time `json:"until"`
	Text   string    `json:"text"`
	People []Summary `json:"people"`           // in the order of the text
	Unread []string  `json:"unread,omitempty"` // codes of whom nothing is shown, because it could not be read
}

// Summary is one patient's part, at most 10 lines.
type Summary struct {
	ID        string `json:"id"`
	Code      string `json:"code"`
	Text      string `json:"text"`
	Attention bool   `json:"attention"`        // named first: an open alert, a safety line, or undelivered check-ins
	Brief     string `json:"brief"`            // the same in at most three lines, for just before an appointment
	Prompt    int    `json:"prompt,omitempty"` // the theme of the prompt that Text and Brief have; 0: none
	Fresh     bool   `json:"fresh,omitempty"`  // the reader has not been shown that prompt yet
	Chart     *Chart `json:"chart,omitempty"`  // where the request asks for it and there is something to draw
}

// Compose writes the weekly summary of the panel. The order of people and of their facts does not matter.
func Compose(p *flows.Protocol, r Request) Digest {
	v := newView(p, r)
	portraits := make([]portrait, 0, len(r.People))
	for _, person := range r.People {
		portraits = append(portraits, v.portrait(person))
	}
	slices.SortFunc(portraits, func(a, b portrait) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.code, b.code), cmp.Compare(a.id, b.id))
	})
	d := Digest{Until: r.Until, Text: v.panel(portraits), Unread: r.Unread, People: make([]Summary, 0, len(portraits))}
	for _, one := range portraits {
		d.People = append(d.People, v.summary(one))
	}
	return d
}

// One writes the summary of a single patient of the request, in the same words as Compose does. Somebody who
// is not among the request's people gives the zero Summary.
func One(p *flows.Protocol, r Request, id string) Summary {
	i := slices.IndexFunc(r.People, func(person Person) bool { return person.ID == id })
	if i < 0 {
		return Summary{}
	}
	v := newView(p, r)
	return v.summary(v.portrait(r.People[i]))
}
