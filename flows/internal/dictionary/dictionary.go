// Package dictionary names the eighteen columns of a REDCap data dictionary, for whoever writes or reads one:
//
//	err := dictionary.Write(file, []dictionary.Field{{Name: "record_id", Form: "people", Type: "text"}})
//	name := row[dictionary.Name]
//
// REDCap itself takes the columns by their place and does not mind their titles; other programs go by the titles. What
// stands in the columns is the business of those who write them.
package dictionary

import (
	"encoding/csv"
	"fmt"
	"io"
)

// The places of the columns, as far as they are filled.
const (
	Name = iota
	Form
	Section
	Type
	Label
	Choices
	Note
	Validation
	Least
	Most
	_
	Branching
	_
	_
	_
	_
	_
	Annotation
)

// Columns are the titles, in order, as REDCap writes them.
func Columns() []string {
	return []string{
		"Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
		"Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
		"Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
		"Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
		"Field Annotation",
	}
}

// Column is the title of the column at a place.
func Column(place int) string { return Columns()[place] }

// Field is a row.
type Field struct {
	Name, Form, Section, Type, Label, Choices, Note, Validation, Least, Most, Branching, Annotation string
}

// Write writes the fields below the titles.
func Write(w io.Writer, fields []Field) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{Columns()}
	for _, f := range fields {
		rows = append(rows, []string{
			Name: f.Name, Form: f.Form, Section: f.Section, Type: f.Type, Label: f.Label, Choices: f.Choices, Note: f.Note,
			Validation: f.Validation, Least: f.Least, Most: f.Most, Branching: f.Branching, Annotation: f.Annotation,
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write a data dictionary: %w", err)
	}
	return nil
}
