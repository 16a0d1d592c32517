package engine

import (
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"footing/flows"
)

// claimsTable lists the texts that say who sees, reads, knows or was told something, or what is kept, sent or removed,
// with what each claims.
//
//go:embed claims.txt
var claimsTable string

// claimWords lists, by language, the words by which such a text is known.
//
//go:embed claims_words.txt
var claimWords string

// claimsOf reads the table: the claims of each text, by key.
func claimsOf() map[string][]string {
	table := map[string][]string{}
	for line := range strings.Lines(claimsTable) {
		if f := strings.Fields(line); len(f) > 0 && f[0] != "#" {
			table[f[0]] = append(table[f[0]], f[1:]...)
		}
	}
	return table
}

// checkClaims lists the texts of a protocol that have one of the words and no entry in the table: nothing holds what
// they claim. Words that people type, lists of phrases and short labels claim nothing.
func checkClaims(p *flows.Protocol) []flows.TextFault {
	table := claimsOf()
	var faults []flows.TextFault
	for line := range strings.Lines(claimWords) {
		locale, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		pattern := regexp.MustCompile(`(?i)(^|[^\pL\pM])` + words + `($|[^\pL\pM])`)
		for _, key := range slices.Sorted(maps.Keys(p.Wordings[locale])) {
			_, listed := table[key]
			if listed || claimless(p, key) || !pattern.MatchString(p.Wordings[locale][key]) {
				continue
			}
			faults = append(faults, flows.TextFault{Locale: locale, Key: key, Message: fmt.Sprintf(
				"`%s` says who sees, reads, knows or was told something, or what is kept, sent or removed, and the table of "+
					"claims (flows/engine/claims.txt) has no entry for it; say it otherwise, or add what holds it", key)})
		}
	}
	return faults
}

// claimless tells whether a text belongs to a questionnaire, which its author answers for, or is a list or a label.
func claimless(p *flows.Protocol, key string) bool {
	first, _, _ := strings.Cut(key, ".")
	if _, own := p.Questionnaires[first]; own {
		return true
	}
	return slices.ContainsFunc([]string{"words.", "phrases.list", "digest.label.", "digest.prompt.", "topic.", "saying."},
		func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}
