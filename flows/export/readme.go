package export

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"text/template"

	"footing/flows/export/disclosure"
)

// attackFile measures the protection from the files alone, for whoever has them.
//
//go:embed attack.py
var attackFile []byte

//go:embed readme.tmpl
var readmeText string

// letter holds the values for the recipient's README.
type letter struct {
	manifest
	Title   string
	Fine    bool
	Risk    disclosure.Report
	Percent func(float64) string
	Has     func(string) bool
	Some    func(*int) bool
	Whole   func(*int) int
}

// readme writes the README for the recipient.
func (x *run) readme(risk disclosure.Report) ([]byte, error) {
	parsed, err := template.New("readme").Parse(readmeText)
	if err != nil {
		return nil, fmt.Errorf("read the README's template: %w", err)
	}
	l := letter{
		manifest: x.manifest(), Title: x.title(), Fine: x.FineTimes, Risk: risk,
		Percent: func(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) },
		Some:    func(n *int) bool { return *n > 0 },
		Whole:   func(n *int) int { return *n },
		Has:     func(f string) bool { return slices.Contains(x.Formats, Format(f)) },
	}
	var text bytes.Buffer
	if err := parsed.Execute(&text, l); err != nil {
		return nil, fmt.Errorf("write the README: %w", err)
	}
	return text.Bytes(), nil
}
