package turn

import (
	"footing/flows/record"
	"footing/flows/state"
)

// caring tells whether answers may be kept; without that nothing is asked.
func (t *Turn) Caring() bool { return t.State.Patient.Consents[record.ForCare] }

// finish closes the set-up's message, or says so in a new one where the person wrote last.
func (t *Turn) Finish(message int, text string, rows ...[]state.Button) {
	if message != 0 {
		t.Edit(message, text, rows...)
		return
	}
	t.Say(state.ClassReply, text, rows...)
}
