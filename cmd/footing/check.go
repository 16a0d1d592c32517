package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"footing/flows"
)

// checkCmd validates what an author wrote.
type checkCmd struct {
	Dir    string `arg:"" optional:"" help:"The folder with protocol.yaml and its questionnaires; the shipped library if left out." type:"existingdir"`
	Clinic string `help:"The clinic's file; the shipped sample if left out." placeholder:"FILE"`
}

// Run prints every problem as file:line:column with the line and a caret, or one line that says what was checked.
func (c checkCmd) Run(s surroundings) error {
	library, folder := flows.Library(), "the shipped library"
	if c.Dir != "" {
		library, folder = os.DirFS(c.Dir), c.Dir
	}
	clinic, name := flows.SampleClinic(), sampleClinic
	if c.Clinic != "" {
		data, err := os.ReadFile(c.Clinic)
		if err != nil {
			return fmt.Errorf("read the clinic's file: %w", err)
		}
		clinic, name = data, c.Clinic
	}
	plan, err := loadFrom(library, clinic, name)
	if err != nil {
		var problems flows.Problems
		if errors.As(err, &problems) {
			return c.show(s, problems)
		}
		return err
	}
	items := 0
	for _, q := range plan.Questionnaires {
		items += len(q.Items)
	}
	_, err = fmt.Fprintf(s.out, "%s is in order: %d questionnaires, %d items, %d check-ins a week, %d texts in each of %d languages\n",
		folder, len(plan.Questionnaires), items, len(plan.Rotation), len(plan.Wordings["en"]), len(plan.Wordings))
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// show prints the problems with paths that an editor can open.
func (c checkCmd) show(s surroundings, problems flows.Problems) error {
	for n := range problems {
		if c.Dir != "" && problems[n].File != c.Clinic && problems[n].File != sampleClinic {
			problems[n].File = filepath.Join(c.Dir, problems[n].File)
		}
	}
	if _, err := fmt.Fprintf(s.errout, "%v\n%d problems\n", problems, len(problems)); err != nil {
		return fmt.Errorf("print the problems: %w", err)
	}
	return errFound
}
