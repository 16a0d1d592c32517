package turn

import (
	"footing/flows"
	"time"
)

// past are the last answers from before the open check-in, as conditions see them.
func (t *Turn) Past() map[string]flows.Past {
	past := make(map[string]flows.Past, len(t.State.Patient.Recall))
	today := t.LocalDay(t.Now())
	for item, r := range t.State.Patient.Recall {
		past[item] = flows.Past{
			Answer: flows.Answer{Code: r.Code, Codes: r.Codes, Value: r.Value},
			Days:   int(today.Sub(t.LocalDay(r.At)).Hours() / 24),
		}
	}
	return past
}

// localDay is the day that the person's calendar shows, as a count of days can use it.
func (t *Turn) LocalDay(at time.Time) time.Time {
	local := at.In(t.Zone())
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}
