package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"footing/cmd/footing/internal/assembly"
)

// checkCmd validates a protocol and its texts.
type checkCmd struct {
	Dir    string `arg:"" optional:"" help:"The folder with protocol.yaml and its questionnaires; the shipped library if left out."`
	Clinic string `help:"The clinic's file; the shipped sample if left out." placeholder:"FILE"`
}

// Run prints every problem as file:line:column with the line and a caret; without problems, one line of totals.
func (c checkCmd) Run(s assembly.Surroundings) error {
	plan, err := assembly.Sources{Dir: c.Dir, Clinic: c.Clinic}.Load()
	if err != nil {
		return assembly.Problems(s.ErrOut, err)
	}
	if len(plan.Clinic.AgainstAbuse()) == 0 {
		return fmt.Errorf("%s: no helpline says `for: abuse`: those who ask for one would read that the clinic has named none",
			c.Clinic)
	}
	if hours := plan.OutsideDuty(); len(hours) > 0 {
		return fmt.Errorf("%s: too little duty time follows to ask about safety, so a protocol may not suggest this hour: %s",
			cmp.Or(c.Clinic, "the sample clinic"), assembly.Hours(hours))
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
	_, err = fmt.Fprintf(s.Out, "%s%s is in order: %s, %s, %s a week, %s in %s\n",
		folder, clinic, assembly.Many(len(plan.Questionnaires), "questionnaire"), assembly.Many(items, "item"),
		assembly.Many(len(plan.Rotation), "check-in"),
		assembly.Many(len(plan.Wordings[locales[0]]), "text"), strings.Join(locales, ", "))
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	if c.Clinic != "" {
		return errors.Join(assembly.PrintClosings(s.Out, plan.Clinic, s.Now()), assembly.PrintPaging(s.Out, plan.Clinic),
			assembly.PrintReplies(s.Out, plan.Clinic))
	}
	return nil
}
