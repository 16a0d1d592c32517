package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestHelpAndStopInAnyForm: whatever capitals, marks and invisible characters stand around the word, and whatever
// follows a command. A caption is heard like a text.
func TestHelpAndStopInAnyForm(t *testing.T) {
	plan := shipped(t)
	told := func(said state.Said) string {
		said.Header = state.Header{ID: "u7.m9", At: time.Date(2026, 3, 2, 14, 10, 0, 0, time.UTC)}
		said.Sender = state.Sender{Chat: 2, Language: "en"}
		_, effects := engine.Step(plan, state.State{ID: "s02-A-17", Chat: 2, Locale: "en", Patient: &state.Patient{}}, said)
		var text strings.Builder
		for _, e := range effects {
			if say, ok := e.(state.Say); ok {
				text.WriteString(say.Text + "\n")
			}
		}
		return text.String()
	}
	for want, texts := range map[string][]string{
		"What would help now?": {
			"help!", "Help.", "HELP!!!", "help me", "please help", "help 🙏", "\u200fhelp", "help\u200b", "ｈｅｌｐ",
			"/help!", "/help.", "/HELP", "/help\nI am not ok", "/help@footing_bot", "Hilfe!", "¡Ayúdame!", "مساعدة؟",
		},
		"Shall I stop?":     {"stop!", "STOP.", "/stop\nplease", "/stop."},
		"I don't know that": {"/helping", "/", "/ help"},
		"Nobody watches":    {"helpless", "it can't be helped", "!!!", "\u200b"},
	} {
		for _, text := range texts {
			if got := told(state.Said{Text: record.FreeText(text)}); !strings.Contains(got, want) {
				t.Errorf("%q is answered with %q, not %q", text, got, want)
			}
		}
	}
	if got := told(state.Said{Media: state.Photo, Text: "help!"}); !strings.Contains(got, "What would help now?") {
		t.Errorf("a caption is answered with %q", got)
	}
	if got := told(state.Said{Media: state.Photo, Text: "I want to die"}); !strings.Contains(got, "please don't wait for me") {
		t.Errorf("words of danger in a caption are answered with %q", got)
	}
}
