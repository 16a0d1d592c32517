package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// installed is the first of these commands that succeeds, without the arguments behind its name. Where there is none,
// the test is skipped, or fails with FOOTING_TEST_TOOLS=require.
func installed(t *testing.T, packages string, commands ...[]string) string {
	t.Helper()
	for _, command := range commands {
		if exec.CommandContext(t.Context(), command[0], command[1:]...).Run() == nil {
			return command[0]
		}
	}
	missing := fmt.Sprintf("%s is not installed: apt-get install %s", commands[0][0], packages)
	if os.Getenv("FOOTING_TEST_TOOLS") == "require" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// linesIn are the lines of a README's block of code in a language.
func linesIn(t *testing.T, dir, language string) string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```"+language+"\n")
	code, _, _ := strings.Cut(rest, "```")
	return code
}

// TestTheLinesThatLoadIt runs the README's very lines in R and in Python on each golden export, in which some codes are
// made such as these programs take for nothing. What they load, cell by cell, and print is what the files say.
func TestTheLinesThatLoadIt(t *testing.T) {
	for language, run := range map[string]func(*testing.T) (program string, write string){
		"r": func(t *testing.T) (string, string) {
			t.Helper()
			return installed(t, "r-base-core", []string{"Rscript", "--version"}), "\nwrite.csv(d, 'loaded', na = '', row.names = FALSE)\n"
		},
		"python": func(t *testing.T) (string, string) {
			t.Helper()
			lines := []string{"-c", "import pandas"} // Debian's packages are for Debian's Python, which may not come first
			return installed(t, "python3-pandas", append([]string{"python3"}, lines...), append([]string{"/usr/bin/python3"}, lines...)),
				"\nd.to_csv('loaded', index=False)\n"
		},
	} {
		for _, golden := range []string{"records", "tables", "coarsen"} {
			t.Run(language+" "+golden, func(t *testing.T) {
				program, write := run(t)
				dir := filepath.Join(t.TempDir(), "export")
				if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", golden))); err != nil {
					t.Fatal(err)
				}
				sheet := "responses.csv"
				if golden == "tables" {
					sheet = "tables.csv"
				}
				takenForNothing(t, filepath.Join(dir, sheet))
				script := filepath.Join(dir, "..", "script")
				if err := os.WriteFile(script, []byte(linesIn(t, dir, language)+write), 0o600); err != nil {
					t.Fatal(err)
				}
				command := exec.CommandContext(t.Context(), program, script)
				command.Dir = dir
				command.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
				printed, err := command.Output()
				if err != nil {
					t.Fatalf("%v\n%s", err, err.(*exec.ExitError).Stderr) //nolint:errorlint,forcetypeassert // it has run
				}
				by := map[string][2]string{
					"records": {"theme", "score"}, "tables": {"theme", "n"}, "coarsen": {"domain", "value"},
				}[golden]
				want := loaded(t, dir, sheet, by[0])
				sameCells(t, want, readSheet(t, filepath.Join(dir, "loaded")))
				sameGroups(t, groups(want, by[1], golden != "tables"), string(printed))
			})
		}
	}
}

// readSheet gives a file's rows by column. Numbers and booleans have one form, however a program writes them.
func readSheet(t *testing.T, path string) []map[string]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := folder{path: bytes.NewBuffer(content)}.rows(t, path)
	for _, row := range rows {
		for column, cell := range row {
			if number, err := strconv.ParseFloat(cell, 64); err == nil && !math.IsNaN(number) {
				row[column] = strconv.FormatFloat(number, 'g', 12, 64)
			} else if slices.Contains([]string{"TRUE", "FALSE", "True", "False"}, cell) {
				row[column] = strings.ToLower(cell)
			}
		}
	}
	return rows
}

// takenForNothing renames two codes of a file.
func takenForNothing(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code, names := slices.Index(all[0], "code"), map[string]string{}
	for _, row := range all[1:] {
		if _, known := names[row[code]]; !known && row[code] != "" && len(names) < 2 {
			names[row[code]] = []string{"NA", "null"}[len(names)]
		}
		if name := names[row[code]]; name != "" {
			row[code] = name
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(all); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil || len(names) < 2 {
		t.Fatal(err, names)
	}
}

// loaded is what the files say, joined: rows with their person's columns, and the label that they go by.
func loaded(t *testing.T, dir, sheet, by string) []map[string]string {
	t.Helper()
	people, names := map[string]map[string]string{}, map[string]string{}
	if sheet == "responses.csv" {
		for _, p := range readSheet(t, filepath.Join(dir, "participants.csv")) {
			people[p["pseudonym"]] = p
		}
	}
	for _, l := range of(readSheet(t, filepath.Join(dir, "labels.csv")), map[string]string{"column": by}) {
		names[l["value"]] = l["label"]
	}
	rows := readSheet(t, filepath.Join(dir, sheet))
	for _, row := range rows {
		row["name"] = names[row[by]]
		if person := people[row["pseudonym"]]; person != nil {
			row["weeks"], row["private_consent"] = person["weeks"], person["private_consent"]
		}
	}
	return rows
}

// sameCells compares rows, whatever their order and that of the columns.
func sameCells(t *testing.T, want, got []map[string]string) {
	t.Helper()
	for _, rows := range [][]map[string]string{want, got} {
		slices.SortFunc(rows, func(a, b map[string]string) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
	if len(want) < 50 || len(want) != len(got) {
		t.Fatalf("%d rows are loaded, the files have %d", len(got), len(want))
	}
	for n := range want {
		if diff := cmp.Diff(want[n], got[n]); diff != "" {
			t.Fatalf("a row is loaded otherwise (-file +loaded): %s", diff)
		}
	}
}

// groups are the means, or sums, of a column by name and week, where there is any number.
func groups(rows []map[string]string, column string, mean bool) map[[2]string]float64 {
	sums, ns := map[[2]string]float64{}, map[[2]string]float64{}
	for _, r := range rows {
		number, err := strconv.ParseFloat(r[column], 64)
		if err == nil && r["name"] != "" {
			at := [2]string{r["name"], r["week"]}
			sums[at], ns[at] = sums[at]+number, ns[at]+1
		}
	}
	for at := range sums {
		if mean {
			sums[at] /= ns[at]
		}
	}
	return sums
}

// sameGroups looks for a line with each name and week in what a program printed, and for no other.
func sameGroups(t *testing.T, want map[[2]string]float64, printed string) {
	t.Helper()
	found, name := 0, ""
	for line := range strings.Lines(printed) {
		words, longest := strings.Fields(line), ""
		for known := range want {
			if strings.Contains(line, known[0]+" ") && len(known[0]) > len(longest) {
				longest = known[0]
			}
		}
		if longest != "" { // pandas prints it once
			name = longest
		}
		if len(words) < 2 {
			continue
		}
		number, err := strconv.ParseFloat(words[len(words)-1], 64)
		if err != nil {
			continue
		}
		found++
		at := [2]string{name, words[len(words)-2]}
		if has, known := want[at]; !known || math.Abs(number-has) > 0.0001 {
			t.Errorf("%q is printed, want %v (%v)", line, has, known)
		}
	}
	if found != len(want) || found < 3 {
		t.Errorf("%d of %d groups are printed:\n%s", found, len(want), printed)
	}
}

// TestLabels: each number or code of the data that has a name has one label.
func TestLabels(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	s.plan.Wordings["en"]["digest.theme.5"] = "carrying on"
	f, _ := s.export(t, s.options(Records))
	labels := map[string]int{}
	for _, l := range f.rows(t, "labels.csv") {
		labels[l["column"]+" "+l["item"]+" "+l["value"]]++
	}
	if len(of(f.rows(t, "labels.csv"), map[string]string{"column": "theme", "value": "5", "label": "carrying on"})) != 1 {
		t.Error("theme 5 does not have its name")
	}
	for key, n := range labels {
		if n > 1 {
			t.Errorf("%s has %d labels", key, n)
		}
	}
	for _, r := range f.rows(t, "responses.csv") {
		keys := []string{"item  " + r["item"]}
		if r["theme"] != "" {
			keys = append(keys, "theme  "+r["theme"], "domain  "+r["domain"])
		}
		for _, code := range strings.Fields(r["code"]) {
			keys = append(keys, "code "+r["item"]+" "+code)
		}
		if n := slices.IndexFunc(keys, func(key string) bool { return labels[key] == 0 }); n >= 0 {
			t.Fatalf("%v: there is no label for %s", r, keys[n])
		}
	}
}
