package engine

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"footing/flows"
)

// keys lists every text that the conversation uses, one a line: the key, then the placeholders that it may
// name beside {clinic}.
//
//go:embed keys.txt
var keys string

// Check tells which texts of the conversation a protocol's wordings lack, or name a placeholder that is never
// filled. A protocol with a problem must not run: a missing safety text cannot be made up.
func Check(p *flows.Protocol) []error {
	var problems []error
	for locale, wording := range p.Wordings {
		for line := range strings.Lines(keys) {
			fields := strings.Fields(line)
			if len(fields) == 0 {
				continue
			}
			text, ok := wording[fields[0]]
			if !ok {
				problems = append(problems, fmt.Errorf("wording.%s.yaml: the text %q is missing", locale, fields[0]))
				continue
			}
			for _, name := range placeholders(text) {
				if name != "clinic" && !slices.Contains(fields[1:], name) {
					problems = append(problems, fmt.Errorf("wording.%s.yaml: %s names {%s}, which is never filled there",
						locale, fields[0], name))
				}
			}
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return problems
}

// placeholders are the names in braces.
func placeholders(text string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			return names
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return names
		}
		names = append(names, name)
		text = after
	}
}
