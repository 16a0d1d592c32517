package turn

import (
	"slices"
	"strings"
)

// means tells whether a text is one of the plain words listed under a key, one a line, in the reader's language.
func (t *Turn) Means(text, key string) bool { return wordOf(t.Text(key), text) }

// meansInAny is means for every language of the clinic. Help, stopping, and the word that clears the screen do not wait
// until somebody finds the right language: they may have changed it, or write in the one that comes first.
func (t *Turn) MeansInAny(text, key string) bool {
	return t.Means(text, key) || slices.ContainsFunc(t.Languages(), func(locale string) bool {
		words, _ := t.Plan.Wordings[locale].Text(key, nil)
		return wordOf(words, text)
	})
}

func wordOf(words, text string) bool {
	return slices.ContainsFunc(strings.Split(words, "\n"), func(word string) bool {
		return word != "" && strings.EqualFold(strings.TrimSpace(word), text)
	})
}
