package reading

import (
	"strings"

	"footing/flows/interchange/internal/neutral"
)

// Row is one row of a sheet being read, by column name. It remembers which cells were read, so that the others can
// be reported.
type Row struct {
	Place string
	Cells map[string]string
	Asked map[string]bool
}

// Get reads a cell, without space around it.
func (r Row) Get(name string) string {
	r.Asked[name] = true
	return strings.TrimSpace(r.Cells[name])
}

// Unread are the columns of cells that were not read.
func (r Row) Unread() []string {
	var list []string
	for _, name := range neutral.SortedKeys(r.Cells) {
		if strings.TrimSpace(r.Cells[name]) != "" && !r.Asked[name] {
			list = append(list, name)
		}
	}
	return list
}

// Rest reports the cells that were not read, in sheets that have no questions.
func (r Row) Rest(found *neutral.Findings) {
	for _, name := range r.Unread() {
		found.Form(r.Place, "`%s` is not taken: %s", name, neutral.Short(r.Cells[name]))
	}
}
