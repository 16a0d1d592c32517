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

// TestThreatsAreHeld: each line of docs/threat-model.md names tests that exist; of TestScripts also which script.
func TestThreatsAreHeld(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/threat-model.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Threats")
	lines := regexp.MustCompile(`(?m)^\| .*$`).FindAllString(table, -1)
	if len(lines) < 2 {
		t.Fatal("there is no table")
	}
	names, quoted := testNames(t), regexp.MustCompile("`(Test[^`]+)`")
	for _, line := range lines[1:] {
		held := quoted.FindAllStringSubmatch(line, -1)
		if len(held) == 0 || strings.Count(line, "|") != 6 {
			t.Errorf("no test holds this, or it has not five columns: %s", line)
		}
		for _, found := range held {
			test, script, _ := strings.Cut(found[1], "/")
			_, err := os.Stat("../../testdata/script/" + script + ".txtar")
			if !slices.Contains(names, test) || script != "" && err != nil {
				t.Errorf("there is no test %s", found[1])
			}
		}
	}
}
