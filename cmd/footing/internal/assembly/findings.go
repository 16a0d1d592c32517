package assembly

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"
)

// finding is the result of one start-up check. A failed one without Runs keeps serve from starting; doctor shows all.
type finding struct {
	Check  string  `json:"check"`
	State  outcome `json:"state"`
	What   string  `json:"what"`
	Remedy string  `json:"remedy,omitempty"`
	// Runs says that serve runs although the check failed.
	Runs bool `json:"-"`
}

// outcome is the result of a check.
type outcome string

const (
	fine    outcome = "ok"
	warning outcome = "warning" // the bot runs, but somebody should know
	failed  outcome = "failed"
	skipped outcome = "skipped" // it needs something that failed before it
)

// findings are the checks in the order they were made.
type findings []finding

func (f findings) count(s outcome) (n int) {
	for _, one := range f {
		if one.State == s {
			n++
		}
	}
	return n
}

// verdict is the judgement of all findings.
type verdict string

// The verdicts, each with doctor's last sentence; after warnings, well has a longer one.
const (
	refuses   verdict = "footing serve would not start: mend what FAILED."
	deaf      verdict = "footing serve would start, but hear nobody: mend what FAILED."
	unheard   verdict = "footing serve would start, but alerts would reach nobody: mend what FAILED."
	enrolsNot verdict = "footing serve would start, but enrol nobody: mend what FAILED."
	lacks     verdict = "footing serve would start, but lacks help that people are promised: mend what FAILED."
	well      verdict = "All is well: footing serve can start."
)

// verdict is the one judgement of the findings, for serve's start and for doctor's last line and its "ready". Missing
// helplines only prevent enrolment. Patients about whom nobody can be called do not stop the bot for the others.
func (f findings) verdict() verdict {
	switch {
	case slices.ContainsFunc(f, func(one finding) bool { return one.State == failed && !one.Runs }):
		return refuses
	case f.failed("webhook"), f.failed("mark"):
		return deaf
	case f.failed("ladder"):
		return unheard
	case f.failed("clinic"):
		return enrolsNot
	case f.count(failed) > 0:
		return lacks
	}
	return well
}

// refused tells whether serve must not run.
func (f findings) refused() bool { return f.verdict() == refuses }

// failed tells whether a check failed.
func (f findings) failed(check string) bool {
	return slices.ContainsFunc(f, func(one finding) bool { return one.State == failed && one.Check == check })
}

func (a *Assembly) report(check string, s outcome, what, remedy string) {
	a.found = append(a.found, finding{Check: check, State: s, What: what, Remedy: remedy})
}

// shortfall notes a failure that has to be fixed but does not keep serve from running.
func (a *Assembly) shortfall(check, what, remedy string) {
	a.found = append(a.found, finding{Check: check, State: failed, What: what, Remedy: remedy, Runs: true})
}

// The texts' first column, and their width.
const (
	margin = 21
	wide   = 79
)

// print writes a line for each finding, with the remedy below those that need one.
func (f findings) print(w io.Writer) error {
	marks := map[outcome]string{fine: "ok", warning: "WARNING", failed: "FAILED", skipped: "skipped"}
	for _, one := range f {
		if _, err := fmt.Fprintf(w, "%-8s %-11s %s\n", marks[one.State], one.Check, indented(one.What, margin)); err != nil {
			return fmt.Errorf("print findings: %w", err)
		}
		if one.Remedy == "" || one.State == fine {
			continue
		}
		if _, err := fmt.Fprintf(w, "%*s→ %s\n", margin, "", indented(one.Remedy, margin+2)); err != nil {
			return fmt.Errorf("print findings: %w", err)
		}
	}
	return nil
}

// conclude prints the verdict.
func (f findings) conclude(w io.Writer) error {
	text := string(f.verdict())
	if warnings := f.count(warning); text == string(well) && warnings > 0 {
		text = "footing serve can start, with " + Many(warnings, "warning") + "."
	}
	if _, err := fmt.Fprintf(w, "\n%s\n", text); err != nil {
		return fmt.Errorf("print findings: %w", err)
	}
	return nil
}

// indented breaks long lines, and indents all but the first to the same column. Lines that begin with a space belong to
// an excerpt with a caret and stay as they are.
func indented(text string, from int) string {
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimRight(line, "\n")
		for utf8.RuneCountInString(line) > wide && !strings.HasPrefix(line, " ") {
			at := strings.LastIndex(string([]rune(line)[:wide+1]), " ")
			if at <= 0 {
				break
			}
			lines = append(lines, line[:at])
			line = line[at+1:]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", from))
}

// report is the output of doctor --json.
type report struct {
	Ready    bool     `json:"ready"` // serve would start; what FAILED all the same is among the findings
	Findings findings `json:"findings"`
}

func (f findings) json(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(report{Ready: !f.refused(), Findings: f}); err != nil {
		return fmt.Errorf("print findings: %w", err)
	}
	return nil
}

// Tell prints the findings in the form of the settings: as lines, or as log entries.
func (a *Assembly) Tell(w io.Writer, log *slog.Logger) error {
	if a.Config.Log.Format != "json" {
		return a.found.print(w)
	}
	levels := map[outcome]slog.Level{failed: slog.LevelError, warning: slog.LevelWarn}
	for _, one := range a.found {
		log.LogAttrs(context.Background(), levels[one.State], "checked", slog.String("check", one.Check),
			slog.String("state", string(one.State)), slog.String("what", one.What), slog.String("remedy", one.Remedy))
	}
	return nil
}

// Refused tells whether the findings keep serve from running.
func (a *Assembly) Refused() bool { return a.found.refused() }

// Failed tells whether any check failed, including those that serve runs with.
func (a *Assembly) Failed() bool { return a.found.count(failed) > 0 }

// Conclude prints the findings and the verdict.
func (a *Assembly) Conclude(w io.Writer) error {
	return errors.Join(a.found.print(w), a.found.conclude(w))
}

// JSON prints the same for a program.
func (a *Assembly) JSON(w io.Writer) error { return a.found.json(w) }

// Refuse says why a command did not do its work: the findings that are not fine, and a line about what was not done.
func (a *Assembly) Refuse(w io.Writer, what string) error {
	var bad findings
	for _, one := range a.found {
		if one.State != fine {
			bad = append(bad, one)
		}
	}
	return errors.Join(bad.print(w), fmt.Errorf("%s: mend what FAILED above; footing doctor looks again", what))
}
