package export

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestDictionary: each sheet and column that some export has is described, and nothing else is.
func TestDictionary(t *testing.T) {
	text, err := os.ReadFile("internal/sheet/dictionary.txt")
	if err != nil {
		t.Fatal(err)
	}
	spare := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if what, _, ok := strings.Cut(line, ": "); ok {
			spare[what] = true
		}
	}
	s := newStore(t).cohort(30, 1)
	for name, o := range every(s) {
		f, _ := s.export(t, o)
		var d dataPackage
		f.json(t, "datapackage.json", &d)
		for _, r := range d.Resources {
			if r.Description == "" {
				t.Errorf("%s: nothing says what %s is", name, r.Path)
			}
			if r.Schema == nil {
				continue
			}
			delete(spare, r.Name)
			for _, field := range r.Schema.Fields {
				own := r.Name + "." + field.Name
				if !strings.Contains(string(text), "\n"+own+": ") {
					own = "*." + field.Name
				}
				delete(spare, own)
			}
		}
	}
	if len(spare) > 0 {
		t.Errorf("described, and in no export: %v", slices.Sorted(maps.Keys(spare)))
	}
}
