package load

import (
	"os"
	"strings"
	"testing"
)

// section is one file of a test archive: a text file in which lines of the form "-- name --" begin the files
// and whatever stands before the first is a comment.
type section struct{ Name, Data string }

func readArchive(t testing.TB, path string) (comment string, sections []section) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		name, isHead := strings.CutPrefix(line, "-- ")
		name, isEnd := strings.CutSuffix(name, " --\n")
		switch {
		case isHead && isEnd:
			sections = append(sections, section{Name: name})
		case len(sections) == 0:
			comment += line
		default:
			sections[len(sections)-1].Data += line
		}
	}
	return comment, sections
}

func writeArchive(t testing.TB, path, comment string, sections []section) {
	t.Helper()
	text := comment
	for _, s := range sections {
		text += "-- " + s.Name + " --\n" + s.Data
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
