package export

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// node gives the folder of the readers, or skips where they are not installed. FOOTING_TEST_NODE=require insists.
func node(t *testing.T) string {
	t.Helper()
	folder := filepath.Join("testdata", "readers")
	missing := ""
	if _, err := exec.LookPath("node"); err != nil {
		missing = "node is not installed (Debian: apt-get install nodejs npm)"
	} else if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		missing = "the readers are not installed: npm ci --ignore-scripts --prefix flows/export/testdata/readers"
	}
	switch {
	case missing != "" && os.Getenv("FOOTING_TEST_NODE") == "require":
		t.Fatal(missing)
	case missing != "":
		t.Skip(missing)
	}
	return folder
}

// TestIndependentReaders lets programs of others read whole exports: datapackage and tableschema the tables with types,
// constraints and keys, hyparquet the Parquet files, fhir the resources.
func TestIndependentReaders(t *testing.T) {
	readers := node(t)
	s := newStore(t).cohort(40, 1)
	for name, o := range every(s) {
		t.Run(name, func(t *testing.T) {
			f, _ := s.export(t, o)
			folder := t.TempDir()
			rewrite(t, filepath.Join(folder, "export"), f)
			out, err := exec.CommandContext(t.Context(), "node", filepath.Join(readers, "read.mjs"),
				filepath.Join(folder, "export")).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%.3000s", err, out)
			}
			var found struct {
				Problems  []string
				Tables    map[string]int
				Parquet   map[string][][]string
				Resources map[string]int
			}
			if err := json.Unmarshal(out, &found); err != nil {
				t.Fatalf("%v\n%.3000s", err, out)
			}
			for _, problem := range found.Problems[:min(10, len(found.Problems))] {
				t.Error(problem)
			}
			for sheet, n := range found.Tables {
				if n != len(f.rows(t, sheet+".csv")) {
					t.Errorf("%s: %d rows were read", sheet, n)
				}
			}
			if len(found.Tables) < 2 || len(found.Parquet) != len(found.Tables) ||
				(o.Level == Records && !o.Coarsen && found.Resources["QuestionnaireResponse"] == 0) {
				t.Errorf("too little was read: %v, %d Parquet files, %v", found.Tables, len(found.Parquet), found.Resources)
			}
			for sheet, rows := range found.Parquet {
				want, err := csv.NewReader(strings.NewReader(f[sheet+".csv"].String())).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want[1:], rows); diff != "" {
					t.Errorf("%s.parquet differs from the CSV: %.2000s", sheet, diff)
				}
			}
		})
	}
}
