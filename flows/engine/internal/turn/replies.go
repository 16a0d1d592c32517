package turn

import (
	"footing/flows/engine/internal/press"
	"footing/flows/state"
)

// ReplyRow leads to the clinic's replies of a kind; none where it has approved none.
func (t *Turn) ReplyRow(patient, kind string) [][]state.Button {
	if len(t.Plan.Clinic.Approves(kind)) == 0 {
		return nil
	}
	return [][]state.Button{Row(Button(t.Text("reply.button"),
		press.Reply{Patient: patient, Step: press.ReplyAsk, Of: kind}))}
}

// Answerable reports whether a note of a rule can be answered with a reply. What is about safety cannot, but after
// contact.
func Answerable(rule string) bool {
	return rule == RuleMadeWorse || rule == RuleEarlier || rule == RuleLeaving
}
