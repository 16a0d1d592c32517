package bot

import (
	"testing"

	"footing/bot/internal/gate"
	"footing/flows/state"
)

// TestAPressAboutAnAlertIsNeverRefused: whoever taps through a whole panel within a minute, and then on an alarm, has
// seen it. So has a patient called for help who has tapped as much, and what they say about it is kept.
func TestAPressAboutAnAlertIsNeverRefused(t *testing.T) {
	r := newWorld(t, silent).start().receiver
	for data, want := range map[string]struct {
		kind gate.Kind
		asks bool
	}{
		"k:0123456789abcdef.1:seen": {gate.Grave, false}, "k:0123456789abcdef.1:contact": {gate.Grave, false},
		"k:0123456789abcdef:open": {gate.Grave, false}, "k:0123456789abcdef:note": {gate.Grave, true},
		"k:0123456789abcdef:reach": {gate.Grave, false}, "h:told": {gate.Grave, false}, "n:7F3K": {gate.Grave, true},
		"s:7F3K": {gate.Grave, false}, "c:reach:ring:0123456789abcdef": {gate.Grave, true},
		"c:reach:here:0123456789abcdef": {gate.Grave, false}, "c:goal:goal": {gate.Usual, false},
		"p:s01-A": {gate.Usual, false},
	} {
		e := state.Tapped{Sender: state.Sender{Chat: ann}, Data: data, Message: 5}
		if got := gate.Weigh(r.bare, e); got.Kind != want.kind || got.Asks != want.asks || !got.Press {
			t.Errorf("%s weighs %+v, want %+v", data, got, want)
		}
	}
}
