package engine

import (
	"strings"
	"unicode"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// command is one row of the table of commands: its name, and who may use it.
type command struct {
	name string
	who  turn.Audience
}

// commands is the table, in the order of the menus.
func commands() []command {
	return []command{
		{"patients", turn.Staff},
		{"summary", turn.Staff},
		{"patient", turn.Staff},
		{"invite", turn.Staff},
		{"away", turn.Staff},
		{"duty", turn.Staff},
		{"team", turn.Counting},
		{"weekly", turn.Weekly},
		{"checkin", turn.TakesPart},
		{"plan", turn.AsPatient},
		{"goal", turn.TakesPart},
		{"good", turn.TakesPart},
		{"pause", turn.TakesPart},
		{"resume", turn.TakesPart},
		{"schedule", turn.TakesPart},
		{"timezone", turn.Anybody},
		{"language", turn.Anybody},
		{"whosees", turn.AsPatient},
		{"consent", turn.AsPatient},
		{"mydata", turn.AsPatient},
		{"erase", turn.AsPatient},
		{"tidy", turn.AsPatient},
		{"privacy", turn.Anybody},
		{"start", turn.Anybody},
		{"help", turn.Anybody},
		{"stop", turn.Anybody},
	}
}

// Commands lists a menu's commands in order: those of a post at the clinic, or the patients' menu for everybody else. A
// stranger who uses a command that is not for them gets a kind refusal.
func Commands(role record.Role) []string {
	patients := role == record.Patient || role == ""
	var names []string
	for _, c := range commands() {
		shown := c.who == turn.Anybody
		switch c.who {
		case turn.Staff:
			shown = !patients && turn.HasPatients(role)
		case turn.Counting:
			shown = role.SeesCounts()
		case turn.Weekly:
			shown = !patients
		case turn.AsPatient, turn.TakesPart:
			shown = patients
		case turn.Anybody:
		}
		if shown {
			names = append(names, c.name)
		}
	}
	return names
}

// DiscreetCommands lists the commands of the menu in discreet mode. The others still work when typed.
func DiscreetCommands() []string { return []string{"checkin", "help", "tidy", "language", "privacy"} }

// splitCommand splits "/invite@bot A-17" into "invite" and "A-17".
func splitCommand(text string) (name, rest string, ok bool) {
	if !strings.HasPrefix(text, "/") {
		return "", "", false
	}
	of := func(r rune) bool {
		return r == '_' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
	}
	rest = strings.TrimLeftFunc(text[1:], of)
	name = strings.TrimSuffix(text[1:], rest)
	if bot, addressed := strings.CutPrefix(rest, "@"); addressed {
		rest = strings.TrimLeftFunc(bot, of)
	}
	return strings.ToLower(name), strings.TrimSpace(rest), true
}

// command runs the command of that name, or says why not.
func (t sides) command(e state.Said, name, rest string) {
	t.DropTyped(name == "help") // a command is no answer to the pending question
	for _, c := range commands() {
		if c.name == name {
			if refusal := t.Refusal(c.who); refusal != "" {
				t.Reply(refusal)
				return
			}
			t.run(e, name, rest)
			return
		}
	}
	t.Reply("command.unknown")
}

// run carries out a command.
func (t sides) run(e state.Said, name, rest string) {
	switch name {
	case "start":
		t.start(e, rest)
	case "help":
		t.safety.HelpAsked()
	case "timezone":
		t.zoneAsked()
	case "language":
		t.languageAsked()
	case "patients", "summary", "patient", "invite", "away", "duty", "team", "weekly":
		t.desk.Command(name, e, rest)
	default:
		t.patient.Command(name, e)
	}
}
