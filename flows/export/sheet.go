package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"footing/flows/export/internal/ledger"
)

// sheet describes one table of an export: its file name and its columns in order. The same rows become CSV, Parquet and
// JSON lines, and the description becomes a resource of the data package.
type sheet[T any] struct {
	name, about string
	key         []string
	refers      []reference
	columns     []column[T]
}

// column is one column. Kind is a type of Table Schema: string, integer or boolean.
type column[T any] struct {
	name, kind, about string
	required          bool
	enum              []string
	least             *int
	cell              func(*T) string // empty: no value
}

// reference is a foreign key: columns that identify a row of another sheet.
type reference struct {
	fields []string
	sheet  string
	to     []string
}

// files are the open files of one sheet.
type files[T any] struct {
	run     *run
	sheet   sheet[T]
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

// begin opens the files of a sheet, one for each tabular format.
func begin[T any](x *run, s sheet[T], formats []Format) (*files[T], error) {
	f := &files[T]{run: x, sheet: s, cells: make([]string, len(s.columns))}
	for _, format := range tabular(formats) {
		one, err := x.ledger.Open(s.name + "." + string(format))
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
				parquet.CreatedBy("footing", x.Release, ""), parquet.Compression(&parquet.Snappy),
				parquet.MaxRowsPerRowGroup(rowsTogether), parquet.PageBufferSize(pageSize))
		case CSV, FHIR, REDCap:
			if err := f.header(one); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

func (f *files[T]) header(w io.Writer) error {
	f.csv = csv.NewWriter(w)
	f.csv.UseCRLF = true
	names := make([]string, len(f.sheet.columns))
	for n, c := range f.sheet.columns {
		names[n] = c.name
	}
	if err := f.csv.Write(names); err != nil {
		return fmt.Errorf("write %s.csv: %w", f.sheet.name, err)
	}
	return nil
}

// write adds rows.
func (f *files[T]) write(rows []T) error {
	for n := range rows {
		if f.csv != nil {
			for i := range f.sheet.columns {
				f.cells[i] = f.sheet.columns[i].csv(&rows[n])
			}
			if err := f.csv.Write(f.cells); err != nil {
				return fmt.Errorf("write %s.csv: %w", f.sheet.name, err)
			}
		}
		if f.json != nil {
			if err := f.json.Encode(&rows[n]); err != nil {
				return fmt.Errorf("write %s.jsonl: %w", f.sheet.name, err)
			}
		}
	}
	f.rows += len(rows)
	if f.parquet != nil {
		if _, err := f.parquet.Write(rows); err != nil {
			return fmt.Errorf("write %s.parquet: %w", f.sheet.name, err)
		}
	}
	return nil
}

// close finishes the files.
func (f *files[T]) close() error {
	if f.csv != nil {
		f.csv.Flush()
		if err := f.csv.Error(); err != nil {
			return fmt.Errorf("write %s.csv: %w", f.sheet.name, err)
		}
	}
	if f.parquet != nil {
		if err := f.parquet.Close(); err != nil {
			return fmt.Errorf("write %s.parquet: %w", f.sheet.name, err)
		}
	}
	for _, one := range f.opened {
		if err := one.Close(); err != nil {
			return err
		}
		f.run.resources = append(f.run.resources, f.sheet.resource(one))
	}
	f.run.rows[f.sheet.name] = f.rows
	return nil
}

// writeAll writes a whole sheet, or nothing if there are no rows.
func writeAll[T any](x *run, s sheet[T], formats []Format, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	f, err := begin(x, s, formats)
	if err != nil {
		return err
	}
	if err := f.write(rows); err != nil {
		return err
	}
	return f.close()
}

// tabular are the formats with plain tables, in a fixed order.
func tabular(formats []Format) []Format {
	all := []Format{CSV, JSONL, Parquet}
	return slices.DeleteFunc(all, func(f Format) bool { return !slices.Contains(formats, f) })
}

// csv is the text of a cell. Text that begins like a formula is escaped, because a spreadsheet would run it.
func (c *column[T]) csv(row *T) string {
	cell := c.cell(row)
	if c.kind == "string" {
		return harmless(cell)
	}
	return cell
}

// harmless puts an apostrophe before text that a spreadsheet would run as a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// The three ways to define a cell.

func words[T any](name, about string, of func(*T) string) column[T] {
	return column[T]{name: name, kind: "string", about: about, required: true, cell: of}
}

func maybe[T any](name, about string, of func(*T) *string) column[T] {
	return column[T]{name: name, kind: "string", about: about, cell: func(r *T) string { return text(of(r)) }}
}

func whole[T any](name, about string, of func(*T) *int32) column[T] {
	return column[T]{name: name, kind: "integer", about: about, cell: func(r *T) string {
		if n := of(r); n != nil {
			return strconv.Itoa(int(*n))
		}
		return ""
	}}
}

// from sets the least value of a column and makes it required.
func (c column[T]) from(least int) column[T] {
	c.required, c.least = true, &least
	return c
}

// among sets the values that a column can have.
func (c column[T]) among(values ...string) column[T] {
	c.enum = values
	return c
}
