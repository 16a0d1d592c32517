package export

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheAttackThatIsShipped: the recipient's own measure finds in the files what disclosure.json says, notices where
// it does not, and prints no row of a person.
func TestTheAttackThatIsShipped(t *testing.T) {
	python := installed(t, "python3", []string{"python3", "--version"})
	s := newStore(t).cohort(60, 3)
	s.cut = true
	for _, id := range s.ids[1:3] {
		s.travels(id)
		s.changesMind(id, time.Date(2026, time.April, 8, 0, 0, 0, 0, time.UTC))
	}
	for _, coarsen := range []bool{false, true} {
		o := s.options(Records)
		o.Coarsen, o.FineTimes = coarsen, !coarsen
		f, summary := s.export(t, o)
		dir := t.TempDir()
		for name, content := range f {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		attack := func() (string, error) {
			said, err := exec.CommandContext(t.Context(), python, "-I", filepath.Join(dir, "attack", "attack.py")).CombinedOutput()
			return string(said), err
		}
		said, err := attack()
		if err != nil || !strings.HasPrefix(said, fmt.Sprintf("%d people\n", summary.People)) || strings.Contains(said, "DIFFERENT") {
			t.Fatalf("coarsen=%v: %v\n%s", coarsen, err, said)
		}
		for _, name := range summary.Pseudonyms {
			if strings.Contains(said, name) {
				t.Errorf("it prints %s", name)
			}
		}
		report := strings.Replace(f["disclosure.json"].String(), `"singled_out_on_average": 0.`, `"singled_out_on_average": 0.0`, 1)
		if err := os.WriteFile(filepath.Join(dir, "disclosure.json"), []byte(report), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := attack(); err == nil || !strings.Contains(said, "DIFFERENT") {
			t.Errorf("coarsen=%v: a report that says too little is not noticed: %v\n%s", coarsen, err, said)
		}
	}
}
