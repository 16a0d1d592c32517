package patient

import (
	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// helpTapped handles a choice of the help menu. The plain help button's code needs no state and works for ever. It
// reports whether somebody was called.
func (t Side) helpTapped(e state.Tapped, choice string) bool {
	if choice != "told" {
		t.Toast(e, "")
	}
	switch choice {
	case "how", "plan", "careful", "told": // what is said without a turn answers none of these, or not all
	default:
		if t.safety.Helped() {
			return false
		}
	}
	switch choice {
	case "":
		t.safety.HelpAsked()
	case "how":
		t.Say(state.ClassReply, t.safety.How(), t.HelpRow())
	case "numbers":
		t.Say(state.ClassSafety, t.Text("help.numbers_text", "numbers", t.Numbers()), t.HelpRow())
		t.safety.Cards()
	case "plan":
		t.safety.PlanFromHelp()
	case "local":
		t.LocalHelp(state.ClassReply)
	case "abuse":
		t.AbuseShown(e.Message)
	case "clear":
		t.takeAway(e.Message)
	case "careful":
		t.safety.CarefulAsked()
	case "tell":
		t.safety.ConfirmTell(e)
	case "told":
		return t.safety.Unsafe(e)
	default:
		t.Say(state.ClassReply, t.Text("help.kept_quiet"), t.HelpRow())
	}
	return false
}

// act carries out an option's action, beyond recording the answer.
func (t Side) act(p turn.Question, g turn.Given) {
	switch g.Action {
	case flows.ShowNumbers:
		t.Say(state.ClassReply, t.Text("action.numbers", "numbers", t.Numbers()), t.HelpRow())
	case flows.LocalHelp:
		t.LocalHelp(state.ClassReply)
	case flows.TellPerson:
		if len(t.NoticeReaders()) == 0 {
			t.Say(state.ClassSafety, t.Text("gone.nobody_called", "numbers", t.Numbers()), t.HelpRow())
			return
		}
		to := t.safety.Notify(record.Notice{
			Level: string(flows.Note), Rule: "asked_to_tell", Codes: []string{p.Item.ID + "=" + g.Code},
		}, false)
		t.Say(state.ClassReply, t.safety.ToldText(to), t.HelpRow())
	case flows.BringAlong:
		t.Say(state.ClassReply, t.Text("action.bring"), t.HelpRow())
	case flows.SayIt:
		t.Say(state.ClassReply, t.Text("action.say", "saying", t.share.Sayings([]int{p.Questionnaire.Theme})), t.HelpRow())
	case flows.AskBackup:
		t.Say(state.ClassReply, t.BackupWords(), t.HelpRow())
	case flows.Complain:
		t.Say(state.ClassReply, t.complaintWords(), t.HelpRow())
	case flows.NoAction:
	}
}

// complaintWords say where a complaint goes.
func (t Side) complaintWords() string {
	if t.Plan.Clinic.Complaints == "" {
		return t.Text("action.no_complaints")
	}
	return t.Text("action.complaints", "route", t.Plan.Clinic.Complaints)
}
