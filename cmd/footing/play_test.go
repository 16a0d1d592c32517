package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/flows/load/loadtest"
	"footing/flows/rehearsal"
)

// TestWhatWasPlayedIsATest: what --repro prints, line by line and played again, gives the same.
func TestWhatWasPlayedIsATest(t *testing.T) {
	script, err := os.ReadFile("testdata/script/play.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, want, ok := strings.Cut(string(script), "-- repro.txt --\n")
	if !ok || !strings.Contains(want, "\npatient taps ") {
		t.Fatal("there is no transcript in play.txtar")
	}
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	again := rehearsal.NewScript(plan)
	for line := range strings.Lines(want) {
		if err := again.Line(strings.TrimSuffix(line, "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, again.String()); diff != "" {
		t.Errorf("the transcript plays differently (-printed +played):\n%s", diff)
	}
}
