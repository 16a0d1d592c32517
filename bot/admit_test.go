package bot

import (
	"testing"

	"footing/bot/internal/gate"
	"footing/flows/state"
)

// TestAPressOnAnAlertIsNeverRefused: whoever taps through a whole panel within a minute, and then on an alarm, has seen
// it. So has a patient called for help who has tapped as much.
func TestAPressOnAnAlertIsNeverRefused(t *testing.T) {
	r := newWorld(t, silent).start().receiver
	for data, want := range map[string]gate.Kind{
		"k:0123456789abcdef.1:seen": gate.Grave, "k:0123456789abcdef.1:contact": gate.Grave, "h:told": gate.Grave,
		"k:0123456789abcdef:open": gate.Usual, "p:s01-A": gate.Usual,
	} {
		e := state.Tapped{Sender: state.Sender{Chat: ann}, Data: data, Message: 5}
		if got := r.weigh(e).Kind; got != want {
			t.Errorf("%s weighs %d, want %d", data, got, want)
		}
	}
}
