package engine_test

import (
	"maps"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load"
	"footing/flows/record"
	"footing/flows/state"
)

// TestPromptButtons: a press counts for the prompt that its button names, if that was shown last. A button, and a
// state, of a release in which each theme had one prompt means the first.
func TestPromptButtons(t *testing.T) {
	p := shipped(t)
	for _, c := range []struct {
		shown int // the number in the state
		data  string
		want  int // the number in the fact; 0: none is filed
	}{
		{0, "2:tried", 1},
		{1, "2:tried", 1},
		{0, "2.1:tried", 1},
		{3, "2.3:tried", 3},
		{6, "2.6:not_useful", 6},
		{2, "2.2:talked", 2},
		{3, "2:tried", 0},
		{3, "2.1:tried", 0},
		{1, "2.3:tried", 0},
		{1, "3.1:tried", 0},
		{1, "2.1:loved", 0},
		{1, "2.0:tried", 0},
		{1, "2.-1:tried", 0},
	} {
		s := deskOf(1)
		s.Desk.Panel[0].PromptNumber = c.shown
		_, effects := engine.Step(p, s, state.Tapped{
			Header: state.Header{ID: "u1.c1", At: noon()}, Sender: state.Sender{Chat: 1, Language: "en"}, Callback: "c1",
			Data: "u:s02-P000:" + c.data,
		})
		got := 0
		for _, e := range effects {
			if kept, ok := e.(state.Keep); ok {
				if outcome, ok := kept.Fact.Body.(record.PromptOutcome); ok {
					got = outcome.Number
				}
			}
		}
		if got != c.want {
			t.Errorf("shown %d, pressed %s: filed for %d, want %d", c.shown, c.data, got, c.want)
		}
	}
}

// TestPromptTexts: a theme that can be low has a prompt, and there is no text that would never be shown.
func TestPromptTexts(t *testing.T) {
	for name, c := range map[string]struct {
		change func(flows.Wording)
		want   string
	}{
		"none":                  {func(w flows.Wording) { delete(w, "digest.prompt.5.1") }, "theme 5 can be low and has no prompt"},
		"a gap":                 {func(w flows.Wording) { delete(w, "digest.prompt.7.2") }, "`digest.prompt.7.3` is never shown"},
		"a seventh":             {func(w flows.Wording) { w["digest.prompt.2.7"] = "Seven." }, "`digest.prompt.2.7` is never shown"},
		"of an earlier release": {func(w flows.Wording) { w["digest.prompt.9"] = "Nine." }, "`digest.prompt.9` is never shown"},
	} {
		broken := *shipped(t)
		words := maps.Clone(broken.Wordings["en"])
		c.change(words)
		broken.Wordings = map[string]flows.Wording{"en": words}
		text := load.TextProblems(flows.Library(), engine.Check(&broken)).Error()
		if !strings.Contains(text, c.want) {
			t.Errorf("%s: want %q in:\n%s", name, c.want, text)
		}
	}
}
