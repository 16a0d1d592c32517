package engine

import (
	"strings"

	"footing/flows/record"
)

// command is one line of the table of commands: its name, and who may use it.
type command struct {
	name string
	who  audience
}

// audience is who may use a command, and in whose menu it stands.
type audience int

const (
	anybody   audience = iota
	asPatient          // a patient, also one who has stopped
	takesPart          // a patient who agreed to check-ins, finished setting up and has not stopped
	staff              // somebody of the clinic who has patients
	counting           // who sees how many patients everybody has
	weekly             // whoever gets something every week
)

// commands is the table, in the order of the menus.
func commands() []command {
	return []command{
		{"patients", staff},
		{"summary", staff},
		{"patient", staff},
		{"invite", staff},
		{"away", staff},
		{"team", counting},
		{"weekly", weekly},
		{"checkin", takesPart},
		{"plan", asPatient},
		{"goal", takesPart},
		{"pause", takesPart},
		{"resume", takesPart},
		{"schedule", takesPart},
		{"timezone", anybody},
		{"language", anybody},
		{"whosees", asPatient},
		{"consent", asPatient},
		{"mydata", asPatient},
		{"erase", asPatient},
		{"tidy", asPatient},
		{"privacy", anybody},
		{"start", anybody},
		{"help", anybody},
		{"stop", anybody},
	}
}

// Commands names the commands of a menu, in order: that of a post at the clinic, with what its holder may use, or
// everybody else's. Strangers see the patients' menu; whatever they cannot use says so kindly.
func Commands(role record.Role) []string {
	patients := role == record.Patient || role == ""
	var names []string
	for _, c := range commands() {
		shown := c.who == anybody
		switch c.who {
		case staff:
			shown = !patients && hasPatients(role)
		case counting:
			shown = counts(role)
		case weekly:
			shown = !patients
		case asPatient, takesPart:
			shown = patients
		case anybody:
		}
		if shown {
			names = append(names, c.name)
		}
	}
	return names
}

// hasPatients tells whether a post can have patients on its list.
func hasPatients(role record.Role) bool { return role != record.Supervisor }

// splitCommand splits "/invite@bot A-17" into "invite" and "A-17".
func splitCommand(text string) (name, rest string, ok bool) {
	if !strings.HasPrefix(text, "/") {
		return "", "", false
	}
	name, rest, _ = strings.Cut(text[1:], " ")
	name, _, _ = strings.Cut(name, "@")
	return strings.ToLower(name), strings.TrimSpace(rest), true
}

// command runs what the table has under a name, or says why not.
func (t *turn) command(e Said, name, rest string) {
	t.dropNotes()
	if t.state.Patient != nil {
		t.state.Patient.Awaits = Awaited{} // whoever asks for something else is not answering
	}
	for _, c := range commands() {
		if c.name == name {
			if refusal := t.refusal(c.who); refusal != "" {
				t.reply(refusal)
				return
			}
			t.run(e, name, rest)
			return
		}
	}
	t.reply("command.unknown")
}

// run does what a command is for.
func (t *turn) run(e Said, name, rest string) {
	switch name {
	case "start":
		t.start(e, rest)
	case "help":
		t.helpMenu()
	case "timezone":
		t.zoneAsked()
	case "language":
		t.languageAsked()
	case "patients", "summary", "patient", "invite", "away", "team", "weekly":
		t.deskCommand(name, e, rest)
	default:
		t.patientCommand(name, e)
	}
}

// refusal is the text that says why somebody may not use a command, or empty.
func (t *turn) refusal(who audience) string {
	p := t.state.Patient
	switch who {
	case asPatient:
		if p == nil {
			return "command.patients_only"
		}
	case takesPart:
		switch {
		case p == nil:
			return "command.patients_only"
		case p.Left:
			return "command.after_stop"
		case !p.Active:
			return "command.set_up_first"
		case !t.caring():
			return "command.needs_care"
		}
	case staff:
		if d := t.state.Desk; d == nil || !d.Active || !hasPatients(d.Role) {
			return "command.unknown"
		}
	case weekly:
		if d := t.state.Desk; d == nil || !d.Active {
			return "command.unknown"
		}
	case counting:
		if d := t.state.Desk; d == nil || !d.Active || !counts(d.Role) {
			return "command.unknown"
		}
	case anybody:
	}
	return ""
}
