package engine_test

import (
	"strings"
	"testing"

	"footing/flows/engine"
	"footing/flows/state"
)

// TestBareSaysCareful: whoever is called about a patient under careful contact reads that a call can endanger them,
// with whichever text; not in words that an earlier release has not kept.
func TestBareSaysCareful(t *testing.T) {
	essentials := shipped(t).Essentials()
	patient, callee := state.Route{Chat: 5, Locale: "en", Code: "A-17"}, state.Route{Chat: 1, Locale: "en", Staff: true}
	const line = "Careful contact: a call or a message can endanger them."
	for _, kept := range []bool{true, false} {
		if !kept {
			delete(essentials.Words["en"], "bare.alarm_careful")
		}
		for _, patient.Careful = range []bool{true, false} {
			b := engine.NewBare(essentials)
			for name, say := range map[string]state.Say{
				"alarm":  b.Alarm(patient, callee, engine.Emergency{Alert: "u7.c9", First: bareNow, N: 1}, bareNow),
				"unread": b.Unread(patient, callee, "", bareNow),
			} {
				if strings.Contains(say.Text, line) != (kept && patient.Careful) || strings.Contains(say.Text, "bare.") {
					t.Errorf("%s, with the words %t, careful %t: %q", name, kept, patient.Careful, say.Text)
				}
			}
		}
	}
}
