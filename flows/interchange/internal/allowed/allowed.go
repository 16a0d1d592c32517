// Package allowed holds what may stand on a question of another program although Footing does nothing with it. The list
// is names.txt, data with a reason for each name; whatever is not on it could change whether, when, to whom or how a
// question is asked, so a question with it is not taken.
//
//	if use := allowed.Find(allowed.XLSForm, "appearance"); use == allowed.Unknown { ... }
package allowed

import (
	_ "embed"
	"strings"
)

//go:embed names.txt
var names string

// Format is whose names they are.
type Format string

// The formats.
const (
	XLSForm Format = "xlsform"
	FHIR    Format = "fhir"
	REDCap  Format = "redcap"
)

// Use is what becomes of a name.
type Use int

// The uses.
const (
	Unknown Use = iota // the question is not taken
	Form               // it only concerns how the question looks or is filed there
	Said               // the question is taken, and that it lacks this is said
)

// Named is one name with its use and the reason for it.
type Named struct {
	Format Format
	Name   string
	Use    Use
	Reason string
}

// Find looks a name up. A name on the list that ends with a star stands for all that begin like it.
func Find(format Format, name string) Named {
	for _, entry := range List() {
		begins, open := strings.CutSuffix(entry.Name, "*")
		if entry.Format == format && (entry.Name == name || open && strings.HasPrefix(name, begins)) {
			return entry
		}
	}
	return Named{Format: format, Name: name}
}

// List is the whole list.
func List() []Named {
	var list []Named
	for line := range strings.Lines(names) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		parts := strings.SplitN(line, "|", 4)
		entry := Named{Format: Format(strings.TrimSpace(parts[0]))}
		if len(parts) == 4 {
			entry.Name, entry.Reason = strings.TrimSpace(parts[1]), strings.TrimSpace(parts[3])
			entry.Use = map[string]Use{"form": Form, "said": Said}[strings.TrimSpace(parts[2])]
		}
		list = append(list, entry)
	}
	return list
}
