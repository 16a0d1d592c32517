package neutral

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// languageNames are the names of languages in XLSForms, by tag.
func languageNames() map[string]string {
	return map[string]string{
		"ar": "Arabic", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French",
		"hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
		"pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian",
		"ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
	}
}

// LanguageName is a language in English, as XLSForm names columns; the tag itself for one that is not known.
func LanguageName(locale string) string {
	base, _, _ := strings.Cut(locale, "-")
	if name, ok := languageNames()[base]; ok {
		return name
	}
	return locale
}

var (
	// LocaleTag is what a language is called here: en, pt-BR.
	LocaleTag  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	bracketTag = regexp.MustCompile(`\(([^()]+)\)\s*$`)
)

// LocaleOf finds the tag for a language name: "English (en)", "pt-BR", "Spanish".
func LocaleOf(name string) (string, bool) {
	name = strings.TrimSpace(name)
	if m := bracketTag.FindStringSubmatch(name); m != nil {
		name = strings.TrimSpace(m[1])
	}
	if LocaleTag.MatchString(name) {
		return name, true
	}
	for tag, language := range languageNames() {
		if strings.EqualFold(language, name) {
			return tag, true
		}
	}
	return "", false
}

// SortedKeys are the keys of a map in the order that every run has.
func SortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
