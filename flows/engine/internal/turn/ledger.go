package turn

import (
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// Milestone tells the office of a step that an alert has taken: it counts, and knows nothing of whom it is about.
func (t *Turn) Milestone(alert string, raised time.Time, step record.Step) {
	t.Tell(state.OfficeID,
		state.Progress{Milestone: record.Milestone{Alert: alert, Step: step, Raised: raised.UTC(), When: t.Now().UTC()}})
}

// StepOf is the step that an act closes an alert with.
func StepOf(act record.Act) record.Step {
	if act == record.Contact {
		return record.StepContact
	}
	return record.StepElsewhere
}
