package state

import (
	"footing/flows/record"
	"time"
)

// Newer tells whether something has come to an alert that the actor had not been shown: evidence, or, of one who has
// seen it, that it is called out anew. An act that does not say what was shown goes by its time.
func (a *Alert) Newer(l Acted) bool {
	var latest time.Time
	if l.Act == record.Seen {
		latest = a.Restarted
	}
	if l.Upto != 0 {
		return l.Upto < a.Latest || latest.After(a.At) && l.At.Before(latest)
	}
	for _, e := range a.Evidence {
		latest = Later(latest, e.At)
	}
	return latest.After(a.At) && l.At.Before(latest)
}
