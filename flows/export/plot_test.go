package export

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// forPlots writes an export of records for the programs of docs/export.md, and gives its folder and the mean score by
// theme and week, with how many people gave it.
func forPlots(t *testing.T) (dir string, means map[string]float64, people map[string]map[string]bool) {
	t.Helper()
	s := newStore(t).cohort(60, 1)
	f, _ := s.export(t, s.options(Records))
	dir = t.TempDir()
	rewrite(t, filepath.Join(dir, "records"), f)
	sums, ns := map[string]float64{}, map[string]float64{}
	means, people = map[string]float64{}, map[string]map[string]bool{}
	for _, r := range f.rows(t, "responses.csv") {
		score, err := strconv.ParseFloat(r["score"], 64)
		if err != nil || r["theme"] == "" {
			continue
		}
		key := r["theme"] + " " + r["week"]
		if sums[key], ns[key] = sums[key]+score, ns[key]+1; people[key] == nil {
			people[key] = map[string]bool{}
		}
		people[key][r["pseudonym"]] = true
		means[key] = sums[key] / ns[key]
	}
	return dir, means, people
}

// TestThePlotInR: the lines of docs/export.md run, and what they draw are the means of the rows.
func TestThePlotInR(t *testing.T) {
	r := installed(t, "r-base-core", []string{"Rscript", "--version"})
	page, err := os.ReadFile("../../docs/export.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```r\n")
	code, _, _ := strings.Cut(rest, "```")
	dir, means, _ := forPlots(t)
	command := exec.CommandContext(t.Context(), r, "-e", code+"\nwrite.table(means, col.names = FALSE, row.names = FALSE)\n")
	command.Dir = dir
	printed, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	found := 0
	for line := range strings.Lines(string(printed)) {
		words := strings.Fields(line)
		if len(words) != 3 {
			continue
		}
		mean, err := strconv.ParseFloat(words[2], 64)
		if want, known := means[words[0]+" "+words[1]]; err != nil || !known || math.Abs(mean-want) > 0.0001 {
			t.Errorf("R draws %q, want %v", line, want)
		}
		found++
	}
	if _, err := os.Stat(filepath.Join(dir, "Rplots.pdf")); err != nil || found != len(means) || found < 20 {
		t.Errorf("%d of %d means are drawn (%v)", found, len(means), err)
	}
}

// TestThePlotInPython: the heights of the line of each theme are the means of the rows, where ten people gave them.
func TestThePlotInPython(t *testing.T) {
	python := installed(t, "python3", []string{"python3", "--version"})
	dir, means, people := forPlots(t)
	command := exec.CommandContext(t.Context(), python, "-I", "../../docs/export/plot.py", filepath.Join(dir, "records"))
	svg, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]string{}
	for _, m := range regexp.MustCompile(`class="name">(\d+) .*?</g>`).FindAllSubmatch(svg, -1) {
		if line := regexp.MustCompile(`<polyline points="([^"]+)" class="mean"`).FindSubmatch(m[0]); line != nil {
			drawn[string(m[1])] = string(line[1])
		}
	}
	want := map[string][]string{}
	for week := 1; week < 60; week++ {
		for theme := range 13 {
			key := fmt.Sprintf("%d %d", theme, week)
			if len(people[key]) >= 10 {
				height := 34 + (4-means[key])*68/4
				want[strconv.Itoa(theme)] = append(want[strconv.Itoa(theme)], strconv.FormatFloat(height, 'f', 1, 64))
			}
		}
	}
	for theme, heights := range want {
		points := strings.Fields(drawn[theme])
		if len(heights) > 1 && len(points) != len(heights) {
			t.Errorf("theme %s has %d points, want %d", theme, len(points), len(heights))
			continue
		}
		for n, point := range points {
			_, height, _ := strings.Cut(point, ",")
			got, err := strconv.ParseFloat(height, 64)
			if want, _ := strconv.ParseFloat(heights[n], 64); err != nil || math.Abs(got-want) > 0.11 {
				t.Errorf("theme %s, point %d is at %s, want %s", theme, n, height, heights[n])
			}
		}
	}
	if len(want) < 3 || len(drawn) < 3 {
		t.Errorf("%d themes are drawn, so this test shows little", len(drawn))
	}
}
