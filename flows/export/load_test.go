package export

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// linesIn are the lines of a README's block of code in a language.
func linesIn(readme, language string) string {
	_, rest, _ := strings.Cut(readme, "```"+language+"\n")
	code, _, _ := strings.Cut(rest, "```")
	return code
}

// withoutPandas reads as the README's lines do where pandas is not installed.
const withoutPandas = `
import csv, collections
read = lambda name: list(csv.DictReader(open(name + ".csv", encoding="utf-8", newline="")))
people = {p["pseudonym"]: p for p in read("participants")}
names = {l["value"]: l["label"] for l in read("labels") if l["column"] == COLUMN}
groups = collections.defaultdict(list)
for r in read("responses"):
    if r[VALUE] and r[COLUMN] and people[r["pseudonym"]]["weeks"]:
        groups[names[r[COLUMN]], r["week"]].append(float(r[VALUE]))
for (name, week), values in sorted(groups.items()):
    print(name, week, sum(values) / len(values))
`

// TestTheLinesThatLoadIt runs the README's lines in Python and R, as far as they are installed, on an export, and
// compares their means with those of the rows.
func TestTheLinesThatLoadIt(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("FOOTING_TEST_TOOLS") == "require" {
			t.Fatal("python3 is not installed: apt-get install python3")
		}
		t.Skip("python3 is not installed: apt-get install python3")
	}
	for _, coarsen := range []bool{false, true} {
		s := newStore(t).cohort(40, 1)
		s.plan.Wordings["en"]["digest.theme.5"] = "carrying on"
		o := s.options(Records)
		o.Coarsen = coarsen
		f, _ := s.export(t, o)
		dir := t.TempDir()
		rewrite(t, filepath.Join(dir, "e"), f)
		run := func(name string, arg ...string) {
			t.Helper()
			command := exec.CommandContext(t.Context(), name, arg...)
			command.Dir = filepath.Join(dir, "e")
			out, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s\n%s", name, err, out, arg)
			}
			sameMeans(t, f, coarsen, name, string(out))
		}
		readme := f["README.md"].String()
		if exec.CommandContext(t.Context(), python, "-c", "import pandas").Run() == nil {
			run(python, "-c", linesIn(readme, "python"))
		} else {
			column, value := columnsOfMeans(coarsen)
			run(python, "-c", fmt.Sprintf("COLUMN, VALUE = %q, %q\n%s", column, value, withoutPandas))
		}
		if r, err := exec.LookPath("Rscript"); err == nil {
			run(r, "-e", linesIn(readme, "r"))
		}
	}
}

func columnsOfMeans(coarsen bool) (column, value string) {
	if coarsen {
		return "domain", "value"
	}
	return "theme", "score"
}

// sameMeans looks for the mean of each name and week in what a program printed.
func sameMeans(t *testing.T, f folder, coarsen bool, program, printed string) {
	t.Helper()
	column, value := columnsOfMeans(coarsen)
	names := map[string]string{}
	for _, l := range of(f.rows(t, "labels.csv"), map[string]string{"column": column}) {
		names[l["value"]] = l["label"]
	}
	if !coarsen && names["5"] != "carrying on" || coarsen && names["3"] != "therapeutic alliance" {
		t.Errorf("labels: %v", names)
	}
	sums, ns := map[[2]string]float64{}, map[[2]string]float64{}
	for _, r := range f.rows(t, "responses.csv") {
		if r[value] == "" || r[column] == "" {
			continue
		}
		number, err := strconv.ParseFloat(r[value], 64)
		if err != nil {
			t.Fatal(err)
		}
		at := [2]string{names[r[column]], r["week"]}
		sums[at], ns[at] = sums[at]+number, ns[at]+1
	}
	found := 0
	name := ""
	for line := range strings.Lines(printed) {
		words := strings.Fields(line)
		longest := ""
		for known := range sums {
			if strings.Contains(line, known[0]+" ") && len(known[0]) > len(longest) {
				longest = known[0]
			}
		}
		name = cmp.Or(longest, name) // pandas prints it once
		if len(words) < 2 {
			continue
		}
		at := [2]string{name, words[len(words)-2]}
		if mean, err := strconv.ParseFloat(words[len(words)-1], 64); err == nil && ns[at] > 0 {
			if math.Abs(mean-sums[at]/ns[at]) > 0.0001 {
				t.Errorf("%s: the mean of %v is %v, want %v", program, at, mean, sums[at]/ns[at])
			}
			found++
		}
	}
	if found != len(sums) || found < 10 {
		t.Errorf("%s prints %d of %d means:\n%s", program, found, len(sums), printed)
	}
}

// TestLabels: each number or code of the data that has a name has one label.
func TestLabels(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	f, _ := s.export(t, s.options(Records))
	labels := map[string]int{}
	for _, l := range f.rows(t, "labels.csv") {
		labels[l["column"]+" "+l["item"]+" "+l["value"]]++
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
