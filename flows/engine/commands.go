package engine

import (
	"strings"

	"footing/flows/record"
)

// command is one line of the table of commands: its name, who may use it, and what it does.
type command struct {
	name string
	who  audience
	run  func(t *turn, e Said, rest string)
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
		{"patients", staff, func(t *turn, _ Said, _ string) { t.patientsAsked() }},
		{"summary", staff, func(t *turn, _ Said, rest string) { t.summaryTyped(rest) }},
		{"patient", staff, func(t *turn, _ Said, rest string) { t.cardTyped(rest) }},
		{"invite", staff, func(t *turn, e Said, rest string) { t.invite(e, strings.ToUpper(rest)) }},
		{"away", staff, func(t *turn, _ Said, _ string) { t.awayAsked() }},
		{"team", counting, func(t *turn, _ Said, _ string) { t.countPanels(false) }},
		{"weekly", weekly, func(t *turn, _ Said, _ string) { t.weeklyAsked() }},
		{"checkin", takesPart, func(t *turn, _ Said, _ string) { t.ownCheckIn() }},
		{"plan", asPatient, func(t *turn, _ Said, _ string) { t.planShown() }},
		{"goal", takesPart, func(t *turn, _ Said, _ string) { t.goalAsked() }},
		{"pause", takesPart, func(t *turn, _ Said, _ string) { t.pauseAsked() }},
		{"resume", takesPart, func(t *turn, _ Said, _ string) { t.resumeAsked() }},
		{"schedule", takesPart, func(t *turn, _ Said, _ string) { t.scheduleAsked() }},
		{"timezone", anybody, func(t *turn, _ Said, _ string) { t.zoneAsked() }},
		{"language", anybody, func(t *turn, _ Said, _ string) { t.languageAsked() }},
		{"whosees", asPatient, func(t *turn, _ Said, _ string) { t.whoSees() }},
		{"consent", asPatient, func(t *turn, _ Said, _ string) { t.consentsAsked() }},
		{"mydata", asPatient, func(t *turn, _ Said, _ string) { t.dataAsked() }},
		{"erase", asPatient, func(t *turn, _ Said, _ string) { t.eraseAsked() }},
		{"tidy", asPatient, func(t *turn, e Said, _ string) { t.tidyAsked(e) }},
		{"privacy", anybody, func(t *turn, _ Said, _ string) { t.privacy() }},
		{"start", anybody, func(t *turn, e Said, rest string) { t.start(e, rest) }},
		{"help", anybody, func(t *turn, _ Said, _ string) { t.helpMenu() }},
		{"stop", anybody, func(t *turn, _ Said, _ string) { t.stopAsked() }},
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
			c.run(t, e, rest)
			return
		}
	}
	t.reply("command.unknown")
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
