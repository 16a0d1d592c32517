package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// rows reads a sheet whose first row with text has the column names. Rows without text do not count.
func (x *reader) rows(book *excelize.File, name, known string) ([]reading.Row, error) {
	cursor, err := book.Rows(name)
	if err != nil {
		return nil, reading.Unreadable("the sheet %s is broken (%v)", name, err)
	}
	defer func() { _ = cursor.Close() }()
	var list []reading.Row
	for n := 1; cursor.Next(); n++ {
		if n > reading.MostBlank {
			return nil, reading.Unreadable("the sheet %s has more than %d rows", name, reading.MostBlank)
		}
		cells, err := cursor.Columns()
		if err != nil {
			return nil, reading.Unreadable("row %d of the sheet %s is broken (%v)", n, name, err)
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		switch {
		case len(cells) == 0:
			continue
		case len(cells) > reading.MostColumns:
			return nil, reading.Unreadable("the sheet %s has more than %d columns", name, reading.MostColumns)
		case x.columns[known] == nil:
			x.columns[known] = header(cells)
			continue
		case len(list) >= reading.MostRows:
			return nil, reading.Unreadable("the sheet %s has more than %d rows with text", name, reading.MostRows)
		}
		list = append(list, x.row(fmt.Sprintf("%s row %d", known, n), x.columns[known], cells))
	}
	if err := cursor.Error(); err != nil {
		return nil, reading.Unreadable("the sheet %s is broken (%v)", name, err)
	}
	return list, nil
}

// row puts the cells of a row under their columns. Two columns of one name hold together if they are conditions; of
// others the second has a name that nothing reads.
func (x *reader) row(place string, columns, cells []string) reading.Row {
	row := reading.Row{Place: place, Cells: map[string]string{}, Asked: map[string]bool{}}
	for i, cell := range cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if i >= len(columns) || columns[i] == "" {
			x.Found.Form(place, "a cell without a column's name is not taken: %s", neutral.Short(cell))
			continue
		}
		name := columns[i]
		switch before, twice := row.Cells[name]; {
		case twice && (name == relevantColumn || name == constraintColumn):
			row.Cells[name] = "(" + before + ") and (" + cell + ")"
		case twice:
			row.Cells[name+" (second)"] = cell
		default:
			row.Cells[name] = cell
		}
	}
	return row
}

const (
	relevantColumn   = "relevant"
	constraintColumn = "constraint"
)

// header replaces old column names, and the long forms of names, by the present ones.
func header(cells []string) []string {
	names := make([]string, 0, len(cells))
	for _, cell := range cells {
		names = append(names, columnName(cell))
	}
	return names
}

func columnName(cell string) string {
	cell = strings.Join(strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" \t\n\r\u00a0\ufeff", r) }), " ")
	between := "::"
	if !strings.Contains(cell, between) {
		between = ":"
	}
	name, rest, parted := strings.Cut(cell, between)
	rest = strings.TrimSpace(rest)
	name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
	switch {
	case parted && (name == "bind" || name == "control" || name == "body"):
		own := map[string]string{
			"relevant": relevantColumn, "relevance": relevantColumn, "constraint": constraintColumn, "required": "required",
			"readonly": "readonly", "calculate": "calculation", "jr:constraintmsg": "constraint_message",
			"jr:requiredmsg": "required_message", "appearance": "appearance",
		}
		if known, ok := own[strings.ToLower(rest)]; ok {
			return known
		}
		return name + "::" + rest
	case parted && name == "media":
		return rest
	}
	old := map[string]string{
		"relevance": relevantColumn, "value": "name", "caption": "label", "command": "type", "tag": "name", "calculate": "calculation",
		"read_only": "readonly", "constraint-msg": "constraint_message", "required-msg": "required_message",
	}
	if known, ok := old[name]; ok {
		name = known
	}
	if parted {
		return name + "::" + rest
	}
	return name
}

// baseOf is a column's name without its language.
func baseOf(column string) string {
	base, _, _ := strings.Cut(column, "::")
	return base
}

// spoken are the texts of a row's columns of one kind, by language.
func (x *reader) spoken(row reading.Row, what string) map[string]string {
	texts := map[string]string{}
	for _, name := range neutral.SortedKeys(row.Cells) {
		_, language, translated := strings.Cut(name, "::")
		if baseOf(name) != what {
			continue
		}
		locale, known := x.Wishes.Language, x.Wishes.Language != ""
		if translated {
			locale, known = neutral.LocaleOf(language)
		}
		text := row.Get(name)
		switch {
		case text == "":
		case !known && !translated:
			x.Found.Add("column "+name, "in which language is it? --language says so; it is not taken")
		case !known:
			x.Found.Add("column "+name, "this language is not known; name it like `French (fr)`; it is not taken")
		case len(x.Wishes.Languages) > 0 && !slices.Contains(x.Wishes.Languages, locale):
			x.Found.Form("column "+name, "this language was not asked for")
		default:
			texts[locale] = text
		}
	}
	return texts
}

// texts stores the texts of a row's columns of one kind.
func (x *reader) texts(row reading.Row, what, key string) {
	texts := x.spoken(row, what)
	for _, locale := range neutral.SortedKeys(texts) {
		x.Say(row.Place, locale, key, texts[locale])
	}
}
