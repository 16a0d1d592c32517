package export

import (
	"encoding/json"
	"fmt"
	"strings"

	"footing/flows/export/internal/sheet"
)

// A data package (Frictionless) describes the tables to programs: types, possible values, and references between
// tables.

type dataPackage struct {
	Profile     string           `json:"profile"`
	Name        string           `json:"name"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Version     string           `json:"version"`
	Resources   []sheet.Resource `json:"resources"`
}

// dataPackage describes all tables that were written.
func (x *run) dataPackage() dataPackage {
	return dataPackage{
		Profile: "data-package", Name: "footing-" + x.Study + "-" + string(x.Level),
		Title:       fmt.Sprintf("Footing, study %s: %s", x.Study, x.title()),
		Description: x.statement(), Version: x.Release, Resources: x.sheets.Resources,
	}
}

// pretty is a value as indented JSON with a final line break.
func pretty(v any) ([]byte, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("write as JSON: %w", err)
	}
	return []byte(text.String()), nil
}
