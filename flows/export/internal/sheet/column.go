package sheet

import (
	"strconv"
	"strings"
)

// Column is one column. Kind is a type of Table Schema: string, integer or boolean.
type Column[T any] struct {
	Name, Kind string
	Required   bool
	Cell       func(*T) string // empty: no value

	enum  []string
	least *int
}

// Reference is a foreign key: columns that identify a row of another sheet.
type Reference struct {
	Fields []string
	Sheet  string
	To     []string
}

// CSV is the text of a cell. Text that begins like a formula is escaped, because a spreadsheet would run it.
func (c *Column[T]) CSV(row *T) string {
	cell := c.Cell(row)
	if c.Kind == "string" {
		return Harmless(cell)
	}
	return cell
}

// Harmless puts an apostrophe before text that a spreadsheet would run as a formula.
func Harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// Words is a column of texts that are always there.
func Words[T any](name string, of func(*T) string) Column[T] {
	return Column[T]{Name: name, Kind: "string", Required: true, Cell: of}
}

// Maybe is a column of texts that may be missing.
func Maybe[T any](name string, of func(*T) *string) Column[T] {
	return Column[T]{Name: name, Kind: "string", Cell: func(r *T) string {
		if s := of(r); s != nil {
			return *s
		}
		return ""
	}}
}

// Whole is a column of whole numbers that may be missing.
func Whole[T any](name string, of func(*T) *int32) Column[T] {
	return Column[T]{Name: name, Kind: "integer", Cell: func(r *T) string {
		if n := of(r); n != nil {
			return strconv.Itoa(int(*n))
		}
		return ""
	}}
}

// From sets the least value of a column and makes it required.
func (c Column[T]) From(least int) Column[T] {
	c.Required, c.least = true, &least
	return c
}

// Among sets the values that a column can have.
func (c Column[T]) Among(values ...string) Column[T] {
	c.enum = values
	return c
}
