// Package sheet writes the tables of an export, each in the formats that have plain tables, and describes them for a
// data package (Frictionless). A Sheet says which columns it has, once for all formats, and dictionary.txt what they
// are:
//
//	weeks := sheet.Sheet[row]{Name: "weeks", Key: []string{"week"}, Columns: []sheet.Column[row]{
//		sheet.Whole("week", func(r *row) *int32 { return &r.Week }).From(1),
//	}}
//	set := sheet.NewSet(ledger, release)
//	err := sheet.WriteAll(set, weeks, []string{sheet.CSV}, rows)
//
// Begin, Write and Close do the same for rows that come one after the other. It knows nothing of people: what a row may
// show is decided before.
package sheet

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"

	"footing/flows/export/internal/ledger"
)

// The formats with plain tables. Each is also the ending of its files.
const (
	CSV     = "csv"
	Parquet = "parquet"
	JSONL   = "jsonl"
)

// Set is the sheets of one export.
type Set struct {
	Resources []Resource     // one for each file that is finished
	Rows      map[string]int // by sheet
	ledger    *ledger.Ledger
	release   string // of the program

	dictionary map[string]string // by sheet, sheet.column or *.column
}

// NewSet begins the sheets of an export, which a release of the program writes to a ledger.
func NewSet(l *ledger.Ledger, release string) *Set {
	return &Set{Rows: map[string]int{}, ledger: l, release: release, dictionary: readDictionary(dictionary)}
}

// Sheet describes one table of an export: its file name and its columns in order. The same rows become CSV, Parquet and
// JSON lines, and the description becomes a resource of the data package.
type Sheet[T any] struct {
	Name    string
	Key     []string
	Refers  []Reference
	Columns []Column[T]
}

// Files are the open files of one sheet.
type Files[T any] struct {
	set     *Set
	sheet   Sheet[T]
	opened  []*ledger.File
	rows    int
	csv     *csv.Writer
	json    *json.Encoder
	parquet *parquet.GenericWriter[T]
	cells   []string
}

// Limits of a Parquet row group, which a writer holds in memory.
const (
	rowsTogether = 50_000
	pageSize     = 64 << 10
)

// Begin opens the files of a sheet, one for each of the formats that has plain tables.
func Begin[T any, F ~string](to *Set, s Sheet[T], formats []F) (*Files[T], error) {
	f := &Files[T]{set: to, sheet: s, cells: make([]string, len(s.Columns))}
	for _, format := range tabular(formats) {
		one, err := to.ledger.Open(s.Name + "." + format)
		if err != nil {
			return nil, err
		}
		f.opened = append(f.opened, one)
		switch format {
		case JSONL:
			f.json = json.NewEncoder(one)
			f.json.SetEscapeHTML(false)
		case Parquet:
			f.parquet = parquet.NewGenericWriter[T](one,
				parquet.CreatedBy("footing", to.release, ""), parquet.Compression(&parquet.Snappy),
				parquet.MaxRowsPerRowGroup(rowsTogether), parquet.PageBufferSize(pageSize))
		case CSV:
			if err := f.header(one); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

func (f *Files[T]) header(w io.Writer) error {
	f.csv = csv.NewWriter(w)
	f.csv.UseCRLF = true
	names := make([]string, len(f.sheet.Columns))
	for n, c := range f.sheet.Columns {
		names[n] = c.Name
	}
	if err := f.csv.Write(names); err != nil {
		return fmt.Errorf("write %s.csv: %w", f.sheet.Name, err)
	}
	return nil
}

// Write adds rows.
func (f *Files[T]) Write(rows []T) error {
	for n := range rows {
		if f.csv != nil {
			for i := range f.sheet.Columns {
				f.cells[i] = f.sheet.Columns[i].CSV(&rows[n])
			}
			if err := f.csv.Write(f.cells); err != nil {
				return fmt.Errorf("write %s.csv: %w", f.sheet.Name, err)
			}
		}
		if f.json != nil {
			if err := f.json.Encode(&rows[n]); err != nil {
				return fmt.Errorf("write %s.jsonl: %w", f.sheet.Name, err)
			}
		}
	}
	f.rows += len(rows)
	if f.parquet != nil {
		if _, err := f.parquet.Write(rows); err != nil {
			return fmt.Errorf("write %s.parquet: %w", f.sheet.Name, err)
		}
	}
	return nil
}

// Close finishes the files.
func (f *Files[T]) Close() error {
	if f.csv != nil {
		f.csv.Flush()
		if err := f.csv.Error(); err != nil {
			return fmt.Errorf("write %s.csv: %w", f.sheet.Name, err)
		}
	}
	if f.parquet != nil {
		if err := f.parquet.Close(); err != nil {
			return fmt.Errorf("write %s.parquet: %w", f.sheet.Name, err)
		}
	}
	for _, one := range f.opened {
		if err := one.Close(); err != nil {
			return err
		}
		f.set.Resources = append(f.set.Resources, f.sheet.resource(f.set, one))
	}
	f.set.Rows[f.sheet.Name] = f.rows
	return nil
}

// WriteAll writes a whole sheet, or nothing if there are no rows.
func WriteAll[T any, F ~string](to *Set, s Sheet[T], formats []F, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	f, err := Begin(to, s, formats)
	if err != nil {
		return err
	}
	if err := f.Write(rows); err != nil {
		return err
	}
	return f.Close()
}

// tabular are the formats with plain tables, in a fixed order.
func tabular[F ~string](formats []F) []string {
	all := []string{CSV, JSONL, Parquet}
	return slices.DeleteFunc(all, func(f string) bool { return !slices.Contains(formats, F(f)) })
}
