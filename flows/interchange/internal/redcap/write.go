// Package redcap writes and reads REDCap data dictionaries: a table with a row for each question, as CSV.
//
//	data, lost, err := redcap.Write(form)
//	form, found, err := redcap.Read(data, wishes)
//
// A dictionary has one language, and a condition is branching logic in a cell of its row: rules.Branching writes it,
// and logic.REDCap reads it. What a dictionary cannot say is returned beside the file. The names of its columns are in
// package dictionary, because exports of answers come with one, too.
package redcap

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
	"footing/flows/internal/dictionary"
)

// Write writes the questionnaire as a data dictionary, in its first language. The findings list what REDCap will
// not see. Everything else is in the annotations.
func Write(f neutral.Form) ([]byte, []neutral.Finding, error) {
	var found neutral.Findings
	var b bytes.Buffer
	f.ConfessPrivate(&found)
	rows := []dictionary.Field{{Name: "record_id", Form: f.ID, Type: "text", Label: "Record"}}
	for n := range f.Items {
		rows = append(rows, fieldOf(&f, &f.Items[n], n == 0, &found))
	}
	for _, locale := range f.Languages[min(1, len(f.Languages)):] {
		found.Add("questionnaire", "a data dictionary has one language: %s is left out", locale)
	}
	if len(f.Alerts) > 0 {
		found.Add("questionnaire", "nothing there raises an alert: %s left out", neutral.Counted(len(f.Alerts), "rule"))
	}
	if err := dictionary.Write(&b, rows); err != nil {
		return nil, found, fmt.Errorf("write the questionnaire: %w", err)
	}
	return b.Bytes(), found, nil
}

func fieldOf(f *neutral.Form, item *neutral.Item, first bool, found *neutral.Findings) dictionary.Field {
	row := dictionary.Field{}
	words := func(last string) string {
		return f.InFirst(func(locale string) string { return f.Texts[locale][f.Key(item, last)] })
	}
	row.Name, row.Form = rules.Variable(item.ID), f.ID
	row.Label = harmless(words(neutral.TextKey))
	row.Note = harmless(words(neutral.IntroKey))
	row.Type = "radio"
	switch item.Kind {
	case flows.Several:
		row.Type = "checkbox"
	case flows.Information:
		row.Type = "descriptive"
	case flows.Text:
		row.Type = "notes"
		found.Add(item.ID, "how long a text may be (%d characters) cannot be said there", item.Max)
	case flows.Number:
		row.Type, row.Validation = "text", "integer"
		row.Least, row.Most = strconv.Itoa(item.Min), strconv.Itoa(item.Max)
	case flows.Time:
		row.Type, row.Validation = "text", "time"
	case flows.Date:
		row.Type, row.Validation = "text", "date_ymd"
	case flows.Choice, flows.Scale, flows.YesNo:
	}
	if neutral.Tapped(&item.Item) {
		row.Choices = harmless(choicesOf(f, item, found))
	}
	if first {
		row.Section = harmless(f.Title)
	}
	row.Branching = rules.Branching().Native(f, item, found)
	row.Annotation = harmless(annotated(f, item, first))
	f.Confess(item, found)
	return row
}

// choicesOf are an item's options: code, label | code, label.
func choicesOf(f *neutral.Form, item *neutral.Item, found *neutral.Findings) string {
	var list []string
	for _, code := range rules.EveryCode(item) {
		label := f.InFirst(func(locale string) string { return f.Label(item, code, locale) })
		if strings.Contains(label, "|") {
			found.Add(item.ID, "the bar in the answer `%s` became a stroke: there it divides answers", code)
		}
		list = append(list, code+", "+strings.ReplaceAll(label, "|", "/"))
	}
	return strings.Join(list, " | ")
}

// annotated holds what the other columns cannot express.
func annotated(f *neutral.Form, item *neutral.Item, first bool) string {
	var notes []string
	note := func(name, value string) {
		if value != "" {
			notes = append(notes, name+": "+value)
		}
	}
	if first {
		note("licence", f.Licence)
		note("source", f.Source)
		note("version", strconv.Itoa(f.Version))
		note("theme", strconv.Itoa(f.Theme))
		note("private", neutral.Yes(f.Private))
	}
	note("kind", string(item.Kind))
	note("asked when", item.When)
	note("follow-up", rules.FollowUp(item))
	note("hidden", neutral.Yes(item.Hidden))
	note("on phrase", neutral.Yes(item.OnPhrase))
	note("scoring", string(item.Scoring))
	var scores []string
	for _, o := range item.Options {
		if o.Value != nil {
			scores = append(scores, fmt.Sprintf("%s=%d", o.Code, *o.Value))
		}
	}
	note("scores", strings.Join(scores, " "))
	return strings.Join(notes, "; ")
}

// harmless puts an apostrophe before a text that a spreadsheet would run as a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}
