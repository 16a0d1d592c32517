package flows

import (
	"slices"
	"time"
)

// Clinic is what only the clinic can know: its name, whom to call, and the hours when somebody is on duty. It comes
// from clinic.yaml. Every decision depends on it, so it carries a version.
type Clinic struct {
	Version    int
	Name       string
	Zone       string // IANA name; the default offered to everybody
	Languages  []string
	AdultAge   int                     // "Are you {18} or over?"
	Hours      map[time.Weekday][]Span // of duty
	Closed     ClosedDays              // without duty, whatever their weekday
	Canary     *Canary                 // nil: no test alerts
	Ladder     Ladder
	Helplines  []Helpline
	Approved   string // who approved ladder, numbers and replies, and when; empty: nobody yet
	Complaints string // where a complaint goes, one line

	Offers  map[int][]string         // by theme: what the clinic has beside sessions
	Phrases map[string]ClinicPhrases // by locale: the clinic's own, beside those that ship or instead of them
	Replies []Reply                  // in the order in which they are offered; see Approves
}

// Canary is the weekly test alert to everybody who can be called: its time on days with duty hours.
type Canary struct {
	At Clock
}

// ClinicPhrases are the phrases that a clinic adds in one language.
type ClinicPhrases struct {
	List    []string
	Instead bool   // replaces the shipped phrases
	Source  string // where they come from, and under which licence
}

// Span is a stretch of one day in the clinic's zone, From inclusive, To exclusive.
type Span struct{ From, To Clock }

// Helpline is a number that a person can call. Source and Checked help whoever maintains the list.
type Helpline struct {
	Name    string
	Number  string // as dialled, for example "112"
	For     string // ForCrisis, ForAbuse or ForMedical
	Hours   string // for example "day and night"
	Source  string // where the number was read
	Checked string // when, as 2006-01-02
}

// What a helpline is for.
const (
	ForCrisis  = "crisis"  // shown wherever numbers are
	ForMedical = "medical" // after an injury or a poisoning; shown with the former
	// For somebody whom a person or a place makes unsafe; shown only on request, and never as a card.
	ForAbuse = "abuse"
)

// Urgent lists the helplines that are shown wherever numbers are: all but those about abuse.
func (c *Clinic) Urgent() []Helpline {
	return slices.DeleteFunc(slices.Clone(c.Helplines), func(h Helpline) bool { return h.For == ForAbuse })
}

// AgainstAbuse lists the helplines about abuse.
func (c *Clinic) AgainstAbuse() []Helpline {
	return slices.DeleteFunc(slices.Clone(c.Helplines), func(h Helpline) bool { return h.For != ForAbuse })
}

// Clock is a wall-clock time of day in minutes since midnight.
type Clock int
