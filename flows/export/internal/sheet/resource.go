package sheet

import (
	"strings"

	"footing/flows/export/internal/ledger"
)

// Resource describes one file to programs.
type Resource struct {
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
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	Description string      `json:"description"`
	Constraints constraints `json:"constraints,omitzero"`
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
func (s Sheet[T]) resource(to *Set, f *ledger.File) Resource {
	format := f.Name()[strings.LastIndex(f.Name(), ".")+1:]
	r := Resource{
		Profile: "data-resource", Name: s.Name + "-" + format, Description: to.About(s.Name, ""), Path: f.Name(), Format: format,
		Bytes: f.Bytes(), Hash: "sha256:" + f.Sum(),
	}
	switch format {
	case CSV:
		r.Profile, r.Name, r.MediaType, r.Encoding = "tabular-data-resource", s.Name, "text/csv", "utf-8"
		r.Dialect = &dialect{",", "\r\n", `"`, true, true}
		r.Schema = s.schema(to)
	case Parquet:
		r.MediaType = "application/vnd.apache.parquet"
	case JSONL:
		r.MediaType, r.Encoding = "application/jsonl", "utf-8"
	}
	return r
}

func (s Sheet[T]) schema(to *Set) *schema {
	described := schema{MissingValues: []string{""}, PrimaryKey: s.Key}
	for _, c := range s.Columns {
		described.Fields = append(described.Fields, field{
			Name: c.Name, Type: c.Kind, Description: to.About(s.Name, c.Name),
			Constraints: constraints{c.Required, c.least, c.enum},
		})
	}
	for _, r := range s.Refers {
		described.ForeignKeys = append(described.ForeignKeys, foreignKey{r.Fields, foreignResource{r.Sheet, r.To}})
	}
	return &described
}
