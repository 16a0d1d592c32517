package sheet

import (
	_ "embed"
	"strings"
)

//go:embed dictionary.txt
var dictionary string

// About says what a column of a sheet is, or without a column what the sheet is.
func (s *Set) About(sheet, column string) string {
	if column == "" {
		return s.dictionary[sheet]
	}
	if own, ok := s.dictionary[sheet+"."+column]; ok {
		return own
	}
	return s.dictionary["*."+column]
}

func readDictionary(text string) map[string]string {
	about := map[string]string{}
	for line := range strings.Lines(text) {
		if what, is, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); ok {
			about[what] = is
		}
	}
	return about
}
