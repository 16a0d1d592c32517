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
	"footing/flows"
	"footing/flows/interchange"
	"footing/flows/load"
)

// flowsCmd carries questionnaires to and from the formats of other programs.
type flowsCmd struct {
	Export flowsExportCmd `cmd:"" help:"Write questionnaires as XLSForm, FHIR R4 or REDCap data dictionary."`
	Import flowsImportCmd `cmd:"" help:"Take in a questionnaire from an XLSForm (.xlsx) or a FHIR R4 Questionnaire (.json)."`
	New    flowsNewCmd    `cmd:"" help:"Begin a protocol of your own, with the shipped texts."`
}

// flowsExportCmd writes questionnaires.
type flowsExportCmd struct {
	Questionnaire []string `arg:"" optional:"" help:"Which; all of them if left out."`
	Format        string   `required:"" enum:"xlsform,fhir,redcap" help:"xlsform, fhir or redcap." placeholder:"FORMAT"`
	Dir           string   `help:"The folder with the protocol; the shipped library if left out." placeholder:"DIR"`
	Clinic        string   `help:"The clinic's file, for the order of the languages; the shipped sample if left out." placeholder:"FILE"`
	Out           string   `help:"The file to make or, of several questionnaires, the folder to make them in; QUESTIONNAIRE.xlsx, .json or .csv here if left out." placeholder:"PATH"`
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

// flowsImportCmd imports a questionnaire.
type flowsImportCmd struct {
	File      string   `arg:"" help:"An XLSForm workbook (.xlsx) or a FHIR R4 Questionnaire (.json)."`
	Out       string   `help:"The protocol's folder to add to, or a new one, which becomes a protocol of its own; a new one named after the questionnaire if left out." placeholder:"DIR"`
	ID        string   `help:"The questionnaire's id here, instead of the file's." placeholder:"NAME"`
	Licence   string   `help:"Its licence, where the file has none: own, or an SPDX identifier." placeholder:"SPDX"`
	Source    string   `help:"Where it comes from, where the file does not say." placeholder:"TEXT"`
	Theme     int      `help:"Its theme, 1 to 12, or 0 for safety, where the file has none." default:"-1" placeholder:"N"`
	Language  string   `help:"The language of texts that do not say theirs." placeholder:"LOCALE"`
	Languages []string `help:"Take these languages only, separated by commas." placeholder:"LOCALE"`
}

// Help says what happens to content that Footing has no place for.
func (flowsImportCmd) Help() string {
	return "What could not be taken is listed with the sheet and row, or the path in the JSON. A questionnaire without licence and " +
		"source is refused, and so is one that footing check would refuse. Nothing is written over."
}

// mostImported is the largest file, in bytes, read into memory; interchange has narrower limits.
const mostImported = 16 << 20

// Run reads the file and lists what it could not import. It writes files that footing check accepts, or none.
func (c flowsImportCmd) Run(s assembly.Surroundings) error {
	form, found, err := c.read()
	if _, printed := fmt.Fprint(s.ErrOut, findingLines(found)); printed != nil {
		return fmt.Errorf("print what was found: %w", printed)
	}
	if err != nil {
		return fmt.Errorf("nothing was imported from %s: %w", c.File, err)
	}
	out := c.Out
	if out == "" {
		out = form.ID
	}
	joins, err := isProtocol(out)
	if err != nil {
		return err
	}
	around := assembly.Sources{}
	if joins {
		around.Dir = out
	}
	made, err := c.make(form, around, out)
	var problems load.Problems
	if errors.As(err, &problems) {
		_, err = fmt.Fprintf(s.ErrOut, "%v\n\nnothing was imported from %s: %s in what would have been written\n", problems,
			c.File, assembly.Many(len(problems), "problem"))
		return errors.Join(assembly.ErrFound, err)
	}
	if err != nil {
		return fmt.Errorf("nothing was imported from %s: %w", c.File, err)
	}
	if err := keepAll(made.files); err != nil {
		return err
	}
	taken := "everything was taken"
	if len(found) > 0 {
		taken = assembly.Many(len(found), "finding") + " above"
	}
	_, err = fmt.Fprintf(s.Out, "%s: %s in %s, %s.\n%s", made.main,
		assembly.Many(len(form.Items), "item"), strings.Join(slices.Sorted(slices.Values(form.Languages)),
			", "), taken, made.next)
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// read reads the file in the format that its name suggests.
func (c flowsImportCmd) read() (interchange.Form, []interchange.Finding, error) {
	var read func([]byte, interchange.Wishes) (interchange.Form, []interchange.Finding, error)
	switch strings.ToLower(filepath.Ext(c.File)) {
	case ".xlsx":
		read = interchange.ReadXLSForm
	case ".json":
		read = interchange.ReadFHIR
	default:
		return interchange.Form{}, nil, errors.New("it is neither an XLSForm, which ends in .xlsx, nor a FHIR Questionnaire, which ends in .json")
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return interchange.Form{}, nil, assembly.Cause(err)
	}
	if info.Size() > mostImported {
		return interchange.Form{}, nil, fmt.Errorf("it is larger than %d MiB", mostImported>>20)
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return interchange.Form{}, nil, assembly.Cause(err)
	}
	if c.Theme < interchange.NoTheme || c.Theme > 12 {
		return interchange.Form{}, nil, fmt.Errorf("--theme %d: from 1 to 12, or 0 for safety", c.Theme)
	}
	return read(data, interchange.Wishes{
		ID: c.ID, Licence: c.Licence, Source: c.Source, Theme: c.Theme, Language: c.Language, Languages: c.Languages,
	})
}

// isProtocol tells whether the folder is a protocol that can be added to. A folder with other content is refused.
func isProtocol(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("the folder %s cannot be read: %w", dir, assembly.Cause(err))
	case slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "protocol.yaml" }):
		return true, nil
	case len(entries) > 0:
		return false, fmt.Errorf("the folder %s has other things in it and no protocol.yaml: give a new one, or a protocol's, with --out", dir)
	}
	return false, nil
}

// imported are the files of an import.
type imported struct {
	files map[string][]byte // by path
	main  string            // the path of the questionnaire itself
	next  string            // what is to be done next
}

// make makes the files, and checks them.
func (c flowsImportCmd) make(form interchange.Form, around assembly.Sources, out string) (imported, error) {
	plan, err := around.Load()
	if err != nil {
		if problems := (load.Problems{}); errors.As(err, &problems) {
			err = fmt.Errorf("the protocol in %s has %s: footing check %s shows them", out,
				assembly.Many(len(problems), "problem"), out)
		}
		return imported{}, err
	}
	if err := interchange.Try(form, plan); err != nil {
		return imported{}, err
	}
	folder := ""
	if around.Dir != "" {
		if err := unique(form, plan); err != nil {
			return imported{}, err
		}
		folder = form.OwnFolder(plan)
	}
	made := imported{files: map[string][]byte{}, main: filepath.Join(out, folder, form.ID+".yaml")}
	for name, data := range form.Files() {
		made.files[filepath.Join(out, folder, name)] = data
	}
	if around.Dir != "" {
		made.next = fmt.Sprintf("Now name %s in the rotation of %s", form.ID, filepath.Join(out, "protocol.yaml"))
		for _, locale := range slices.Sorted(maps.Keys(plan.Wordings)) {
			if !slices.Contains(form.Languages, locale) {
				made.next += ", write " + filepath.Join(folder, form.ID+"."+locale+".yaml")
			}
		}
		made.next += ", and run footing check " + out + "\n"
		return made, nil
	}
	conversation, err := interchange.Conversation(form.Languages)
	if err != nil {
		return imported{}, err
	}
	for name, data := range conversation {
		made.files[filepath.Join(out, name)] = data
	}
	clinic := filepath.Join(out, "clinic.yaml")
	made.files[filepath.Join(out, "protocol.yaml")] = interchange.Protocol(form)
	made.files[clinic] = interchange.Clinic(form.Languages)
	made.next = fmt.Sprintf("Now run footing check %s --clinic %s\n", out, clinic)
	return made, nil
}

// unique refuses questions with ids that the protocol already has.
func unique(form interchange.Form, plan *flows.Protocol) error {
	for _, id := range slices.Sorted(maps.Keys(plan.Questionnaires)) {
		for _, item := range form.Items {
			if _, taken := plan.Item(id, item.ID); taken && id != form.ID {
				return fmt.Errorf("the question `%s` is in %s already, and ids are unique over the whole protocol: rename it in the file", item.ID, plan.Questionnaires[id].File)
			}
		}
	}
	return nil
}
