package patient

import (
	"footing/flows/record"
	"footing/flows/state"
)

// unlinkOthers ends the links of those who had something to do with the patient and have not any more. Nothing of the
// patient stays on their panels.
func (t Side) unlinkOthers(knew []state.Contact) {
	p := t.State.Patient
	for _, c := range knew {
		if _, linked := p.Contact(c.ID); !linked {
			t.Keep(record.Link{With: c.ID, Name: c.Name, As: record.AsPost, By: p.Clinician.ID})
			t.Tell(c.ID, state.Ended{})
		}
	}
}
