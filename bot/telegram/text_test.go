package telegram

import (
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

func TestLength(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "Grüße": 5, "😀": 2, "👩‍👩‍👧": 8, "e\u0301": 2, "हिन्दी": 6, "\xff\xfe": 2, "🇦🇹": 4,
	} {
		if got := length(text); got != want {
			t.Errorf("%q: %d units, want %d", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if got, want := length(text), len(utf16.Encode([]rune(text))); got != want {
			t.Errorf("%q: %d units, want %d", text, got, want)
		}
	})
}

func TestLanguage(t *testing.T) {
	for locale, want := range map[string]string{"": "", "de": "de", "pt-BR": "pt", "zh_Hant": "zh", "EN": "en"} {
		if got := language(locale); got != want {
			t.Errorf("%q is %q, want %q", locale, got, want)
		}
	}
}
