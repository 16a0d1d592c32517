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
		"Shall I stop?": {
			"stop!", "STOP.", "/stop\nplease", "/stop.", "Stop. Thank you", "Please stop!", "STOPP, danke.", "Basta, gracias",
			"توقّف، شكرًا",
		},
		"I don't know that": {"/helping", "/", "/ help"},
		"Nobody watches":    {"stop by", "don't stop", "helpless", "it can't be helped", "!!!", "\u200b"},
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

// TestCutTexts: the app cuts a long text into several. What is too long to be an answer is so as a whole: its rest is
// neither the answer nor answered once more, but help and words of danger in it are heard.
func TestCutTexts(t *testing.T) {
	s := play(t, "patient: /goal")
	texts := func(line string) string {
		before := len(s.role("patient").Phone)
		s.line(line)
		var all []string
		for _, say := range s.role("patient").Phone[before:] {
			all = append(all, say.Text)
		}
		return strings.Join(all, "\n")
	}
	if got := texts("patient: {4096 letters}"); !strings.Contains(got, "longer than two lines") {
		t.Errorf("a goal that is too long is answered with %q", got)
	}
	if got := texts("patient: and that is why."); got != "" || s.role("patient").State.Patient.Goal.Text != "" {
		t.Errorf("its rest is answered with %q, and the goal is %v", got, s.role("patient").State.Patient.Goal)
	}
	texts("patient: {4096 letters}")
	if got := texts("patient: I want to die"); !strings.Contains(got, "please don't wait for me") {
		t.Errorf("words of danger in the rest are answered with %q", got)
	}
	texts("patient: {4096 letters}")
	if got := texts("patient: help"); !strings.Contains(got, "What would help now?") {
		t.Errorf("a call for help behind a long text is answered with %q", got)
	}
	s = play(t, "patient: /goal", "patient: {4096 letters}", "at 2026-03-02 10:01", "patient: Play the piano")
	if s.role("patient").State.Patient.Goal.Text != "Play the piano" {
		t.Error("a shorter goal, a minute later, is not kept")
	}
}
