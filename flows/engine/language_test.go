package engine_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"footing/flows"
)

// steps are the codes of the scale that most questions have. In every language each step has the same words wherever it
// stands, so that the distances between the steps are the same as well.
func steps() []string { return []string{"none", "little", "part", "most", "full"} }

// TestScalesHaveEqualSteps: in each language a step of the common scale always has the same words, and no two options
// of one question have the same.
func TestScalesHaveEqualSteps(t *testing.T) {
	plan := shipped(t)
	for locale, words := range plan.Wordings {
		said := map[string]string{}
		for id, q := range plan.Questionnaires {
			for _, item := range q.Items {
				if item.ID != id { // questions that follow have scales of their own
					continue
				}
				seen := map[string]string{}
				for _, option := range item.Options {
					text := words[id+"."+item.ID+"."+option.Code]
					if before := seen[text]; before != "" {
						t.Errorf("%s: %s.%s says %q for %s and for %s", locale, id, item.ID, text, before, option.Code)
					}
					seen[text] = option.Code
				}
				if !hasAll(item.Options, steps()) {
					continue
				}
				for _, code := range steps() {
					text := words[id+"."+item.ID+"."+code]
					if said[code] != "" && said[code] != text {
						t.Errorf("%s: %s is %q, and %q in %s", locale, code, said[code], text, id)
					}
					said[code] = text
				}
			}
		}
		if len(said) != len(steps()) {
			t.Errorf("%s: no question has the common scale", locale)
		}
	}
}

func hasAll(options []flows.Option, codes []string) bool {
	return !slices.ContainsFunc(codes, func(code string) bool {
		return !slices.ContainsFunc(options, func(o flows.Option) bool { return o.Code == code })
	})
}

// oddWords are those that a reader of the language stumbles over, that mean something else than they should ("nicht
// sicher" is unsure), or that belong to another Spanish than the rest.
func oddWords() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"de": regexp.MustCompile(`Tipper|Schirm|nicht sicher\b|\b[Uu]nsicher|(wurde|wird|ist) behalten|behalten ist`),
		"es": regexp.MustCompile(`[Qq]ué tan |celular|\b[Uu]stedes?\b|computadora|Casi siempre`),
	}
}

// TestNoOddWords: no text of the shipped library has one.
func TestNoOddWords(t *testing.T) {
	for locale, odd := range oddWords() {
		for key, text := range shipped(t).Wordings[locale] {
			if key == "phrases.list" || strings.HasPrefix(key, "words.") {
				continue // what people write
			}
			if word := odd.FindString(text); word != "" {
				t.Errorf("%s: %s has %q: %q", locale, key, word, text)
			}
		}
	}
}
