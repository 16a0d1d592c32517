package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/interchange"
)

// flowsNewCmd begins a protocol.
type flowsNewCmd struct {
	Dir       string   `arg:"" help:"The folder to make."`
	Languages []string `help:"Its languages, separated by commas; all that the bot speaks if left out." placeholder:"LOCALE"`
	With      string   `help:"The shipped questionnaire to begin with." default:"settled" placeholder:"QUESTIONNAIRE"`
}

// Help says what is in the folder then.
func (flowsNewCmd) Help() string {
	return "The folder gets protocol.yaml, one shipped questionnaire with its texts, and clinic.yaml, and footing check takes it. What the " +
		"bot says beside the questions is the shipped texts, as long as the folder has none of its own. docs/flows.md goes on from there."
}

// Run writes the folder, which must be new or empty.
func (c flowsNewCmd) Run(s assembly.Surroundings) error {
	if entries, err := os.ReadDir(c.Dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("the folder %s has something in it: give a new one", c.Dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s cannot be read: %w", c.Dir, assembly.Cause(err))
	}
	plan, err := assembly.Sources{}.Load()
	if err != nil {
		return fmt.Errorf("load the shipped protocol: %w", err)
	}
	form, ok := interchange.Of(plan, c.With)
	if !ok {
		return fmt.Errorf("no questionnaire %q ships; footing flows export --format xlsform writes all that do", c.With)
	}
	if len(c.Languages) > 0 {
		if form.Languages, err = spoken(form, c.Languages); err != nil {
			return err
		}
	}
	files := map[string][]byte{}
	for name, data := range form.Files() {
		files[filepath.Join(c.Dir, name)] = data
	}
	clinic := filepath.Join(c.Dir, "clinic.yaml")
	files[filepath.Join(c.Dir, "protocol.yaml")] = interchange.Protocol(form)
	files[clinic] = interchange.Clinic(form.Languages)
	if err := keepAll(files); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s asks %s, in %s.\nNow run footing check %s --clinic %s\n", c.Dir, form.ID,
		strings.Join(form.Languages, ", "), c.Dir, clinic)
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// spoken are the languages asked for, all of which the questionnaire must have.
func spoken(form interchange.Form, wanted []string) ([]string, error) {
	for _, locale := range wanted {
		if form.Texts[locale] == nil {
			return nil, fmt.Errorf("`%s` does not ship: there are %s", locale, strings.Join(form.Languages, ", "))
		}
	}
	return wanted, nil
}
