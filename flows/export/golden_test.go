package export

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// TestGolden compares whole exports of a small invented cohort with testdata, file by file. Parquet is bytes that
// nobody reads: TestTwins looks into it.
func TestGolden(t *testing.T) {
	s := newStore(t).cohort(26, 5)
	for name, change := range map[string]func(*Options){
		"tables":  func(o *Options) { o.Level = Tables },
		"records": func(o *Options) { o.Formats = []Format{CSV, FHIR, REDCap} },
		"coarsen": func(o *Options) { o.Coarsen = true },
	} {
		t.Run(name, func(t *testing.T) {
			s := s
			if name == "tables" { // of fewer people nothing can be shown
				s = newStore(t).cohort(80, 5)
			}
			if name == "records" {
				s = newStore(t).cohort(26, 5)
				s.changesMind(s.consenting(), time.Date(2026, time.March, 25, 0, 0, 0, 0, time.UTC))
			}
			o := s.options(Records)
			o.Until = time.Date(2026, time.April, 20, 0, 0, 0, 0, time.UTC)
			change(&o)
			f, _ := s.export(t, o)
			place := filepath.Join("testdata", name)
			if *update {
				rewrite(t, place, f)
			}
			var there []string
			err := filepath.WalkDir(place, func(path string, entry os.DirEntry, err error) error {
				if err == nil && !entry.IsDir() {
					there = append(there, filepath.ToSlash(strings.TrimPrefix(path, place+string(filepath.Separator))))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(there, slices.Sorted(maps.Keys(f))); diff != "" {
				t.Errorf("other files (-want +got): %s", diff)
			}
			for _, file := range there {
				want, err := os.ReadFile(filepath.Join(place, file))
				if err != nil {
					t.Fatal(err)
				}
				if f[file] != nil && !bytes.Equal(want, f[file].Bytes()) {
					t.Errorf("%s differs; if it should, run go test ./flows/export -update and read the difference\n%.3000s",
						file, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(f[file].String(), "\n")))
				}
			}
		})
	}
}

func rewrite(t *testing.T, place string, f folder) {
	t.Helper()
	if err := os.RemoveAll(place); err != nil {
		t.Fatal(err)
	}
	for name, content := range f {
		path := filepath.Join(place, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
