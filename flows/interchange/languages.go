package interchange

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

func languageName(locale string) string {
	base, _, _ := strings.Cut(locale, "-")
	if name, ok := languageNames()[base]; ok {
		return name
	}
	return locale
}

var (
	localeTag  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	bracketTag = regexp.MustCompile(`\(([^()]+)\)\s*$`)
)

// localeOf finds the tag for a language name: "English (en)", "pt-BR", "Spanish".
func localeOf(name string) (string, bool) {
	name = strings.TrimSpace(name)
	if m := bracketTag.FindStringSubmatch(name); m != nil {
		name = strings.TrimSpace(m[1])
	}
	if localeTag.MatchString(name) {
		return name, true
	}
	for tag, language := range languageNames() {
		if strings.EqualFold(language, name) {
			return tag, true
		}
	}
	return "", false
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
