package export

import (
	"encoding/json"
	"fmt"
	"strings"

	"footing/flows/export/internal/ledger"
)

// A data package (Frictionless) describes the tables to programs: types, possible values, and references between
// tables.

type dataPackage struct {
	Profile     string     `json:"profile"`
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Version     string     `json:"version"`
	Resources   []resource `json:"resources"`
}

type resource struct {
	Profile     string   `json:"profile"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Path        string   `json:"path"`
	Format      string   `json:"format"`
	MediaType   string   `json:"mediatype"`
	Encoding    string   `json:"encoding,omitempty"`
	Bytes       int64    `json:"bytes"`
	Hash        string   `json:"hash"`
	Dialect     *dialect `json:"dialect,omitempty"`
	Schema      *schema  `json:"schema,omitempty"`
}

type dialect struct {
	Delimiter      string `json:"delimiter"`
	LineTerminator string `json:"lineTerminator"`
	QuoteChar      string `json:"quoteChar"`
	DoubleQuote    bool   `json:"doubleQuote"`
	Header         bool   `json:"header"`
}

type schema struct {
	Fields        []field      `json:"fields"`
	MissingValues []string     `json:"missingValues"`
	PrimaryKey    []string     `json:"primaryKey,omitempty"`
	ForeignKeys   []foreignKey `json:"foreignKeys,omitempty"`
}

type field struct {
	Name        string       `json:"name"`
	Type        string       `json:"type"`
	Description string       `json:"description"`
	Constraints *constraints `json:"constraints,omitempty"`
}

type constraints struct {
	Required bool     `json:"required,omitempty"`
	Minimum  *int     `json:"minimum,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

type foreignKey struct {
	Fields    []string        `json:"fields"`
	Reference foreignResource `json:"reference"`
}

type foreignResource struct {
	Resource string   `json:"resource"`
	Fields   []string `json:"fields"`
}

// resource describes one finished file of a sheet. Only CSV is a table in the sense of the standard.
func (s sheet[T]) resource(f *ledger.File) resource {
	format := f.Name()[strings.LastIndex(f.Name(), ".")+1:]
	r := resource{
		Profile: "data-resource", Name: s.name + "-" + format, Description: s.about, Path: f.Name(), Format: format,
		Bytes: f.Bytes(), Hash: "sha256:" + f.Sum(),
	}
	switch Format(format) {
	case CSV:
		r.Profile, r.Name, r.MediaType, r.Encoding = "tabular-data-resource", s.name, "text/csv", "utf-8"
		r.Dialect = &dialect{",", "\r\n", `"`, true, true}
		r.Schema = s.schema()
	case Parquet:
		r.MediaType = "application/vnd.apache.parquet"
	case JSONL, FHIR, REDCap:
		r.MediaType, r.Encoding = "application/jsonl", "utf-8"
	}
	return r
}

func (s sheet[T]) schema() *schema {
	described := schema{MissingValues: []string{""}, PrimaryKey: s.key}
	for _, c := range s.columns {
		f := field{Name: c.name, Type: c.kind, Description: c.about}
		if c.required || c.least != nil || c.enum != nil {
			f.Constraints = &constraints{c.required, c.least, c.enum}
		}
		described.Fields = append(described.Fields, f)
	}
	for _, r := range s.refers {
		described.ForeignKeys = append(described.ForeignKeys, foreignKey{r.fields, foreignResource{r.sheet, r.to}})
	}
	return &described
}

// dataPackage describes all tables that were written.
func (x *run) dataPackage() dataPackage {
	return dataPackage{
		Profile: "data-package", Name: "footing-" + x.Study + "-" + string(x.Level),
		Title:       fmt.Sprintf("Footing, study %s: %s", x.Study, x.title()),
		Description: x.statement(), Version: x.Release, Resources: x.resources,
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
