package export

import (
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"footing/flows/export/disclosure"
	"footing/flows/record"
)

// changesMind has somebody pause, ask for less, travel there and back, and share what was private, on five days from a
// Wednesday on.
func (s *store) changesMind(id string, from time.Time) {
	day := func(n int) time.Time { return from.AddDate(0, 0, n).Add(9 * time.Hour) }
	for n, body := range []record.Body{
		record.Pause{Until: day(2).Add(time.Hour)},
		record.Pause{Until: day(0)},
		record.Pace{Reduced: true},
		record.Pace{Reduced: true, Soft: true},
		record.Pace{},
		record.Zone{Name: "Pacific/Auckland"},
		record.Zone{Name: "America/New_York"},
		record.Sharing{Occasion: "mon@2026-03-23", Theme: 8, Choice: record.ShareTheme},
	} {
		s.add(id, record.Fact{At: day(n / 2).Add(time.Duration(n) * time.Minute), Body: body})
	}
	slices.SortStableFunc(s.held[id], func(a, b record.Fact) int { return a.At.Compare(b.At) })
}

// TestChanges: what somebody changed in their check-ins has a row each, in every plain format alike (see TestTwins),
// with no date and no place; sharing only of people who show private answers.
func TestChanges(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	agrees, keeps := s.ids[1], s.ids[3]
	for _, id := range []string{agrees, keeps} {
		s.changesMind(id, time.Date(2026, time.April, 8, 0, 0, 0, 0, time.UTC))
	}
	f, _ := s.export(t, s.options(Records))
	for id, want := range map[string][]string{
		agrees: {
			"pause begun 3 ", "pause ended  ", "pace fewer  ", "pace fewer_shorter  ", "pace full  ", "zone forward  ",
			"zone back  ", "sharing theme  8",
		},
		keeps: {
			"pause begun 3 ", "pause ended  ", "pace fewer  ", "pace fewer_shorter  ", "pace full  ", "zone forward  ",
			"zone back  ",
		},
	} {
		var got []string
		days := map[string]bool{}
		for _, r := range of(f.rows(t, "changes.csv"), map[string]string{"pseudonym": Pseudonym(s.key, id)}) {
			got = append(got, fmt.Sprint(r["what"], " ", r["to"], " ", r["days"], " ", r["theme"]))
			days[r["week"]+" "+r["day"]] = true
		}
		if !slices.Equal(got, want) || len(days) < 3 {
			t.Errorf("rows %q on %d days, want %q", got, len(days), want)
		}
	}
	o := s.options(Records)
	o.Coarsen = true
	if f, _ := s.export(t, o); f["changes.csv"] != nil {
		t.Error("a coarsened export shows changes")
	}
}

// TestChangesCanSetApart: of people who are alike but for that one paused, disclosure.json says that this one can be
// singled out, and the attack that ships finds the same.
func TestChangesCanSetApart(t *testing.T) {
	python := installed(t, "python3", []string{"python3", "--version"})
	s, all := newStore(t), newStore(t).cohort(2, 1)
	life := all.held[all.consenting()]
	for n := range 25 {
		s.add(fmt.Sprintf("s01-%026d", n), slices.Clone(life)...)
	}
	for _, want := range []float64{0, 1. / 25} {
		f, _ := s.export(t, s.options(Records))
		var d disclosure.Report
		f.json(t, "disclosure.json", &d)
		if got := d.Records.Uniqueness.Known[0].Ever; math.Abs(got-want) > 0.0001 {
			t.Errorf("%v of the people can be singled out, want %v", got, want)
		}
		dir := filepath.Join(t.TempDir(), "export")
		rewrite(t, dir, f)
		attack := exec.CommandContext(t.Context(), python, "-I", filepath.Join(dir, "attack", "attack.py"))
		said, err := attack.CombinedOutput()
		if err != nil {
			t.Errorf("the attack finds otherwise: %v\n%s", err, said)
		}
		s.add(s.ids[7], record.Fact{
			ID: "paused", At: time.Date(2026, time.April, 9, 9, 0, 0, 0, time.UTC),
			Body: record.Pause{Until: time.Date(2026, time.April, 11, 0, 0, 0, 0, time.UTC)},
		})
	}
}
