package patient

import (
	"slices"

	"footing/flows/state"
)

// remember copies the answers of a finished check-in to the memory if a condition looks back at them, and drops those
// that none looks back at. The memory holds at most one answer to each such item.
func (t Side) remember(o *state.Occasion) {
	memory := map[string]state.Answered{}
	for item, r := range t.State.Patient.Recall {
		if slices.Contains(t.Plan.Remembered, item) {
			memory[item] = r
		}
	}
	for item, a := range o.Answers {
		if !a.Stale && slices.Contains(t.Plan.Remembered, item) {
			memory[item] = state.Answered{Code: a.Code, Codes: a.Codes, Value: a.Value, At: a.At}
		}
	}
	t.State.Patient.Recall = nil
	if len(memory) > 0 {
		t.State.Patient.Recall = memory
	}
}
