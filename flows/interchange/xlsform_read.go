package interchange

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"footing/flows"
)

// sheetRow is one row of a sheet being read, by column name. It remembers which cells were read, so that the others can
// be reported.
type sheetRow struct {
	place string
	cells map[string]string
	asked map[string]bool
}

func (r sheetRow) get(name string) string {
	r.asked[name] = true
	return strings.TrimSpace(r.cells[name])
}

// rest reports the cells that were not read.
func (r sheetRow) rest(found *findings) {
	for _, name := range sortedKeys(r.cells) {
		if strings.TrimSpace(r.cells[name]) != "" && !r.asked[name] {
			found.add(r.place, "`%s` is not taken: %s", name, short(r.cells[name]))
		}
	}
}

// short is as much of a text as fits on a line.
func short(text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return string(runes)
}

// xlsform is a workbook being read.
type xlsform struct {
	*reading
	columns map[string][]string   // of each sheet
	choices map[string][]sheetRow // by list
	within  []group
}

// group is an open group with its condition.
type group struct {
	kind, condition string
	skipped         bool // a repeat, or inside one
}

// ReadXLSForm reads an XLSForm workbook.
func ReadXLSForm(data []byte, w Wishes) (form Form, found []Finding, err error) {
	defer func() {
		if r := recover(); r != nil {
			form, err = Form{}, unreadable("it is not a sound workbook (%v)", r)
		}
	}()
	if len(data) > largestFile {
		return Form{}, nil, unreadable("it is larger than %d MiB", largestFile>>20)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: largestSheet, UnzipXMLSizeLimit: largestSheet, RawCellValue: true,
	})
	if err != nil {
		return Form{}, nil, unreadable("it is not an .xlsx workbook (%v)", err)
	}
	defer func() { _ = book.Close() }()
	x := &xlsform{reading: newReading(w), columns: map[string][]string{}, choices: map[string][]sheetRow{}}
	sheets := map[string][]sheetRow{}
	for _, name := range book.GetSheetList() {
		known := strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains([]string{surveySheet, choicesSheet, settingsSheet, alertsSheet}, known) {
			x.found.add("sheet "+name, "it is not taken")
			continue
		}
		if sheets[known], err = x.rows(book, name, known); err != nil {
			return Form{}, x.found, err
		}
	}
	if len(sheets[surveySheet]) == 0 {
		return Form{}, x.found, unreadable("it has no sheet `survey` with questions, so it is not an XLSForm")
	}
	x.settings(sheets[settingsSheet])
	for _, row := range sheets[choicesSheet] {
		list := row.get("list_name")
		if list == "" {
			list = row.get("list name")
		}
		x.choices[list] = append(x.choices[list], row)
	}
	for _, row := range sheets[surveySheet] {
		x.question(row)
	}
	x.unusedChoices()
	for _, row := range sheets[alertsSheet] {
		x.form.Alerts = append(x.form.Alerts, Alert{
			row.get("id"), flows.Level(row.get("level")), row.get("when"),
			row.get("at_end") == "yes",
		})
		row.rest(&x.found)
	}
	return x.finish()
}

// rows reads a sheet whose first row has the column names.
func (x *xlsform) rows(book *excelize.File, name, known string) ([]sheetRow, error) {
	cursor, err := book.Rows(name)
	if err != nil {
		return nil, unreadable("the sheet %s is broken (%v)", name, err)
	}
	defer func() { _ = cursor.Close() }()
	var list []sheetRow
	for n := 1; cursor.Next(); n++ {
		if n > mostRows {
			return nil, unreadable("the sheet %s has more than %d rows", name, mostRows)
		}
		cells, err := cursor.Columns()
		switch {
		case err != nil:
			return nil, unreadable("row %d of the sheet %s is broken (%v)", n, name, err)
		case len(cells) > mostColumns:
			return nil, unreadable("the sheet %s has more than %d columns", name, mostColumns)
		case n == 1:
			x.columns[known] = header(cells)
			continue
		}
		row := sheetRow{fmt.Sprintf("%s row %d", known, n), map[string]string{}, map[string]bool{}}
		for i, cell := range cells {
			switch {
			case strings.TrimSpace(cell) == "":
			case i >= len(x.columns[known]) || x.columns[known][i] == "":
				x.found.add(row.place, "a cell without a column's name is not taken: %s", short(cell))
			default:
				row.cells[x.columns[known][i]] = cell
			}
		}
		if len(row.cells) > 0 {
			list = append(list, row)
		}
	}
	if err := cursor.Error(); err != nil {
		return nil, unreadable("the sheet %s is broken (%v)", name, err)
	}
	return list, nil
}

// header replaces old column names by the present ones.
func header(cells []string) []string {
	names := make([]string, 0, len(cells))
	for _, cell := range cells {
		if bound := strings.ToLower(strings.TrimSpace(cell)); bound == "bind::relevant" || bound == "bind:relevant" {
			cell = "relevant"
		}
		name, language, translated := strings.Cut(strings.TrimSpace(cell), "::")
		name = strings.ToLower(strings.TrimSpace(name))
		switch name {
		case "relevance":
			name = "relevant"
		case "value":
			name = "name" // of choices, in old forms
		}
		if translated {
			name += "::" + strings.TrimSpace(language)
		}
		names = append(names, name)
	}
	return names
}

func (x *xlsform) settings(rows []sheetRow) {
	f := &x.form
	f.Theme, f.ID, f.Version = NoTheme, "", 1
	id := "imported"
	if len(rows) > 0 {
		row := rows[0]
		f.Title = row.get("form_title")
		if name := row.get("form_id"); name != "" {
			id = name
		}
		f.Version = x.version(row.place, row.get("version"))
		if language := row.get("default_language"); language != "" && x.wishes.Language == "" {
			x.wishes.Language, _ = localeOf(language)
		}
		f.Licence, f.Source, f.Review = row.get("footing_licence"), row.get("footing_source"), row.get("footing_review")
		f.Private = row.get("footing_private") == "yes"
		if theme := row.get("footing_theme"); theme != "" {
			n, err := strconv.Atoi(theme)
			if err != nil || n < 0 || n > 12 {
				x.found.add(row.place, "`%s` is not a theme", theme)
			} else {
				f.Theme = n
			}
		}
		for _, name := range sortedKeys(row.cells) {
			if locale, ok := strings.CutPrefix(name, lockColumn); ok {
				if f.Locked == nil {
					f.Locked = map[string]string{}
				}
				f.Locked[locale] = row.get(name)
			}
		}
		row.rest(&x.found)
	}
	for n := 1; n < len(rows); n++ {
		rows[n].rest(&x.found)
	}
	if x.wishes.ID != "" {
		id = x.wishes.ID
	}
	f.ID = identify(id, false, nil)
	if f.ID != id {
		x.found.add("settings", "the id `%s` became `%s`", id, f.ID)
	}
}

// texts stores the texts of a row's columns of one kind.
func (x *xlsform) texts(row sheetRow, what, key string) {
	for _, name := range sortedKeys(row.cells) {
		base, language, translated := strings.Cut(name, "::")
		if base != what {
			continue
		}
		locale, known := x.wishes.Language, x.wishes.Language != ""
		if translated {
			locale, known = localeOf(language)
		}
		text := row.get(name)
		switch {
		case !known && !translated:
			x.found.add("column "+name, "in which language is it? --language says so; it is not taken")
		case !known:
			x.found.add("column "+name, "this language is not known; name it like `French (fr)`; it is not taken")
		case len(x.wishes.Languages) > 0 && !slices.Contains(x.wishes.Languages, locale):
			x.found.add("column "+name, "this language was not asked for")
		default:
			x.say(row.place, locale, key, text)
		}
	}
}
