package flows_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"footing/flows/load/loadtest"
)

// TestPhrases: what reads alike is alike, a "not" changes nothing, and parts of words are no words.
func TestPhrases(t *testing.T) {
	p := loadtest.Shipped(t)
	for text, want := range map[string]bool{
		"I want to die": true, "i don't want to DIE": true, "Want to\ndie?": true, "want, to, die": true,
		"wa\u00adnt t\u200bo d\u2060ie":     true, // soft hyphen, no-width space, word joiner
		"ｗａｎｔ ｔｏ ｄｉｅ":                       true,
		"𝐰𝐚𝐧𝐭 𝐭𝐨 𝐝𝐢𝐞":                       true,
		"I don’t want to live":              true,
		"I don't want to live":              true,
		"I want to diet":                    false,
		"I want a die to be thrown":         false,
		"to die want":                       false,
		"":                                  false,
		"the suicidal squad":                true,
		"quiero morir":                      true,
		"NO QUIERO VIVIR":                   true,
		"Ich will STERBEN":                  true,
		"ich möchte sterben":                true,
		"ich mo\u0308chte sterben":          true, // o and a mark of its own
		"أريد أن أموت":                      true,
		"أُرِيدُ أَنْ أَمُوت":               true, // with vowel signs
		"أريـــد أن أموت":                   true, // lengthened
		"schönes Wetter, ich will schlafen": false,
	} {
		if got := p.Mentions(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if p.MentionsIn("de", "I want to die") || !p.MentionsIn("en", "I want to die") {
		t.Error("languages are not kept apart")
	}
	for locale := range p.Wordings {
		for _, phrase := range p.Phrases(locale) {
			if !p.MentionsIn(locale, "x "+strings.ToUpper(phrase)+" x") {
				t.Errorf("%s: %q does not find itself", locale, phrase)
			}
		}
	}
}

// FuzzPhrases: nothing that is written makes the matcher fail; what it finds it also finds with other words around it,
// with characters between that nobody sees, and in a text that was normalised before.
func FuzzPhrases(f *testing.F) {
	p := loadtest.Shipped(f)
	for _, text := range []string{
		"I want to die", "not", "ﬁ \u200d\u00ad", "مرحبا", "\xff\xfe",
		strings.Repeat("suicid", 20), "İ ß ΣΑΣ", "\u0301\u0301",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hit := p.Mentions(text)
		if !utf8.ValidString(text) {
			return
		}
		if hit && !p.Mentions("not, "+text+" . never") {
			t.Errorf("%q is hit alone and not among other words", text)
		}
		if got := p.Mentions(norm.NFKC.String(text)); hit && !got {
			t.Errorf("%q is hit, and not when it was normalised", text)
		}
		var between strings.Builder
		for _, r := range text {
			between.WriteRune(r)
			if unicode.IsLetter(r) {
				between.WriteRune('\u00ad')
			}
		}
		if hit && !p.Mentions(between.String()) {
			t.Errorf("%q is hit, and not with soft hyphens", text)
		}
	})
}
