package xlsform

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// reader is a workbook being read.
type reader struct {
	*reading.Reading
	columns map[string][]string      // of each sheet
	choices map[string][]reading.Row // by list
	within  []group
}

// group is an open group with its condition and the words that stand before its questions.
type group struct {
	kind, condition string
	skipped         string            // why nothing in it is taken, empty if it is
	stem            map[string]string // by language
}

// Read reads an XLSForm workbook.
func Read(data []byte, w reading.Wishes) (form neutral.Form, found []neutral.Finding, err error) {
	defer func() {
		if r := recover(); r != nil {
			form, err = neutral.Form{}, reading.Unreadable("it is not a sound workbook (%v)", r)
		}
	}()
	if len(data) > reading.LargestFile {
		return neutral.Form{}, nil, reading.Unreadable("it is larger than %d MiB", reading.LargestFile>>20)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: reading.LargestSheet, UnzipXMLSizeLimit: reading.LargestSheet, RawCellValue: true,
	})
	if err != nil {
		return neutral.Form{}, nil, reading.Unreadable("it is not an .xlsx workbook (%v)", err)
	}
	defer func() { _ = book.Close() }()
	x := &reader{Reading: reading.New(w), columns: map[string][]string{}, choices: map[string][]reading.Row{}}
	sheets := map[string][]reading.Row{}
	for _, name := range book.GetSheetList() {
		known := strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains([]string{surveySheet, choicesSheet, settingsSheet, alertsSheet}, known) {
			x.Found.Form("sheet "+name, "it is not taken")
			continue
		}
		if sheets[known], err = x.rows(book, name, known); err != nil {
			return neutral.Form{}, x.Found, err
		}
	}
	if len(sheets[surveySheet]) == 0 {
		return neutral.Form{}, x.Found, reading.Unreadable("it has no sheet `survey` with questions, so it is not an XLSForm")
	}
	x.settings(sheets[settingsSheet])
	x.Wishes.Language = x.Tongue(x.Wishes.Language)
	for _, row := range sheets[choicesSheet] {
		list := row.Get("list_name")
		x.choices[list] = append(x.choices[list], row)
	}
	x.alerts(sheets[alertsSheet])
	x.census(sheets[surveySheet])
	for _, row := range sheets[surveySheet] {
		x.question(row)
	}
	x.unusedChoices()
	return x.Finish()
}

// census counts how many questions have a name, so that one that stands twice is known before it is used.
func (x *reader) census(rows []reading.Row) {
	for _, row := range rows {
		kind, _ := typeOf(row.Get("type"))
		if kind == "" || strings.HasPrefix(kind, "begin_") || strings.HasPrefix(kind, "end_") || off(row) {
			continue
		}
		x.Count[row.Get("name")]++
	}
}

// off tells whether a row is switched off.
func off(row reading.Row) bool { return saysYes(row.Get("disabled")) }

// saysYes reads yes or no as XLSForms write it.
func saysYes(text string) bool {
	return !slices.Contains([]string{"", "no", "false", "false()", "0"}, strings.ToLower(text))
}

func (x *reader) alerts(rows []reading.Row) {
	for _, row := range rows {
		x.Form.Alerts = append(x.Form.Alerts, neutral.Alert{
			ID: row.Get("id"), Level: flows.Level(row.Get("level")), When: row.Get("when"),
			AtEnd: row.Get("at_end") == "yes",
		})
		row.Rest(&x.Found)
	}
}

func (x *reader) settings(rows []reading.Row) {
	f := &x.Form
	f.Theme, f.ID, f.Version = neutral.NoTheme, "", 1
	id := "imported"
	if len(rows) > 0 {
		row := rows[0]
		f.Title = row.Get("form_title")
		if name := row.Get("form_id"); name != "" {
			id = name
		}
		f.Version = x.Version(row.Place, row.Get("version"))
		if language := row.Get("default_language"); language != "" && x.Wishes.Language == "" {
			x.Wishes.Language, _ = neutral.LocaleOf(language)
		}
		f.Licence, f.Source, f.Review = row.Get("footing_licence"), row.Get("footing_source"), row.Get("footing_review")
		f.Private = row.Get("footing_private") == "yes"
		if theme := row.Get("footing_theme"); theme != "" {
			n, err := strconv.Atoi(theme)
			if err != nil || n < 0 || n > 12 {
				x.Found.Add(row.Place, "`%s` is not a theme", theme)
			} else {
				f.Theme = n
			}
		}
		for _, name := range neutral.SortedKeys(row.Cells) {
			if locale, ok := strings.CutPrefix(name, lockColumn); ok {
				if f.Locked == nil {
					f.Locked = map[string]string{}
				}
				f.Locked[locale] = row.Get(name)
			}
		}
		row.Rest(&x.Found)
	}
	for n := 1; n < len(rows); n++ {
		rows[n].Rest(&x.Found)
	}
	x.NameForm("settings", id)
}
