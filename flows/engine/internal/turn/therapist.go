package turn

import (
	"slices"

	"footing/flows/state"
)

// TherapistWord is the placeholder for the patient's therapist in a question.
const TherapistWord = "therapist"

// Therapist is the therapist's name, as a sentence has it: only of somebody who still works with the patient.
func (t *Turn) Therapist() string {
	for _, c := range t.Treating() {
		if c.ID == t.State.Patient.Therapist && c.Name != "" {
			return c.Name
		}
	}
	return t.Text("therapist.unnamed")
}

// Treating lists those who work with the patient, each once. Who is there for alerts alone is not among them.
func (t *Turn) Treating() (people []state.Contact) {
	p := t.State.Patient
	all := []state.Contact{p.Clinician}
	if p.Backup != nil {
		all = append(all, *p.Backup)
	}
	for _, s := range p.Seconds {
		all = append(all, s.Contact)
	}
	for _, c := range all {
		known := slices.ContainsFunc(people, func(other state.Contact) bool { return other.ID == c.ID })
		if c.ID != "" && !known {
			people = append(people, c)
		}
	}
	return people
}
