package state

import (
	"slices"
	"time"
)

// Reads tells what a clinician may read of a participant as the participant's own state stands: the facts, and of
// those the alerts. It is the one place that decides it for whoever fetches facts.
func Reads(s State, desk string, at time.Time) (facts, alerts bool) {
	p := s.Patient
	if p == nil || desk == "" || desk == s.ID {
		return false, false
	}
	excluded := slices.Contains(p.Excluded, desk)
	if n := slices.IndexFunc(p.Seconds, func(s Second) bool { return s.ID == desk && s.Summary }); n >= 0 {
		facts, alerts = true, p.Seconds[n].Alerts && !excluded
	}
	if p.Clinician.ID == desk || p.Stand != nil && p.Stand.ID == desk && at.Before(p.Stand.Until) {
		facts, alerts = true, !excluded
	}
	return facts, alerts
}

// NewsNotes is the key of the moment at which notes are told that waited for the duty hours.
const NewsNotes = "notes"
