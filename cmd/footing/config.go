package main

import (
	"fmt"

	"footing/cmd/footing/internal/assembly"
)

type configCmd struct {
	Print configPrintCmd `cmd:"" help:"Print every setting, its value and where it was given."`
}

// configPrintCmd shows the settings as serve, started the same way, would have them.
type configPrintCmd struct{}

// Help is what --help says below the first line.
func (configPrintCmd) Help() string {
	return `One line a setting: its name, its value, and where it was given. A secret is shown as (set). A command reads
the same settings as serve only if it is given the same footing.yaml and the same environment, by the same user:
compare here where they seem to differ.`
}

// Run prints them.
func (configPrintCmd) Run(s assembly.Surroundings) error {
	a, err := assembly.New(s, assembly.Want{})
	if err != nil {
		return err
	}
	if err := a.Config.Describe(s.Out); err != nil {
		return fmt.Errorf("print the settings: %w", err)
	}
	return nil
}
