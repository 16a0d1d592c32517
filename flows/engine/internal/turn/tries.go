package turn

import (
	"time"

	"footing/flows"
	"footing/flows/state"
)

// A clinician who had no answer may name the time of the next try. Until then nobody is called.
const (
	// longestPause is how far ahead that time may be.
	longestPause = 2 * time.Hour
	// TryGrace is how long after that time the colleagues are called, unless something was pressed.
	TryGrace = 10 * time.Minute
	// tryStep is the distance between the times that are offered, and how soon the first of them is.
	tryStep = 15 * time.Minute
)

// MayTryAt tells whether a time may be named now for the next try, whatever the hours of duty.
func MayTryAt(next, now time.Time) bool {
	return !next.Before(now.Add(tryStep)) && !next.After(now.Add(longestPause))
}

// TryUntil is the latest time that somebody, named by participant id, may name at a given time. The grace after it
// still lies within their duty, so that the others can be called then. It is zero outside duty.
func (t *Turn) TryUntil(id string, team state.Team, at time.Time) time.Time {
	clinic := t.Plan.Clinic
	var until time.Time
	for _, h := range t.hoursOf(id, team) {
		if end, ok := clinic.ShiftEnd(h, at); ok {
			until = flows.Later(until, end.Add(-TryGrace-time.Minute)) // at its end duty is over
		}
	}
	if latest := at.Add(longestPause); latest.Before(until) {
		until = latest
	}
	if !until.After(at) {
		return time.Time{}
	}
	return until
}

// hoursOf are the clinic's duty hours, and for whoever holds the night post now, also for a while, those of its steps
// on the ladder.
func (t *Turn) hoursOf(id string, team state.Team) []flows.Hours {
	all := []flows.Hours{{Duty: true, Spans: t.Plan.Clinic.Hours}}
	atNight := team.Night != nil && team.Night.ID == id
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		if atNight && step.Call == flows.RankNight {
			all = append(all, step.Hours)
		}
	}
	return all
}

// TryTimes are the times offered to the owner of a desk for the next try: quarters of an hour on their clock.
func (t *Turn) TryTimes() []time.Time {
	var times []time.Time
	until := t.TryUntil(t.State.ID, t.State.Desk.Team(""), t.Now())
	local := t.Now().In(t.Zone())
	first := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), 0, 0, 0, t.Zone())
	for at := first; !at.After(until); at = at.Add(tryStep) {
		if MayTryAt(at, t.Now()) {
			times = append(times, at)
		}
	}
	return times
}
