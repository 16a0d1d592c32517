package load

import (
	"slices"

	"footing/flows"
)

// checkPhrases reports phrases without a word, which could never match.
func (d *reading) checkPhrases() {
	for locale, texts := range d.texts {
		t, ok := texts[flows.PhrasesKey]
		if !ok {
			continue
		}
		for _, phrase := range d.protocol.Phrases(locale) {
			if len(flows.Words(phrase)) == 0 {
				t.src.complain(t.at, "the phrase `%s` has no word", phrase)
			}
		}
	}
}

// readClinicPhrases reads a clinic's own phrases, by language.
func readClinicPhrases(m *mapping) map[string]flows.ClinicPhrases {
	if m == nil {
		return nil
	}
	all := map[string]flows.ClinicPhrases{}
	for _, locale := range slices.Clone(m.order) {
		v := m.maybe(locale)
		if _, err := parseLocale(locale); err != nil {
			v.complain("%v", err)
			continue
		}
		one := v.mapping()
		if one == nil {
			continue
		}
		own := flows.ClinicPhrases{Source: scalar(one.need("source"), parseText)}
		if flag := one.maybe("instead"); flag.node != nil {
			own.Instead = scalar(flag, parseFlag)
		}
		for _, entry := range one.need("list").items() {
			phrase := scalar(entry, parseText)
			if phrase != "" && len(flows.Words(phrase)) == 0 {
				entry.complain("the phrase `%s` has no word", phrase)
				continue
			}
			own.List = append(own.List, phrase)
		}
		one.done()
		all[locale] = own
	}
	m.done()
	return all
}
