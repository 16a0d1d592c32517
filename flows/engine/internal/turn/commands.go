package turn

import (
	"footing/flows/record"
	"footing/flows/state"
)

// audience is who may use a command, and in whose menu it stands.
type Audience int

const (
	Anybody   Audience = iota
	AsPatient          // a patient, also one who has stopped
	TakesPart          // a patient who agreed to check-ins, finished setting up and has not stopped
	Staff              // somebody of the clinic who has patients
	Counting           // who sees how many patients everybody has
	Weekly             // whoever gets something every week
)

// hasPatients tells whether a post can have patients on its list.
func HasPatients(role record.Role) bool { return role != record.Supervisor }

// refusal is the text that says why somebody may not use a command, or empty.
func (t *Turn) Refusal(who Audience) string {
	p := t.State.Patient
	switch who {
	case AsPatient:
		if p == nil {
			return "command.patients_only"
		}
	case TakesPart:
		switch {
		case p == nil:
			return "command.patients_only"
		case p.Left:
			return "command.after_stop"
		case !p.Active:
			return "command.set_up_first"
		case !t.Caring():
			return "command.needs_care"
		}
	case Staff:
		if d := t.State.Desk; d == nil || !d.Active || !HasPatients(d.Role) {
			return "command.unknown"
		}
	case Weekly:
		if d := t.State.Desk; d == nil || !d.Active {
			return "command.unknown"
		}
	case Counting:
		if d := t.State.Desk; d == nil || !d.Active || !state.Counts(d.Role) {
			return "command.unknown"
		}
	case Anybody:
	}
	return ""
}
