package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDecisionsAreNumbered: each decision in docs/adr has a number of its own and says it in its title.
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
		if title := "# " + number + ": "; !strings.HasPrefix(string(text), title) {
			t.Errorf("%s does not begin with %q", file, title)
		}
	}
}
