//go:build faults

package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDefectsOfAYear: where a promise of the engine is taken out of the source, TestAYear there fails, and says of what
// kind it was.
func TestDefectsOfAYear(t *testing.T) {
	t.Parallel()
	for name, d := range yearDefects() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			year := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-run=^TestAYear$", "-overlay", d.overlay(t),
				"./flows/engine")
			year.Dir = "../.."
			out, err := year.CombinedOutput()
			if err == nil || !strings.Contains(string(out), d.among) {
				t.Errorf("not noticed: %v\n%s", err, out)
			}
		})
	}
}

// yearDefects are what TestAYear must notice, and among what it says then.
func yearDefects() map[string]defect {
	return map[string]defect{
		"an answer now and then is not filed": {
			file: "flows/engine/internal/patient/answer.go", protection: "if p.Item.Kind == flows.Information {",
			without: "if p.Item.Kind == flows.Information || o.Number%9 == 0 {", among: "was pressed, and filed is []",
		},
		"an alert that was seen is not called out again": {
			file: "flows/engine/internal/safety/ladder.go", protection: "t.restart(a, state.Alarm{Reopen: true})", without: "_ = a",
			among: ", and is open",
		},
		"who is left out is called": {
			file: "flows/state/rights.go", protection: "return !s.Patient.LeavesOut(id)", without: "return true",
			among: "was left out at",
		},
		"the day of a reply is not taken back when the appointment is moved": {
			file: "flows/engine/internal/reply/day.go", protection: "t.withdraw(n)", without: "_ = one",
			among: "and did not come (day)",
		},
		"what was put off comes two hours late": {
			file: "flows/engine/internal/patient/later.go", protection: "t.Wake(state.WakeLater, o.ID, at)",
			without: "t.Wake(state.WakeLater, o.ID, at.Add(2*time.Hour))", among: "and did not come (later)",
		},
	}
}
