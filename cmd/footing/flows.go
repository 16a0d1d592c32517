package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/interchange"
	"footing/flows/load"
)

// flowsCmd carries questionnaires to and from the formats of other programs.
type flowsCmd struct {
	Export flowsExportCmd `cmd:"" help:"Write questionnaires as XLSForm, FHIR R4 or REDCap data dictionary."`
	Import flowsImportCmd `cmd:"" help:"Take in a questionnaire from an XLSForm (.xlsx), a FHIR R4 Questionnaire (.json) or a REDCap data dictionary (.csv)."`
	New    flowsNewCmd    `cmd:"" help:"Begin a protocol of your own, with the shipped texts."`
}

// flowsExportCmd writes questionnaires.
type flowsExportCmd struct {
	Questionnaire []string          `arg:"" optional:"" help:"Which; all of them if left out."`
	Format        string            `required:"" enum:"xlsform,fhir,redcap" help:"xlsform, fhir or redcap." placeholder:"FORMAT"`
	Dir           string            `help:"The folder with the protocol; the shipped library if left out." placeholder:"DIR"`
	Clinic        string            `help:"The clinic's file, for the order of the languages; the shipped sample if left out." placeholder:"FILE"`
	Fill          map[string]string `help:"Words in the place of what only Footing fills in." placeholder:"NAME=WORDS"`
	Out           string            `help:"The file to make or, of several questionnaires, the folder to make them in; QUESTIONNAIRE.xlsx, .json or .csv here if left out." placeholder:"PATH"`
}

// Help lists what other formats cannot hold.
func (flowsExportCmd) Help() string {
	return "What a format cannot say (alerts, for one) is listed, and stands in columns, extensions or notes of Footing's own. Nothing " +
		"is written over."
}

// Run writes each questionnaire and lists what the format cannot hold of it.
func (c flowsExportCmd) Run(s assembly.Surroundings) error {
	plan, err := assembly.Sources{Dir: c.Dir, Clinic: c.Clinic}.Load()
	if err != nil {
		return c.refuse(err)
	}
	ids := c.Questionnaire
	if len(ids) == 0 {
		ids = slices.Sorted(maps.Keys(plan.Questionnaires))
	}
	files, said := map[string][]byte{}, ""
	for _, id := range ids {
		form, ok := interchange.Of(plan, id)
		if !ok {
			return fmt.Errorf("there is no questionnaire %q; footing flows export without a name writes all of them", id)
		}
		form.Fill(c.Fill)
		data, found, err := writer(c.Format)(form)
		if err != nil {
			return fmt.Errorf("write %s: %w", id, err)
		}
		path := c.path(id, len(ids))
		files[path] = data
		said += path + "\n" + findingLines(found)
	}
	if err := keepAll(files); err != nil {
		return err
	}
	if _, err := fmt.Fprint(s.Out, said); err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// refuse points the author of a broken protocol to check, which shows the problems.
func (c flowsExportCmd) refuse(err error) error {
	if problems := (load.Problems{}); errors.As(err, &problems) {
		return fmt.Errorf("the protocol has %s: footing check %s shows them", assembly.Many(len(problems), "problem"), c.Dir)
	}
	return err
}

func writer(format string) func(interchange.Form) ([]byte, []interchange.Finding, error) {
	switch format {
	case "xlsform":
		return interchange.WriteXLSForm
	case "fhir":
		return interchange.WriteFHIR
	}
	return interchange.WriteREDCap
}

// path is the file of one questionnaire.
func (c flowsExportCmd) path(id string, of int) string {
	name := id + map[string]string{"xlsform": ".xlsx", "fhir": ".json", "redcap": ".csv"}[c.Format]
	switch {
	case c.Out == "":
		return name
	case of > 1:
		return filepath.Join(c.Out, name)
	}
	return c.Out
}

// findingLines prints findings, one a line.
func findingLines(found []interchange.Finding) string {
	var b strings.Builder
	for _, one := range found {
		fmt.Fprintf(&b, "  %s\n", one)
	}
	return b.String()
}

// keepAll writes new files, all or none, and overwrites nothing.
func keepAll(files map[string][]byte) error {
	var made []string
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already, and nothing is written over: nothing was written", path)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		err := os.MkdirAll(filepath.Dir(path), 0o750)
		if err == nil {
			err = keepNew(path, files[path])
			made = append(made, path)
		}
		if err != nil {
			for _, path := range made {
				err = errors.Join(err, os.Remove(path))
			}
			return fmt.Errorf("write %s: %w", path, err)
		}
	}
	return nil
}

func keepNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the author's own path
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
