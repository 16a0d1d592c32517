package turn

import (
	"footing/flows/record"
	"time"
)

// overAfter is how long after the patient did something what is over reads "Done" in discreet mode.
const OverAfter = 10 * time.Minute

// patientsChat tells whether this is, or is about to be, the chat of a patient.
func (t *Turn) PatientsChat() bool {
	o := t.State.Opener
	return t.State.Patient != nil || o != nil && o.Offer != nil && o.Offer.Role == record.Patient
}
