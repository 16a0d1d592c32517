package flows

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// The longest text, in characters, that is searched for a zone; place names are shorter.
const longestPlace = 64

// How well a zone fits what was typed, the best first.
const (
	fitsName = iota
	fitsCity
	fitsCountry
	fitsWords
	fitsNearly
	fitsNot
)

// FindZones are at most limit zones that match what a person typed, the best first. The text can be a zone's name
// ("Europe/Berlin"), a city or its former name ("lisbon", "Calcutta"), a country ("new zealand", "DE") or a part of
// these. Accents and capitals are ignored. One typing error in a longer word is accepted if nothing fits better. Ties
// go to the zones of the largest cities.
func FindZones(text string, limit int) []string {
	typed := fold(withoutMarks(text))
	if typed == "" || len([]rune(typed)) > longestPlace {
		return nil
	}
	if named := zonesNamed(placeWord(text)); len(named) > 0 {
		return named[:min(limit, len(named))]
	}
	entries, big := zoneTable()
	type found struct {
		name      string
		fit, rank int
	}
	var all []found
	for _, entry := range entries {
		if fit := entry.fit(typed); fit < fitsNot {
			rank := slices.Index(big, entry.name)
			if rank < 0 {
				rank = len(big)
			}
			all = append(all, found{entry.name, fit, rank})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.rank, b.rank))
	})
	var names []string
	for _, f := range all {
		nearlyOnly := f.fit == fitsNearly && all[0].fit < fitsNearly
		if len(names) < limit && !nearlyOnly {
			names = append(names, f.name)
		}
	}
	return names
}

// fit tells how well the zone fits a folded text.
func (e zoneEntry) fit(typed string) int {
	name, country, words := fold(e.name), fold(e.country), strings.Fields(fold(e.words))
	city := fold(e.name[strings.LastIndex(e.name, "/")+1:])
	switch {
	case typed == name:
		return fitsName
	case typed == city:
		return fitsCity
	case typed == country || len(words) > 0 && typed == words[0]: // the first word is the country's code
		return fitsCountry
	}
	known := slices.Concat(strings.Fields(name), strings.Fields(country), words)
	fit := fitsWords
	for _, word := range strings.Fields(typed) {
		if !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, word) }) {
			fit = fitsNearly
			if !slices.ContainsFunc(known, func(k string) bool { return slip(word, k) }) {
				return fitsNot
			}
		}
	}
	return fit
}

// slip tells whether two longer words differ by one edit: a letter added, left out or replaced, or two neighbours
// exchanged.
func slip(typed, word string) bool {
	a, b := []rune(typed), []rune(word)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(typed) < 5 || len(word) < 5 || len(b)-len(a) > 1 {
		return false
	}
	n := 0 // letters at the beginning that agree
	for n < len(a) && a[n] == b[n] {
		n++
	}
	switch {
	case len(a) < len(b):
		return slices.Equal(a[n:], b[n+1:])
	case n == len(a):
		return false // the same word
	case slices.Equal(a[n+1:], b[n+1:]):
		return true
	}
	return n+1 < len(a) && a[n] == b[n+1] && a[n+1] == b[n] && slices.Equal(a[n+2:], b[n+2:])
}

// fold normalises a text to plain small letters and digits with single spaces, so that input and names compare equal.
func fold(text string) string {
	var plain strings.Builder
	for _, r := range strings.ToLower(text) {
		plain.WriteString(plainLetter(r))
	}
	return strings.Join(strings.FieldsFunc(plain.String(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// plainLetter is a small letter without the mark that it carries.
func plainLetter(r rune) string {
	if r < unicode.MaxASCII {
		return string(r)
	}
	for group := range strings.SplitSeq(markedLetters, " ") {
		plain, marked, _ := strings.Cut(group, ":")
		if strings.ContainsRune(marked, r) {
			return plain
		}
	}
	return string(r)
}

// markedLetters are plain letters, each with the marked ones that stand for it.
const markedLetters = "a:àáâãäåāăą ae:æ c:çćč d:ďđð e:èéêëēėęě g:ğ i:ìíîïīı l:ł n:ñńň " +
	"o:òóôõöøő oe:œ r:ř s:śšşș ss:ß t:ťțţ th:þ u:ùúûüůűū y:ýÿ z:źżž"
