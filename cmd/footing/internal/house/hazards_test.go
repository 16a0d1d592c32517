package house

import (
	"encoding/csv"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// testNames lists the tests of the module.
func testNames(t *testing.T) []string {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	var names []string
	tree := os.DirFS("../../../..")
	for _, folder := range []string{"bot", "cmd", "config", "flows", "storage"} {
		err := fs.WalkDir(tree, folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(tree, path)
			for _, found := range declared.FindAllSubmatch(text, -1) {
				names = append(names, string(found[1]))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// TestHazardsAreControlled: each hazard of docs/hazard-log.csv has a control, and the tests that hold it exist.
func TestHazardsAreControlled(t *testing.T) {
	file, err := os.Open("../../../../docs/hazard-log.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll() // as many fields in each line as in the first
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	names := testNames(t)
	ids := make(map[string]bool)
	for n, row := range rows[1:] {
		if slices.Contains(row, "") || ids[row[0]] {
			t.Errorf("line %d: a field is empty, or its id is another's", n+2)
		}
		ids[row[0]] = true
		for _, test := range strings.Fields(row[5]) {
			if !slices.Contains(names, test) {
				t.Errorf("line %d: there is no test %s", n+2, test)
			}
		}
	}
}
