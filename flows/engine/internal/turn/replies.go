package turn

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"time"

	"footing/flows/press"
	"footing/flows/state"
)

// ReplyRow leads to the clinic's replies of a kind; none where it has approved none. Its button names what is answered:
// the opening of a summary, a note, or an alert.
func (t *Turn) ReplyRow(patient, kind, of string) [][]state.Button {
	if len(t.Plan.Clinic.Approves(kind)) == 0 {
		return nil
	}
	return [][]state.Button{Row(Button(t.Text("reply.button"),
		press.Reply{Patient: patient, Step: press.ReplyAsk, Of: kind + "." + of}))}
}

// OpeningKey names the opening of a summary in a button, by the time as of which it was.
func OpeningKey(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 36) }

// OpenedAsOf is the time that such a name stands for; false if it is none.
func OpenedAsOf(key string) (time.Time, bool) {
	ms, err := strconv.ParseInt(key, 36, 64)
	return time.UnixMilli(ms), err == nil
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
