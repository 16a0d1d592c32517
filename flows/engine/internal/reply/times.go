package reply

import (
	"time"

	"footing/flows"
)

// from is from when a reply goes that somebody hands over now: when the patient is awake, on a day on which none of
// theirs has gone. It tells nothing of others.
func (t Carrier) from(by string) time.Time {
	return t.awakeAfter(t.State.Patient.Replies.Gone[by])
}

// free is when a reply can be sent: when the patient is awake, on a day that had none.
func (t Carrier) free() time.Time { return t.awakeAfter(t.State.Patient.Replies.Last) }

// awakeAfter is when the patient is awake on a day after the last.
func (t Carrier) awakeAfter(last time.Time) time.Time {
	at := t.AfterQuiet()
	if last.IsZero() || t.LocalDay(at).After(t.LocalDay(last)) {
		return at
	}
	return t.QuietUntil(flows.Resolve(t.LocalDay(last).AddDate(0, 0, 1), t.Zone()))
}

const (
	// sendable is how long a reply may wait for Telegram: what it answers, and who may be answered, are as they were.
	sendable = 10 * time.Minute
	// retryAfter is how much later one that has waited too long is sent anew, and triedFor how long that is done.
	retryAfter = 15 * time.Minute
	triedFor   = 48 * time.Hour
)

// until is when a reply that Telegram has not taken must not come any more.
func (t Carrier) until() time.Time {
	at := t.Now().Add(sendable)
	if night := t.untilNight(); !night.IsZero() && night.Before(at) {
		return night
	}
	return at
}

// untilNight is when a reply would wake the patient.
func (t Carrier) untilNight() time.Time {
	limits := t.Plan.Limits
	for ahead := range 2 {
		night := flows.Resolve(limits.QuietFrom.On(t.Now().In(t.Zone()).AddDate(0, 0, ahead)), t.Zone())
		if limits.QuietFrom != limits.QuietTo && night.After(t.Now()) {
			return night
		}
	}
	return time.Time{}
}
