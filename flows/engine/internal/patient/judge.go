package patient

import (
	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// act does what an option does beyond being an answer.
func (t Side) act(p turn.Place, g turn.Given) {
	switch g.Action {
	case flows.ShowNumbers:
		t.Say(state.ClassReply, t.Text("action.numbers", "numbers", t.Numbers()), t.HelpRow())
	case flows.TellPerson:
		to := t.First()
		t.Keep(record.Notice{Level: string(flows.Note), Rule: "asked_to_tell", Codes: []string{p.Item.ID + "=" + g.Code}})
		t.Tell(to.ID, state.Noted{Code: t.State.Patient.Code, Level: string(flows.Note), Rule: "asked_to_tell", At: t.Now()})
		t.Say(state.ClassReply, t.Text("action.tell", "name", to.Name), t.HelpRow())
	case flows.BringAlong:
		t.Say(state.ClassReply, t.Text("action.bring"), t.HelpRow())
	case flows.SayIt:
		t.Say(state.ClassReply, t.Text("action.say", "saying", t.sayings([]int{p.Questionnaire.Theme})), t.HelpRow())
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
