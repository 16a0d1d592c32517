package turn

import (
	"crypto/sha256"
	"fmt"

	"footing/flows"
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

// AnswerRow leads to the clinic's replies to one note, which its button names.
func (t *Turn) AnswerRow(patient, note string) [][]state.Button {
	if len(t.Plan.Clinic.Approves(flows.ReplyToAnswer)) == 0 {
		return nil
	}
	return [][]state.Button{Row(Button(t.Text("reply.button"),
		press.Reply{Patient: patient, Step: press.ReplyAsk, Of: flows.ReplyToAnswer + "." + NoteKey(note)}))}
}

// NoteKey names a note in a button.
func NoteKey(id string) string {
	sum := sha256.Sum256([]byte("note\x00" + id))
	return fmt.Sprintf("%x", sum[:4])
}

// Answerable reports whether a note of a rule can be answered with a reply. What is about safety cannot, but after
// contact.
func Answerable(rule string) bool {
	return rule == RuleMadeWorse || rule == RuleEarlier || rule == RuleLeaving
}
