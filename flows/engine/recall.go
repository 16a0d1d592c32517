package engine

import (
	"slices"
	"time"

	"footing/flows"
)

// past are the last answers from before the open check-in, as conditions see them.
func (t *turn) past() map[string]flows.Past {
	past := make(map[string]flows.Past, len(t.state.Patient.Recall))
	today := t.localDay(t.now())
	for item, r := range t.state.Patient.Recall {
		past[item] = flows.Past{
			Answer: flows.Answer{Code: r.Code, Codes: r.Codes, Value: r.Value},
			Days:   int(today.Sub(t.localDay(r.At)).Hours() / 24),
		}
	}
	return past
}

// localDay is the day that the person's calendar shows, as a count of days can use it.
func (t *turn) localDay(at time.Time) time.Time {
	local := at.In(t.zone())
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// recall takes the answers of a check-in that is over into the memory, if a condition ever looks back at
// them, and drops what none looks back at any more. So the memory has at most one answer to each such item.
func (t *turn) recall(o *Occasion) {
	memory := map[string]Recalled{}
	for item, r := range t.state.Patient.Recall {
		if slices.Contains(t.plan.Remembered, item) {
			memory[item] = r
		}
	}
	for item, a := range o.Answers {
		if !a.Stale && slices.Contains(t.plan.Remembered, item) {
			memory[item] = Recalled{Code: a.Code, Codes: a.Codes, Value: a.Value, At: a.At}
		}
	}
	t.state.Patient.Recall = nil
	if len(memory) > 0 {
		t.state.Patient.Recall = memory
	}
}
