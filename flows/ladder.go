package flows

import "time"

// Ladder is the escalation: who is called, step by step, until somebody acknowledges an alert. The clinic approves it.
type Ladder struct {
	Steps []LadderStep
	// Every is the interval of repeated calls after the last step, to everyone already called.
	Every time.Duration
	// Reopen is the duty time after which an acknowledged alert is escalated again, unless somebody reported contact or
	// that it is handled elsewhere.
	Reopen time.Duration
	// UnseenAfter is how long nobody may press on an alert until the second channel is used for a step that was taken.
	UnseenAfter time.Duration
}

// DefaultUnseenAfter is UnseenAfter where the clinic says nothing: the first person was then called twice.
const DefaultUnseenAfter = 10 * time.Minute

// UnseenDays is after how many full duty days an alert that nobody has pressed on is called out twice each duty day,
// and the operator is told of it.
const UnseenDays = 2

// LadderStep calls one person After a delay. Hours are the times when that person can be reached.
type LadderStep struct {
	Call  Rank
	After time.Duration
	Hours Hours
	Tell  bool // also tell the patient that nobody has opened the alert yet
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

// Hours are when somebody is there, in the clinic's zone: always, or in spans of each weekday. Those of duty have none
// on closed days; a post with hours of its own has them on every day of the year.
type Hours struct {
	Always bool
	Duty   bool // the clinic's duty hours
	Spans  map[time.Weekday][]Span
}

// LadderFrom is when a ladder that begins at t starts to run: at t if any of its people can be called, otherwise at the
// next hours of any of them. A ladder without hours starts at t.
func (c *Clinic) LadderFrom(t time.Time) time.Time {
	return c.soonest(t, c.Ladder.Steps)
}

// Due is when a step is due on a ladder that started at begin.
func (c *Clinic) Due(s LadderStep, begin time.Time) time.Time {
	return c.soonest(begin.Add(s.After), []LadderStep{s})
}

// NextRepeat is when, after t, the people of the steps are called again. Reachable tells which of them can be called
// then.
func (c *Clinic) NextRepeat(t time.Time, steps []LadderStep) time.Time {
	return c.soonest(t.Add(c.Ladder.Every), steps)
}

// Reachable tells whether a step's person can be called at t.
func (c *Clinic) Reachable(s LadderStep, t time.Time) bool {
	at, ok := c.next(s.Hours, t)
	return ok && at.Equal(t)
}

// Opens is the first instant at or after t within the hours of any step. False if none of them has hours.
func (c *Clinic) Opens(t time.Time, steps []LadderStep) (time.Time, bool) {
	var first time.Time
	for _, s := range steps {
		if at, ok := c.next(s.Hours, t); ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first, !first.IsZero()
}

// soonest is the first instant at or after t within the hours of any step, or t if no step has hours.
func (c *Clinic) soonest(t time.Time, steps []LadderStep) time.Time {
	if at, ok := c.Opens(t, steps); ok {
		return at
	}
	return t
}

// next is the first instant from t on within hours; false where they have no span.
func (c *Clinic) next(h Hours, t time.Time) (time.Time, bool) {
	if h.Always {
		return t, true
	}
	for ahead := range c.horizon() {
		for _, shift := range c.shifts(h, t, ahead) {
			if t.Before(shift.to) {
				return Later(t, shift.from), true
			}
		}
	}
	return time.Time{}, false
}

// AfterDuty is the instant at which d of duty time has passed since t. Without duty hours, ordinary time counts.
func (c *Clinic) AfterDuty(t time.Time, d time.Duration) time.Time {
	for day := 0; day < max(c.horizon(), longestWait*7); day++ {
		for _, shift := range c.duty(t, day) {
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

// ShiftEnd is when the hours around t end, in one stretch, but at most a day later. False outside the hours.
func (c *Clinic) ShiftEnd(h Hours, t time.Time) (time.Time, bool) {
	latest := t.Add(24 * time.Hour)
	if h.Always {
		return latest, true
	}
	end := t
	for ahead := range 2 {
		for _, shift := range c.shifts(h, t, ahead) {
			if !shift.from.After(end) && shift.to.After(end) {
				end = shift.to
			}
		}
	}
	return sooner(end, latest), end.After(t)
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
