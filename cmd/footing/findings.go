package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// finding is what one start-up check found. serve refuses to run on a failed one; doctor shows them all.
type finding struct {
	Check  string `json:"check"`
	State  state  `json:"state"`
	What   string `json:"what"`
	Remedy string `json:"remedy,omitempty"`
}

// state is how a check ended.
type state string

const (
	fine    state = "ok"
	warning state = "warning" // the bot runs, but somebody should know
	failed  state = "failed"
	skipped state = "skipped" // it needs something that failed before it
)

// findings are the checks in the order they were made.
type findings []finding

func (f findings) failed() bool {
	for _, one := range f {
		if one.State == failed {
			return true
		}
	}
	return false
}

// print writes a line for each finding, with the remedy below those that need one.
func (f findings) print(w io.Writer) error {
	marks := map[state]string{fine: "ok     ", warning: "WARNING", failed: "FAILED ", skipped: "skipped"}
	for _, one := range f {
		if _, err := fmt.Fprintf(w, "%s  %-10s %s\n", marks[one.State], one.Check, indented(one.What)); err != nil {
			return fmt.Errorf("print findings: %w", err)
		}
		if one.Remedy == "" || one.State == fine {
			continue
		}
		if _, err := fmt.Fprintf(w, "%20s→ %s\n", "", indented(one.Remedy)); err != nil {
			return fmt.Errorf("print findings: %w", err)
		}
	}
	return nil
}

// indented keeps the further lines of a text below its first.
func indented(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n"+strings.Repeat(" ", 20))
}

// report is what doctor --json prints.
type report struct {
	Ready    bool     `json:"ready"`
	Findings findings `json:"findings"`
}

func (f findings) json(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(report{Ready: !f.failed(), Findings: f}); err != nil {
		return fmt.Errorf("print findings: %w", err)
	}
	return nil
}
