package load

import (
	"regexp"
	"strings"
	"testing"
)

// TestSafetyIsAskedToTheWord: what the rules of the content give word by word stands so in English; the other languages
// say as much.
func TestSafetyIsAskedToTheWord(t *testing.T) {
	p := loadLibrary(t)
	for key, want := range map[string]string{
		"safety.s1.intro":        "Two safety questions. {name} sees the answers {when}. Nobody watches this chat. You can skip.",
		"safety.s1.no":           "No",
		"safety.s1.usual":        "About my usual",
		"safety.s1.more":         "More than usual, or new",
		"safety.s2.text":         "Might you act on thoughts of ending your life today or tonight?",
		"safety.s2.unsure":       "Not sure",
		"safety.s1b_risk.text":   "Could acting on these urges put your life at risk?",
		"safety.s1b_risk.unsure": "Not sure",
		"safe.unsafe.text":       "Is someone or somewhere making you unsafe?",
		"safe.danger.text":       "Are you in danger right now?",
		"safe.next.numbers":      "Local help",
		"safe.next.tell":         "Tell {name}",
		"safe.next.bring":        "Bring it to the session",
		"safe.next.nothing":      "Nothing now",
		"button.safe_for_now":    "I'm safe for now",
		"careful.button":         "My phone may be seen",
		"alarm.tried":            "Tried, no answer · again at …",
	} {
		if got := p.Wordings["en"][key]; got != want {
			t.Errorf("%s reads %q, want %q", key, got, want)
		}
	}
	for locale, tonight := range map[string]string{"de": "heute Nacht", "es": "esta noche", "ar": "الليلة"} {
		if got := p.Wordings[locale]["safety.s2.text"]; !strings.Contains(got, tonight) {
			t.Errorf("%s does not ask for tonight: %q", locale, got)
		}
	}
}

// TestSafeIsNotSure: in German the everyday word for safe also means sure, so that "nicht sicher" is read as "I don't
// know" where somebody says that they are not safe, and the other way round. The lists of words are what people type:
// they are read, never said.
func TestSafeIsNotSure(t *testing.T) {
	doubtful := regexp.MustCompile(`(?i)\b(nicht|vorerst|bin|bist|ist) sicher\b`)
	for key, text := range loadLibrary(t).Wordings["de"] {
		if !strings.HasPrefix(key, "words.") && doubtful.MatchString(text) {
			t.Errorf("%s can be read in two ways: %q", key, text)
		}
		if strings.HasSuffix(key, ".unsure") && text != "Weiß nicht" {
			t.Errorf("%s reads %q", key, text)
		}
	}
}

// TestQuotedButtonsExist: a text that quotes a button says what stands on it.
func TestQuotedButtonsExist(t *testing.T) {
	for locale, wording := range loadLibrary(t).Wordings {
		for key, button := range map[string]string{
			"careful.ended": "careful.button", "alarm.eased": "button.safe_for_now", "alarm.eased_times": "button.safe_for_now",
		} {
			if !strings.Contains(wording[key], wording[button]) {
				t.Errorf("%s: %s does not say %q: %q", locale, key, wording[button], wording[key])
			}
		}
	}
}

// TestTheSameIsSaid: a word that carries the meaning stands in every language.
func TestTheSameIsSaid(t *testing.T) {
	p := loadLibrary(t)
	for key, words := range map[string]map[string]string{
		"alarm.tried":    {"en": "Tried", "de": "Versucht", "es": "Intentado", "ar": "محاولة"},
		"careful.button": {"en": "may", "de": "vielleicht", "es": "Puede que", "ar": "قد"},
	} {
		for locale, word := range words {
			if got := p.Wordings[locale][key]; !strings.Contains(got, word) {
				t.Errorf("%s: %s reads %q, without %q", locale, key, got, word)
			}
		}
	}
}
