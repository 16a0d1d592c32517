package flows

import "time"

// Ladder is how a human is called, step by step, until somebody has seen an alert. The clinic approves it.
type Ladder struct {
	Steps []LadderStep
	// Every is how often all who were called are called again after the last step.
	Every time.Duration
	// Reopen is after how much duty time an alert that was seen is called out again, unless somebody said that
	// contact was made or that it is handled elsewhere.
	Reopen time.Duration
}

// LadderStep calls one person, After so much time; Hours say when that person can be called at all.
type LadderStep struct {
	Call  Rank
	After time.Duration
	Hours Hours
	Tell  bool // and the patient is told that nobody has opened the alert yet
}

// Rank is a person's place on the ladder of one patient.
type Rank string

// The ranks.
const (
	RankFirst  Rank = "first"  // whom the patient chose to be told first
	RankBackup Rank = "backup" // who stands in for them
	RankLead   Rank = "lead"   // who leads the team
	RankNight  Rank = "night"  // a post that is there when nobody else is
)

// Hours are when somebody is there, in the clinic's zone: always, or in spans of each weekday.
type Hours struct {
	Always bool
	Spans  map[time.Weekday][]Span
}

// LadderFrom is when a ladder that begins at t runs: at once where any of its people can be called, else with
// the first hours of anybody. Without hours at all it runs at once.
func (c *Clinic) LadderFrom(t time.Time) time.Time {
	return c.soonest(t, c.Ladder.Steps)
}

// Due is when a step is taken on a ladder that runs from begin.
func (c *Clinic) Due(s LadderStep, begin time.Time) time.Time {
	return c.soonest(begin.Add(s.After), []LadderStep{s})
}

// Again is when, after t, those whom the steps call are called again; who of them is told by Reachable.
func (c *Clinic) Again(t time.Time, steps []LadderStep) time.Time {
	return c.soonest(t.Add(c.Ladder.Every), steps)
}

// Reachable tells whether a step's person can be called at t.
func (c *Clinic) Reachable(s LadderStep, t time.Time) bool {
	at, ok := c.next(s.Hours, t)
	return ok && at.Equal(t)
}

// soonest is the first instant from t on within the hours of any of the steps, or t if they have none.
func (c *Clinic) soonest(t time.Time, steps []LadderStep) time.Time {
	var first time.Time
	for _, s := range steps {
		if at, ok := c.next(s.Hours, t); ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if first.IsZero() {
		return t
	}
	return first
}

// next is the first instant from t on within hours; false where they have no span.
func (c *Clinic) next(h Hours, t time.Time) (time.Time, bool) {
	if h.Always {
		return t, true
	}
	for ahead := range longestWait {
		for _, shift := range c.shifts(h.Spans, t, ahead) {
			if t.Before(shift.to) {
				return Later(t, shift.from), true
			}
		}
	}
	return time.Time{}, false
}

// AfterDuty is when so much duty time will have passed since t. Where there is no duty, time simply passes.
func (c *Clinic) AfterDuty(t time.Time, d time.Duration) time.Time {
	for day := 0; day < longestWait*7; day++ {
		for _, shift := range c.shifts(c.Hours, t, day) {
			from := Later(t, shift.from)
			if length := shift.to.Sub(from); length >= d {
				return from.Add(d)
			} else if length > 0 {
				d -= length
			}
		}
	}
	return t.Add(d)
}
