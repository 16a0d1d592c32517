package engine_test

import (
	"regexp"
	"strings"
	"testing"

	"footing/flows/state"
)

// longestScreen is how many words one screen may have, so that it is read.
const longestScreen = 60

// TestScreensAreShort: what is read before somebody agrees, again in /consent, and in /privacy, comes in screens of at
// most 60 words, in every language. What a clinic fills in counts as it does here: two words.
func TestScreensAreShort(t *testing.T) {
	for _, locale := range []string{"en", "de", "es", "ar"} {
		t.Run(locale, func(t *testing.T) {
			s := newStage(t)
			seen := map[string]bool{}
			measured := false
			s.Watch = func(who string, _ state.Event, effects []state.Effect) {
				for _, text := range shownTexts(effects) {
					if n := len(strings.Fields(text)); measured && who == "patient" && n > longestScreen {
						t.Errorf("%d words: %q", n, text)
					}
					seen[text] = true
				}
			}
			s.line("patient speaks " + locale)
			s.setUp()
			measured = true
			for _, line := range consentLines() {
				s.line(line)
			}
			words := s.Plan.Wordings[locale]
			for _, key := range []string{"consent.about", "consent.care", "consent.safety", "why.discreet", "privacy.long"} {
				begins, _, _ := strings.Cut(words[key], "{")
				if !anyBegins(seen, begins) {
					t.Errorf("%s was not shown", key)
				}
			}
		})
	}
}

// consentLines read every screen of consent and privacy, and [Why?] of each step of the set-up.
func consentLines() []string {
	lines := []string{"patient: /consent"}
	for _, purpose := range []string{"care", "safety", "research"} {
		lines = append(lines, "patient taps data=c:consent:"+purpose, "patient taps data=c:consent:"+purpose+":ask")
	}
	lines = append(lines, "patient: /privacy")
	for _, topic := range []string{"what", "who", "where", "long", "rights", "questions"} {
		lines = append(lines, "patient taps data=c:privacy:"+topic)
	}
	lines = append(lines, "patient taps data=c:discreet:ask", "patient taps data=c:discreet:why")
	lines = append(lines, "clinician: /invite B-2", "patient: /stop", "patient taps data=q:yes", "patient: /start {link}",
		"patient taps data=o:yes", "clinician taps {digits}", "patient taps data=e:adult:yes",
		"patient taps data=e:discreet:why",
		"patient taps data=e:discreet:no", "patient taps data=e:care:on", "patient taps data=e:care:why",
		"patient taps data=e:care:yes", "patient taps data=e:safety:why", "patient taps data=e:safety:yes",
		"patient taps data=e:first:why", "patient taps data=e:first:clinician", "patient taps data=e:excluded:done",
		"patient taps data=e:therapist:other",
		"patient taps data=e:research:why", "patient taps data=e:research:yes", "patient taps data=e:private_research:why")
	return lines
}

// shownTexts are the texts of messages and edits.
func shownTexts(effects []state.Effect) []string {
	var texts []string
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Say:
			texts = append(texts, e.Text)
		case state.Edit:
			texts = append(texts, e.Text)
		}
	}
	return texts
}

func anyBegins(texts map[string]bool, with string) bool {
	for text := range texts {
		if strings.HasPrefix(text, with) {
			return true
		}
	}
	return false
}

// TestTextsOfOneScreenAreShort: so are the texts that are read in a hard moment, or before what cannot be undone.
func TestTextsOfOneScreenAreShort(t *testing.T) {
	filled := regexp.MustCompile(`\{[a-z_]+\}`)
	for locale, words := range shipped(t).Wordings {
		for _, key := range []string{"help.how_text", "plan.none", "erase.what", "gap.stirred_done"} {
			text := filled.ReplaceAllString(words[key], "two words")
			if n := len(strings.Fields(text)); n == 0 || n > longestScreen {
				t.Errorf("%s: %s has %d words", locale, key, n)
			}
		}
	}
}
