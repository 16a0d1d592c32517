package turn

import (
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// Milestone tells the office of an alert's step. The office counts steps and does not learn whom they are about.
func (t *Turn) Milestone(alert string, raised time.Time, step record.Step) {
	t.Tell(state.OfficeID,
		state.Progress{Milestone: record.Milestone{Alert: alert, Step: step, Raised: raised.UTC(), When: t.Now().UTC()}})
}

// StepOf is the step that an act brings an alert to.
func StepOf(act record.Act) record.Step {
	if act == record.Contact {
		return record.StepContact
	}
	return record.StepElsewhere
}
