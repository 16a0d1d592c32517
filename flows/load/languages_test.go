package load

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"footing/flows"
)

// sameEverywhere are texts that two languages may share: what is filled in, marks, and words both have.
var sameEverywhere = regexp.MustCompile(`^(text\.direction|button\.(ok|no)|opener\.no|digest\.(date|day|moment|month\.[0-9]+|map\.(row|cell|moved))|month\.([0-9]+|seconds|minutes|hours)|alarm\.remark|good\.line|.*\.no|hurt\.hurt\.nothing_hurt)$`)

// layout are texts of nothing but what is filled in.
var layout = regexp.MustCompile(`^(digest\.(date|day|moment|map\.(row|cell|moved))|alarm\.remark|good\.line)$`)

// Every language that ships says everything in its own words.
func TestLibraryIsTranslated(t *testing.T) {
	p := loadLibrary(t)
	if got := strings.Join(slices.Sorted(maps.Keys(p.Wordings)), " "); got != "ar de en es" {
		t.Fatalf("the languages are %s", got)
	}
	for locale, wording := range p.Wordings {
		for key, text := range wording {
			if locale != "en" && text == p.Wordings["en"][key] && !sameEverywhere.MatchString(key) {
				t.Errorf("%s: %s is still English: %q", locale, key, text)
			}
		}
	}
}

// In Arabic every Latin word stands between marks that set it apart, and every text has Arabic letters.
func TestArabicIsSetApart(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z0-9_]+\}`)
	isolated := regexp.MustCompile("\u2066[^\u2066\u2069]*\u2069")
	for key, text := range loadLibrary(t).Wordings["ar"] {
		plain := placeholder.ReplaceAllString(isolated.ReplaceAllString(text, ""), "")
		if strings.HasPrefix(key, "words.") || key == flows.DirectionKey {
			continue
		}
		if strings.ContainsFunc(plain, func(r rune) bool {
			return unicode.Is(unicode.Latin, r) ||
				unicode.Is(unicode.Bidi_Control, r)
		}) {
			t.Errorf("%s has Latin letters or marks that stand alone: %q", key, text)
		}
		if strings.ContainsFunc(plain, unicode.IsLetter) == layout.MatchString(key) {
			t.Errorf("%s: %q", key, text)
		}
	}
}

// The words that everybody may need are understood whatever the language of the conversation is.
func TestPlainWordsForHelpAndStop(t *testing.T) {
	for locale, wording := range loadLibrary(t).Wordings {
		for key, word := range map[string]string{"words.help": "help", "words.stop": "stop"} {
			if !slices.Contains(strings.Split(wording[key], "\n"), word) {
				t.Errorf("%s: %s lacks %q", locale, key, word)
			}
		}
		if help := wording["keyboard.help"]; !slices.ContainsFunc(strings.Split(wording["words.help"], "\n"),
			func(w string) bool { return strings.EqualFold(w, help) }) {
			t.Errorf("%s: the help button's word %q is not understood when typed", locale, help)
		}
	}
}
