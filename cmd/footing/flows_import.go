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

	"footing/flows"
	"footing/flows/interchange"
)

// flowsImportCmd takes in a questionnaire.
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

// Help says what becomes of what has no place here.
func (flowsImportCmd) Help() string {
	return "What could not be taken is listed with the sheet and row, or the path in the JSON. A questionnaire without licence and " +
		"source is refused, and so is one that footing check would refuse. Nothing is written over."
}

// mostImported is the largest file that is read into memory; interchange has the limits that matter.
const mostImported = 16 << 20

// Run reads the file, lists what it could not take, and writes what footing check accepts, or nothing.
func (c flowsImportCmd) Run(s surroundings) error {
	form, found, err := c.read()
	if _, printed := fmt.Fprint(s.errout, findingLines(found)); printed != nil {
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
	around := sources{}
	if joins {
		around.dir = out
	}
	files, next, err := c.files(form, around, out)
	var problems flows.Problems
	if errors.As(err, &problems) {
		_, err = fmt.Fprintf(s.errout, "%v\n\nnothing was imported from %s: %s in what would have been written\n", problems, c.File, many(len(problems), "problem"))
		return errors.Join(errFound, err)
	}
	if err != nil {
		return fmt.Errorf("nothing was imported from %s: %w", c.File, err)
	}
	if err := keepAll(files); err != nil {
		return err
	}
	taken := "everything was taken"
	if len(found) > 0 {
		taken = many(len(found), "finding") + " above"
	}
	_, err = fmt.Fprintf(s.out, "%s: %s in %s, %s.\n%s", filepath.Join(out, form.ID+".yaml"),
		many(len(form.Items), "item"), strings.Join(slices.Sorted(slices.Values(form.Languages)), ", "), taken, next)
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// read reads the file by what its name says it is.
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
		return interchange.Form{}, nil, cause(err)
	}
	if info.Size() > mostImported {
		return interchange.Form{}, nil, fmt.Errorf("it is larger than %d MiB", mostImported>>20)
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return interchange.Form{}, nil, cause(err)
	}
	if c.Theme < interchange.NoTheme || c.Theme > 12 {
		return interchange.Form{}, nil, fmt.Errorf("--theme %d: from 1 to 12, or 0 for safety", c.Theme)
	}
	return read(data, interchange.Wishes{
		ID: c.ID, Licence: c.Licence, Source: c.Source, Theme: c.Theme, Language: c.Language, Languages: c.Languages,
	})
}

// isProtocol tells whether the folder is a protocol that can be added to. One that has something else in it is refused.
func isProtocol(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("the folder %s cannot be read: %w", dir, cause(err))
	case slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "protocol.yaml" }):
		return true, nil
	case len(entries) > 0:
		return false, fmt.Errorf("the folder %s has other things in it and no protocol.yaml: give a new one, or a protocol's, with --out", dir)
	}
	return false, nil
}

// files are those to write, after they were tried, and what is to be done next.
func (c flowsImportCmd) files(form interchange.Form, around sources, out string) (map[string][]byte, string, error) {
	plan, err := around.load()
	if err != nil {
		if problems := (flows.Problems{}); errors.As(err, &problems) {
			err = fmt.Errorf("the protocol in %s has %s: footing check %s shows them", out, many(len(problems), "problem"), out)
		}
		return nil, "", err
	}
	if err := interchange.Try(form, plan); err != nil {
		return nil, "", err
	}
	if around.dir != "" {
		if err := unique(form, plan); err != nil {
			return nil, "", err
		}
	}
	files := map[string][]byte{}
	for name, data := range form.Files() {
		files[filepath.Join(out, name)] = data
	}
	if around.dir != "" {
		next := fmt.Sprintf("Now name %s in the rotation of %s", form.ID, filepath.Join(out, "protocol.yaml"))
		for _, locale := range slices.Sorted(maps.Keys(plan.Wordings)) {
			if !slices.Contains(form.Languages, locale) {
				next += fmt.Sprintf(", write %s.%s.yaml", form.ID, locale)
			}
		}
		return files, next + ", and run footing check " + out + "\n", nil
	}
	conversation, err := conversationIn(form.Languages)
	if err != nil {
		return nil, "", err
	}
	for name, data := range conversation {
		files[filepath.Join(out, name)] = data
	}
	clinic := filepath.Join(out, "clinic.yaml")
	files[filepath.Join(out, "protocol.yaml")] = interchange.Protocol(form)
	files[clinic] = interchange.Clinic(form.Languages)
	return files, fmt.Sprintf("Now run footing check %s --clinic %s\n", out, clinic), nil
}

// unique refuses questions whose ids the protocol has already.
func unique(form interchange.Form, plan *flows.Protocol) error {
	for _, id := range slices.Sorted(maps.Keys(plan.Questionnaires)) {
		for _, item := range form.Items {
			if _, taken := plan.Item(id, item.ID); taken && id != form.ID {
				return fmt.Errorf("the question `%s` is in %s.yaml already, and ids are unique over the whole protocol: rename it in the file", item.ID, id)
			}
		}
	}
	return nil
}

// conversationIn are the shipped texts that belong to no questionnaire. The bot itself must speak a language before it
// can ask anything in it.
func conversationIn(languages []string) (map[string][]byte, error) {
	library := flows.Library()
	entries, err := fs.ReadDir(library, ".")
	if err != nil {
		return nil, fmt.Errorf("read the library: %w", err)
	}
	files, spoken := map[string][]byte{}, []string{}
	for _, entry := range entries {
		name, rest, _ := strings.Cut(entry.Name(), ".")
		locale := strings.TrimSuffix(rest, ".yaml")
		if locale == rest || locale == "" {
			continue
		}
		if !slices.Contains(spoken, locale) {
			spoken = append(spoken, locale)
		}
		if _, err := fs.Stat(library, name+".yaml"); err == nil || !slices.Contains(languages, locale) {
			continue // of a questionnaire that ships, or another language
		}
		if files[entry.Name()], err = fs.ReadFile(library, entry.Name()); err != nil {
			return nil, fmt.Errorf("read the library: %w", err)
		}
	}
	for _, locale := range languages {
		if !slices.Contains(spoken, locale) {
			return nil, fmt.Errorf("the bot does not speak `%s`: take other languages with --languages (it speaks %s), or add to a protocol that has its words with --out",
				locale, strings.Join(spoken, ", "))
		}
	}
	return files, nil
}
