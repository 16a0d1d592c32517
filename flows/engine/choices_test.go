package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"footing/flows/record"
)

// staged sets everybody up and gives the stage with the clock at the transcript's time.
func staged(t *testing.T, lines ...string) *stage {
	t.Helper()
	s := newStage(t)
	s.setUp()
	s.play(lines...)
	return s
}

func (s *stage) play(lines ...string) {
	for _, line := range lines {
		s.line(line)
	}
}

// reword gives the stage a plan in which texts read differently, in one language.
func (s *stage) reword(locale string, texts map[string]string) {
	plan := *s.Plan
	plan.Wordings = maps.Clone(plan.Wordings)
	plan.Wordings[locale] = maps.Clone(plan.Wordings["en"])
	maps.Copy(plan.Wordings[locale], texts)
	clinic := *plan.Clinic
	clinic.Languages = slices.Sorted(maps.Keys(plan.Wordings))
	plan.Clinic = &clinic
	s.Plan, s.Rehearsal.Plan = &plan, &plan
}

// since is what was written down from a place on.
func (s *stage) since(from int) string { return s.Out.String()[from:] }

// TestAChangedConsentAsksAgain: when the text of a consent has changed the person is asked once, with the next
// check-in, and the consent holds until they answer.
func TestAChangedConsentAsksAgain(t *testing.T) {
	s := staged(t)
	s.reword("en", map[string]string{"consent.about": "Check-ins, in new words."})
	s.play("at 2026-03-02 14:00")
	out := s.since(0)
	if !strings.Contains(out, "mon@2026-03-02") || !strings.Contains(out, "in new words") {
		t.Fatalf("want the check-in and the new text, got\n%s", out)
	}
	mark := s.Out.Len()
	s.play("at 2026-03-04 14:00")
	if out := s.since(mark); strings.Contains(out, "in new words") || !strings.Contains(out, "wed@2026-03-04") {
		t.Errorf("want the check-in alone, got\n%s", out)
	}
	mark = s.Out.Len()
	s.play("patient: /consent")
	if out := s.since(mark); !strings.Contains(out, "The text has changed since") {
		t.Errorf("want /consent to say that the text has changed, got\n%s", out)
	}
	mark = s.Out.Len()
	s.play("patient taps Check-ins and summary", "patient taps Go on", "patient taps Yes", "patient: /consent")
	if out := s.since(mark); strings.Contains(out, "changed since") || strings.Contains(out, "CareChanged") {
		t.Errorf("agreed to again, the text is the one that holds, and nobody is told anything: got\n%s", out)
	}
}

// TestLanguage: the next word is in the new language, the help button and the menu too; earlier answers keep theirs.
func TestLanguage(t *testing.T) {
	s := staged(t)
	clinic := *s.Plan.Clinic
	clinic.Languages, s.Plan.Clinic = []string{"en"}, &clinic
	s.play("patient: /language")
	if out := s.since(0); !strings.Contains(out, "has this language only") {
		t.Fatalf("want to hear that there is one language, got\n%s", out)
	}
	s.reword("xx", map[string]string{
		"language.name": "Xish", "language.done": "Now Xish.", "keyboard.help": "Xelp",
		"effort.effort.text": "How much, in Xish?",
	})
	mark := s.Out.Len()
	s.play("at 2026-03-04 14:00", "patient: /language", "patient taps Xish", "patient taps Two or three", "patient: Xelp")
	out := s.since(mark)
	for _, want := range []string{
		"Now Xish. {keyboard: Xelp}", "menu patient: patients, xx", "locale xx)", "What would help now?",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	s.play("patient taps data=c:language:yy", "patient taps data=c:language:")
	if got := s.Rehearsal.Role(s.Rehearsal.Who(s.Chat("patient"))).State.Locale; got != "xx" {
		t.Errorf("a language that nobody offered was taken: %q", got)
	}
}

// TestConsentFactsNameTheirText: a consent can be traced to the very text that was shown.
func TestConsentFactsNameTheirText(t *testing.T) {
	s := staged(t)
	texts := map[string]bool{}
	for _, f := range s.Rehearsal.Role(s.Rehearsal.Who(s.Chat("patient"))).Facts {
		if c, ok := f.Body.(record.Consent); ok {
			texts[c.Text] = true
		}
	}
	if len(texts) != 3 || texts[""] {
		t.Errorf("want three texts named, got %v", texts)
	}
}
