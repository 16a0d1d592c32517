package engine

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// checkPrompts lists the themes that can be low and have no prompt in a language, and texts under a prompt's key that
// would never be shown: with a number that is too large, or that leaves one out.
func checkPrompts(p *flows.Protocol) []flows.TextFault {
	var faults []flows.TextFault
	for _, locale := range slices.Sorted(maps.Keys(p.Wordings)) {
		words := p.Wordings[locale]
		for _, theme := range canBeLow(p) {
			if _, ok := words[fmt.Sprintf(flows.PromptKey, theme, 1)]; !ok {
				faults = append(faults, flows.TextFault{Locale: locale, Key: "digest.prompt.", Message: fmt.Sprintf(
					"theme %d can be low and has no prompt; write `%s`", theme, fmt.Sprintf(flows.PromptKey, theme, 1))})
			}
		}
		for _, key := range slices.Sorted(maps.Keys(words)) {
			if before, shown := promptBefore(key); !shown || before != "" && words[before] == "" {
				faults = append(faults, flows.TextFault{Locale: locale, Key: key, Message: fmt.Sprintf(
					"`%s` is never shown; a theme's prompts are numbered from 1 without a gap, up to %d: `%s`", key,
					flows.MostPrompts, fmt.Sprintf(flows.PromptKey, 1, 1))})
			}
		}
	}
	return faults
}

// canBeLow are the themes of which a question has a score that others may see.
func canBeLow(p *flows.Protocol) []int {
	var themes []int
	for _, q := range p.Questionnaires {
		rated := slices.ContainsFunc(q.Items, func(i flows.Item) bool { return i.Rated() && !i.Hidden })
		if rated && q.Theme > 0 && !slices.Contains(themes, q.Theme) {
			themes = append(themes, q.Theme)
		}
	}
	slices.Sort(themes)
	return themes
}

// promptBefore tells whether a text under a prompt's key can be shown, and which text there must be before it; empty:
// none, as for every other text.
func promptBefore(key string) (before string, shown bool) {
	rest, ok := strings.CutPrefix(key, "digest.prompt.")
	parts := strings.Split(rest, ".")
	theme, err := strconv.Atoi(parts[0])
	if !ok || err != nil {
		return "", true
	}
	if len(parts) < 2 {
		return "", false
	}
	number, err := strconv.Atoi(parts[1])
	switch {
	case err != nil, number < 1, number > flows.MostPrompts:
		return "", false
	case len(parts) > 2:
		return fmt.Sprintf(flows.PromptKey, theme, number), true
	case number == 1:
		return "", true
	default:
		return fmt.Sprintf(flows.PromptKey, theme, number-1), true
	}
}
