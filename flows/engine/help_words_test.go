package engine_test

import (
	"testing"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// TestHelpInOtherWords: a short call for help is one however it is put, with and without a store, and what only has a
// word of it is none.
func TestHelpInOtherWords(t *testing.T) {
	plan := shipped(t)
	bare := engine.NewBare(plan.Essentials())
	for text, help := range map[string]bool{
		"help!": true, "HELP ME PLEASE!!": true, "I need help now": true, "can you help me": true, "pls help": true,
		"could someone please help me right now?": true, "I am not safe": true, "I'm really not safe": true, "🆘 sos": true,
		"bitte helfen": true, "Kann mir jemand helfen?": true, "ich brauche jetzt Hilfe": true, "hilf mir": true,
		"ayúdenme por favor": true, "Necesito ayuda ya": true, "¿me puedes ayudar?": true,
		"ساعدوني من فضلكم": true, "أحتاج إلى مساعدة الآن": true,
		"It helps": false, "no help": false, "he helped me": false, "please": false, "now": false, "I need you": false,
		"my sister is not safe to drive with": false, "": false, "danke für die Hilfe": false,
	} {
		tr := &turn.Turn{Plan: plan, State: state.State{Locale: "en"}}
		if got := tr.AsksForHelp(text); got != help {
			t.Errorf("%q asks for help: %t", text, got)
		}
		said := state.Said{Header: state.Header{ID: "u1.c1"}, Text: record.FreeText(text)}
		if plea := bare.Plea(state.Route{}, said); (plea == engine.PleaHelp) != help && !plan.Mentions(text) {
			t.Errorf("%q, without a store: %v", text, plea)
		}
	}
}
