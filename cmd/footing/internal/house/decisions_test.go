package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDecisionsAreNumbered: each decision in docs/adr has a number of its own and says it in its title, and the files
// that it names exist.
func TestDecisionsAreNumbered(t *testing.T) {
	files, err := filepath.Glob("../../../../docs/adr/[0-9]*.md")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d decisions, %v", len(files), err)
	}
	last := ""
	for _, file := range files {
		number, _, _ := strings.Cut(filepath.Base(file), "-")
		if number == last {
			t.Errorf("%s: another decision has this number", file)
		}
		last = number
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, named := range regexp.MustCompile("`([a-z_./A-Z]+/[a-z_.A-Z0-9-]+\\.(?:go|lua|md|yaml))`").FindAllSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join("../../../..", string(named[1]))); err != nil {
				t.Errorf("%s names %s, which is not there", file, named[1])
			}
		}
		if title := "# " + number + ": "; !strings.HasPrefix(string(text), title) {
			t.Errorf("%s does not begin with %q", file, title)
		}
	}
}
