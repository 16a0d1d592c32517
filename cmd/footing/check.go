package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"footing/flows"
)

// checkCmd validates what an author wrote.
type checkCmd struct {
	Dir    string `arg:"" optional:"" help:"The folder with protocol.yaml and its questionnaires; the shipped library if left out."`
	Clinic string `help:"The clinic's file; the shipped sample if left out." placeholder:"FILE"`
}

// Run prints every problem as file:line:column with the line and a caret, or one line that says what was checked.
func (c checkCmd) Run(s surroundings) error {
	plan, err := sources{dir: c.Dir, clinic: c.Clinic}.load()
	if err != nil {
		return refused(s.errout, err)
	}
	folder := "the shipped library"
	if c.Dir != "" {
		folder = c.Dir
	}
	clinic := ""
	if c.Clinic != "" {
		clinic = " with " + c.Clinic
	}
	items, locales := 0, slices.Sorted(maps.Keys(plan.Wordings))
	for _, q := range plan.Questionnaires {
		items += len(q.Items)
	}
	_, err = fmt.Fprintf(s.out, "%s%s is in order: %s, %s, %s a week, %s in %s\n",
		folder, clinic, many(len(plan.Questionnaires), "questionnaire"), many(items, "item"), many(len(plan.Rotation), "check-in"),
		many(len(plan.Wordings[locales[0]]), "text"), strings.Join(locales, ", "))
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// refused shows the problems of a protocol as check does.
func refused(errout io.Writer, err error) error {
	var problems flows.Problems
	if !errors.As(err, &problems) {
		return err
	}
	if _, err := fmt.Fprintf(errout, "%v\n\n%s\n", problems, many(len(problems), "problem")); err != nil {
		return fmt.Errorf("print the problems: %w", err)
	}
	return errFound
}
