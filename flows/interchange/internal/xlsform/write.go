// Package xlsform writes and reads XLSForm workbooks, which ODK and KoboToolbox show as forms.
//
//	data, lost, err := xlsform.Write(form)
//	form, found, err := xlsform.Read(data, wishes)
//
// A condition is XPath in the column "relevant": rules.XPath writes it, and logic.XPath reads it. Write returns beside
// the workbook what it could not say in it; Read returns what it took otherwise than it stood there. Begin with Read
// for a mistake in an import, with Write for one in a workbook of ours.
package xlsform

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
)

// An XLSForm has a sheet of questions, one of choices and one of settings. What it cannot express is written to columns
// whose names begin with footing_, which other programs ignore. The alerts have a sheet of their own.

const (
	surveySheet   = "survey"
	choicesSheet  = "choices"
	settingsSheet = "settings"
	alertsSheet   = "footing_alerts"
)

// grid is a sheet being written: rows by column name.
type grid struct {
	name    string
	columns []string
	rows    []map[string]string
}

func (g *grid) add(row map[string]string) { g.rows = append(g.rows, row) }

// column names a column of texts in a language.
func column(what, locale string) string {
	return what + "::" + neutral.LanguageName(locale) + " (" + locale + ")"
}

// Write writes the questionnaire as an XLSForm workbook. The findings list what other programs will not see.
func Write(f neutral.Form) ([]byte, []neutral.Finding, error) {
	var found neutral.Findings
	survey, choices := surveyGrid(&f, &found), choicesGrid(&f)
	f.ConfessPrivate(&found)
	settings := &grid{name: settingsSheet, columns: []string{
		"form_title", "form_id", "version", "default_language",
		"footing_licence", "footing_source", "footing_review", "footing_theme", "footing_private",
	}}
	one := map[string]string{
		"form_title": f.Title, "form_id": f.ID, "version": strconv.Itoa(f.Version),
		"footing_licence": f.Licence, "footing_source": f.Source, "footing_review": f.Review,
		"footing_theme": strconv.Itoa(f.Theme), "footing_private": neutral.Yes(f.Private),
	}
	if len(f.Languages) > 0 {
		one["default_language"] = neutral.LanguageName(f.Languages[0]) + " (" + f.Languages[0] + ")"
	}
	for _, locale := range neutral.SortedKeys(f.Locked) {
		settings.columns = append(settings.columns, lockColumn+locale)
		one[lockColumn+locale] = f.Locked[locale]
	}
	settings.add(one)
	grids := []*grid{survey, choices, settings}
	if len(f.Alerts) > 0 {
		alerts := &grid{name: alertsSheet, columns: []string{"id", "level", "when", "at_end"}}
		for _, a := range f.Alerts {
			alerts.add(map[string]string{"id": a.ID, "level": string(a.Level), "when": a.When, "at_end": neutral.Yes(a.AtEnd)})
		}
		grids = append(grids, alerts)
		found.Add("questionnaire", "nothing there raises an alert: %s stand on a sheet that other programs do not read",
			neutral.Counted(len(f.Alerts), "rule"))
	}
	data, err := workbook(grids)
	return data, found, err
}

const lockColumn = "footing_locked_"

func surveyGrid(f *neutral.Form, found *neutral.Findings) *grid {
	g := &grid{name: surveySheet, columns: []string{"type", "name"}}
	for _, what := range []string{"label", "hint"} {
		for _, locale := range f.Languages {
			g.columns = append(g.columns, column(what, locale))
		}
	}
	g.columns = append(g.columns, "relevant", "constraint",
		"footing_kind", "footing_when", "footing_follow_up", "footing_hidden", "footing_on_phrase", "footing_scoring")
	for n := range f.Items {
		item := &f.Items[n]
		row := map[string]string{
			"type": xlsType(item), "name": item.ID, "constraint": constraintOf(item), "footing_kind": string(item.Kind),
			"footing_when": item.When, "footing_follow_up": rules.FollowUp(item), "footing_hidden": neutral.Yes(item.Hidden),
			"footing_on_phrase": neutral.Yes(item.OnPhrase),
			"footing_scoring":   string(item.Scoring),
		}
		for _, locale := range f.Languages {
			row[column("label", locale)] = f.Texts[locale][f.Key(item, neutral.TextKey)]
			row[column("hint", locale)] = f.Texts[locale][f.Key(item, neutral.IntroKey)]
		}
		row["relevant"] = rules.XPath().Native(f, item, found)
		f.Confess(item, found)
		g.add(row)
	}
	return g
}

func xlsType(item *neutral.Item) string {
	switch item.Kind {
	case flows.Several:
		return "select_multiple " + item.ID
	case flows.Number:
		return "integer"
	case flows.Time:
		return "time"
	case flows.Date:
		return "date"
	case flows.Text:
		return "text"
	case flows.Information:
		return "note"
	case flows.Choice, flows.Scale, flows.YesNo:
	}
	return "select_one " + item.ID
}

// constraintOf are the limits of a number, the longest length of a text, or which of several answers stand alone.
func constraintOf(item *neutral.Item) string {
	switch item.Kind {
	case flows.Number:
		return fmt.Sprintf(". >= %d and . <= %d", item.Min, item.Max)
	case flows.Text:
		return fmt.Sprintf("string-length(.) <= %d", item.Max)
	case flows.Several:
		var parts []string
		for _, o := range item.Options {
			if o.Exclusive {
				parts = append(parts, fmt.Sprintf("(not(selected(., '%s')) or count-selected(.) = 1)", o.Code))
			}
		}
		return strings.Join(parts, " and ")
	case flows.Choice, flows.Scale, flows.YesNo, flows.Time, flows.Date, flows.Information:
	}
	return ""
}

func choicesGrid(f *neutral.Form) *grid {
	g := &grid{name: choicesSheet, columns: []string{"list_name", "name"}}
	for _, locale := range f.Languages {
		g.columns = append(g.columns, column("label", locale))
	}
	g.columns = append(g.columns, "footing_value", "footing_low", "footing_action")
	for n := range f.Items {
		item := &f.Items[n]
		if !neutral.Tapped(&item.Item) {
			continue
		}
		for _, code := range rules.EveryCode(item) {
			row := map[string]string{"list_name": item.ID, "name": code}
			for _, locale := range f.Languages {
				row[column("label", locale)] = f.Label(item, code, locale)
			}
			if o, ok := item.Option(code); ok {
				row["footing_action"], row["footing_low"] = string(o.Action), neutral.Yes(o.Low)
				if o.Value != nil {
					row["footing_value"] = strconv.Itoa(*o.Value)
				}
			}
			g.add(row)
		}
	}
	return g
}

// workbook writes the sheets. All cells are text, so that no program converts a code.
func workbook(grids []*grid) (data []byte, err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close the workbook: %w", closed)
		}
	}()
	for n, g := range grids {
		if n == 0 {
			err = book.SetSheetName(book.GetSheetName(0), g.name)
		} else {
			_, err = book.NewSheet(g.name)
		}
		if err != nil {
			return nil, fmt.Errorf("make the sheet %s: %w", g.name, err)
		}
		if err := g.write(book); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, fmt.Errorf("write the workbook: %w", err)
	}
	return b.Bytes(), nil
}

func (g *grid) write(book *excelize.File) error {
	set := func(x, y int, text string) error {
		cell, err := excelize.CoordinatesToCellName(x, y)
		if err == nil && text != "" {
			err = book.SetCellStr(g.name, cell, text)
		}
		if err != nil {
			return fmt.Errorf("write row %d of the sheet %s: %w", y, g.name, err)
		}
		return nil
	}
	for x, name := range g.columns {
		if err := set(x+1, 1, name); err != nil {
			return err
		}
		for y, row := range g.rows {
			if err := set(x+1, y+2, row[name]); err != nil {
				return err
			}
		}
	}
	last, err := excelize.CoordinatesToCellName(len(g.columns), len(g.rows)+1)
	if err == nil {
		err = book.SetSheetDimension(g.name, "A1:"+last) // otherwise some readers see an empty sheet
	}
	if err != nil {
		return fmt.Errorf("write the sheet %s: %w", g.name, err)
	}
	return nil
}
