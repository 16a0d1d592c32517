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

// flowsImportCmd imports a questionnaire.
type flowsImportCmd struct {
	File      string   `arg:"" help:"An XLSForm workbook (.xlsx), a FHIR R4 Questionnaire (.json) or a REDCap data dictionary (.csv)."`
	Out       string   `help:"The protocol's folder to add to, or a new one, which becomes a protocol of its own; a new one named after the questionnaire if left out." placeholder:"DIR"`
	ID        string   `help:"The questionnaire's id here, instead of the file's." placeholder:"NAME"`
	Licence   string   `help:"Its licence, where the file has none: own, or an SPDX identifier." placeholder:"SPDX"`
	Source    string   `help:"Where it comes from, where the file does not say." placeholder:"TEXT"`
	Theme     int      `help:"Its theme, 1 to 12, or 0 for safety, where the file has none." default:"-1" placeholder:"N"`
	Language  string   `help:"The language of texts that do not say theirs." placeholder:"LOCALE"`
	Languages []string `help:"Take these languages only, separated by commas." placeholder:"LOCALE"`
	Clinic    string   `help:"The clinic's file of a protocol that is added to; its clinic.yaml if left out, or the shipped sample." placeholder:"FILE"`

	Safety    []string          `help:"Bind this question about suicide or self-harm to consent, duty hours, Footing's own question after it, and alerts; without that it is not taken." placeholder:"ITEM"`
	Scoring   string            `help:"Which values are good: best-high, best-low (symptoms), or none: not said. Nothing is assumed." enum:",best-high,best-low,none" default:"" placeholder:"WAY"`
	ScoringOf map[string]string `help:"The same for one question." placeholder:"ITEM=WAY"`
	Min       map[string]int    `help:"The lowest number of a question of which the file does not say it." placeholder:"ITEM=N"`
	Max       map[string]int    `help:"The highest number likewise." placeholder:"ITEM=N"`
	Allow     []string          `help:"Pass over a column, extension or property that would keep a question out." sep:"none" placeholder:"NAME"`
	Accept    bool              `help:"Exit with 0 also where questions were not taken or are asked otherwise."`
}

// Help says what happens to content that Footing has no place for.
func (flowsImportCmd) Help() string {
	return "What is not taken is listed first, then what is asked otherwise than in the file, then what only looks different, with the " +
		"sheet and row, or the path in the JSON. The exit code is 3 if there is anything of the first two. Whatever stands on a " +
		"question and is not understood keeps it out. A questionnaire without licence and source is refused. Nothing is written over."
}

// mostImported is the largest file, in bytes, read into memory; interchange has narrower limits.
const mostImported = 16 << 20

// Run reads the file and lists what it could not import. It writes files that footing check accepts, or none.
func (c flowsImportCmd) Run(s assembly.Surroundings) error {
	form, found, err := c.read(s)
	if err != nil {
		return errors.Join(c.list(s, found), fmt.Errorf("nothing was imported from %s: %w", c.File, err))
	}
	out := firstGiven(c.Out, form.ID)
	around, err := c.around(out)
	if err != nil {
		return err
	}
	made, more, err := c.make(form, around, out)
	found = append(found, more...)
	if printed := c.list(s, found); printed != nil {
		return printed
	}
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
		taken = assembly.Many(len(interchange.Fold(found)), "finding") + " above"
	}
	_, err = fmt.Fprintf(s.Out, "%s: %s in %s, %s.\n%s", made.main,
		assembly.Many(len(made.form.Items), "item"), strings.Join(slices.Sorted(slices.Values(made.form.Languages)),
			", "), taken, made.next)
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	if interchange.Changed(found) && !c.Accept {
		return assembly.ErrLook
	}
	return nil
}

func firstGiven(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// list prints the findings under their heads.
func (c flowsImportCmd) list(s assembly.Surroundings, found []interchange.Finding) error {
	var b strings.Builder
	head := interchange.Head(-1)
	for _, one := range interchange.Fold(found) {
		if one.Head != head {
			head = one.Head
			fmt.Fprintf(&b, "%s:\n", head)
		}
		fmt.Fprintf(&b, "  %s\n", one)
	}
	if _, err := fmt.Fprint(s.ErrOut, b.String()); err != nil {
		return fmt.Errorf("print what was found: %w", err)
	}
	return nil
}

// read reads the file in the format that its name suggests.
func (c flowsImportCmd) read(s assembly.Surroundings) (interchange.Form, []interchange.Finding, error) {
	var read func([]byte, interchange.Wishes) (interchange.Form, []interchange.Finding, error)
	switch strings.ToLower(filepath.Ext(c.File)) {
	case ".xlsx":
		read = interchange.ReadXLSForm
	case ".json":
		read = interchange.ReadFHIR
	case ".csv":
		read = interchange.ReadREDCap
	default:
		return interchange.Form{}, nil, errors.New("it is neither an XLSForm, which ends in .xlsx, nor a FHIR " +
			"Questionnaire, which ends in .json, nor a REDCap data dictionary, which ends in .csv")
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
	for item, way := range c.ScoringOf {
		if !slices.Contains([]string{interchange.BestHigh, interchange.BestLow, interchange.Unscored}, way) {
			return interchange.Form{}, nil, fmt.Errorf("--scoring-of %s=%s: best-high, best-low or none", item, way)
		}
	}
	return read(data, interchange.Wishes{
		ID: c.ID, Licence: c.Licence, Source: c.Source, Theme: c.Theme, Language: c.Language, Languages: c.Languages,
		Allow: c.Allow, Scoring: c.Scoring, ScoringOf: c.ScoringOf, Safety: c.Safety, Min: c.Min, Max: c.Max,
		Signed: filepath.Base(c.File) + ", " + s.Now().Format("2 January 2006") + who(s.Environ),
	})
}

// who is the account that runs the command, as the environment has it.
func who(environ []string) string {
	for _, name := range []string{"USER=", "LOGNAME=", "USERNAME="} {
		for _, entry := range environ {
			if value, ok := strings.CutPrefix(entry, name); ok && value != "" {
				return ", by " + value
			}
		}
	}
	return ""
}

// around is the protocol that is added to: none, if the folder is a new one.
func (c flowsImportCmd) around(out string) (assembly.Sources, error) {
	joins, err := isProtocol(out)
	if err != nil || !joins {
		return assembly.Sources{}, err
	}
	around := assembly.Sources{Dir: out, Clinic: c.Clinic, Asked: true}
	if _, err := os.Stat(filepath.Join(out, "clinic.yaml")); err == nil && c.Clinic == "" {
		around.Clinic = filepath.Join(out, "clinic.yaml")
	}
	return around, nil
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
	form  interchange.Form  // what of it was written
	main  string            // the path of the questionnaire itself
	next  string            // what is to be done next
}

// make makes the files, and checks them. The findings are of what does not load and was left out.
func (c flowsImportCmd) make(
	form interchange.Form, around assembly.Sources, out string,
) (imported, []interchange.Finding, error) {
	plan, err := around.Load()
	if err != nil {
		if problems := (load.Problems{}); errors.As(err, &problems) {
			err = fmt.Errorf("the protocol in %s has %s: footing check %s shows them", out,
				assembly.Many(len(problems), "problem"), out)
		}
		return imported{}, nil, err
	}
	form, found, err := interchange.Settle(form, plan)
	if err != nil {
		return imported{}, found, err
	}
	made, err := c.files(form, plan, around, out)
	return made, found, err
}

// files are the questionnaire's files, and those of a protocol of its own if there is none around it.
func (c flowsImportCmd) files(
	form interchange.Form, plan *flows.Protocol, around assembly.Sources, out string,
) (imported, error) {
	folder := ""
	if around.Dir != "" {
		if err := unique(form, plan); err != nil {
			return imported{}, err
		}
		folder = interchange.OwnFolder(&form, plan)
	}
	made := imported{files: map[string][]byte{}, form: form, main: filepath.Join(out, folder, form.ID+".yaml")}
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
				return fmt.Errorf("the question `%s` is in %s already, and ids are unique over the whole protocol: rename it in "+
					"the file", item.ID, plan.Questionnaires[id].File)
			}
		}
	}
	return nil
}
