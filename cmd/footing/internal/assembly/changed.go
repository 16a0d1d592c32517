package assembly

import (
	"bytes"
	"os"
	"slices"
	"strings"
)

// ChangedSince names the settings, and the sections of the clinic file, that are not as another assembly has read them.
// It shows none of them, and cannot tell whether a secret is another one: a secret is described as set, no more.
func (a *Assembly) ChangedSince(before *Assembly) []string {
	names := []string{}
	had, has := before.sections, a.readSections()
	for name, text := range has {
		if old, known := had[name]; !known || old != text {
			names = append(names, name)
		}
	}
	for name := range had {
		if _, still := has[name]; !still {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// readSections reads the settings as they are described, and the clinic file by its sections: what stands between two
// words at the beginning of a line.
func (a *Assembly) readSections() map[string]string {
	sections := make(map[string]string)
	var described bytes.Buffer
	_ = a.Config.Describe(&described) // into memory
	for line := range strings.Lines(described.String()) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		sections[name] = strings.TrimSpace(rest)
	}
	text, err := os.ReadFile(a.Config.Clinic)
	if err != nil { // none is set, or the check of the plan says so
		return sections
	}
	name := ""
	for line := range strings.Lines(string(text)) {
		if word, _, is := strings.Cut(line, ":"); is && word != "" && !strings.ContainsAny(word[:1], " \t#-") {
			name = "clinic." + word
		}
		if line = strings.TrimSpace(line); name != "" && line != "" && !strings.HasPrefix(line, "#") {
			sections[name] += line + "\n"
		}
	}
	return sections
}
