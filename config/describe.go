package config

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// row is one setting in a form fit to be shown.
type row struct {
	key, value, place string
}

// rowsOf hides secrets.
func rowsOf(all []setting) []row {
	rows := make([]row, 0, len(all))
	for _, s := range all {
		rows = append(rows, row{key: s.name, value: shown(s.name, s.text), place: s.place})
	}
	return rows
}

// Describe writes one line for every key: its value, "(set)" instead of a secret, and where it was given.
func (c Config) Describe(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range c.rows {
		value := r.value
		if value == "" {
			value = "(not set)"
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\n", r.key, value, r.place); err != nil {
			return fmt.Errorf("describe the configuration: %w", err)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("describe the configuration: %w", err)
	}
	return nil
}

// String is the text written by Describe.
func (c Config) String() string {
	var text strings.Builder
	// A strings.Builder never fails.
	_ = c.Describe(&text)
	return text.String()
}
