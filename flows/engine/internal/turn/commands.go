package turn

import (
	"strings"

	"footing/flows/record"
)

// AskedToStop is the reason of a patient who has ended their part.
const AskedToStop = "asked to stop"

// Audience is the group that may use a command and has it in its menu.
type Audience int

// The audiences.
const (
	Anybody   Audience = iota
	AsPatient          // a patient, also one who has stopped
	TakesPart          // a patient who agreed to check-ins, finished setting up and has not stopped
	Staff              // somebody of the clinic who has patients
	Counting           // who sees how many patients everybody has
	Weekly             // a person who gets something every week
)

// HasPatients reports whether a post can have patients.
func HasPatients(role record.Role) bool { return role != record.Supervisor }

// Refusal is the text that says why somebody may not use a command, or empty.
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
		if d := t.State.Desk; d == nil || !d.Active || !d.Role.SeesCounts() {
			return "command.unknown"
		}
	case Anybody:
	}
	return ""
}

// Languages are those of the clinic that have a wording.
func (t *Turn) Languages() []string {
	var all []string
	for _, locale := range t.Plan.Clinic.Languages {
		if _, ok := t.Plan.Wordings[locale]; ok {
			all = append(all, locale)
		}
	}
	return all
}

// LocaleFor picks a language of the clinic: the exact tag, then the base language, then the clinic's first.
func (t *Turn) LocaleFor(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	languages := t.Plan.Clinic.Languages
	for _, l := range languages {
		if strings.EqualFold(l, tag) {
			return l
		}
	}
	for _, l := range languages {
		if strings.EqualFold(l, base) {
			return l
		}
	}
	if len(languages) > 0 {
		return languages[0]
	}
	return "en"
}
