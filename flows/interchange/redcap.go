package interchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"footing/flows"
)

// redcapColumns are the eighteen columns of a data dictionary.
func redcapColumns() []string {
	return []string{
		"Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
		"Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
		"Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
		"Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
		"Field Annotation",
	}
}

// The columns that are filled.
const (
	redcapName = iota
	redcapForm
	redcapSection
	redcapType
	redcapLabel
	redcapChoices
	redcapNote
	redcapValidation
	redcapMin
	redcapMax
	_
	redcapBranching
	redcapAnnotation = 17
)

// WriteREDCap writes the questionnaire as a data dictionary, in its first language. The findings list what REDCap will
// not see. Everything else is in the annotations.
func WriteREDCap(f Form) ([]byte, []Finding, error) {
	var found findings
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{redcapColumns()}
	id := make([]string, len(redcapColumns()))
	id[redcapName], id[redcapForm], id[redcapType], id[redcapLabel] = "record_id", f.ID, "text", "Record"
	rows = append(rows, id)
	for n := range f.Items {
		rows = append(rows, f.redcapRow(&f.Items[n], n == 0, &found))
	}
	for _, locale := range f.Languages[min(1, len(f.Languages)):] {
		found.add("questionnaire", "a data dictionary has one language: %s is left out", locale)
	}
	if len(f.Alerts) > 0 {
		found.add("questionnaire", "nothing there raises an alert: %s left out", counted(len(f.Alerts), "rule"))
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, found, fmt.Errorf("write the data dictionary: %w", err)
	}
	return b.Bytes(), found, nil
}

func (f *Form) redcapRow(item *Item, first bool, found *findings) []string {
	row := make([]string, len(redcapColumns()))
	words := func(last string) string {
		return f.inFirst(func(locale string) string { return f.Texts[locale][f.key(item, last)] })
	}
	row[redcapName], row[redcapForm], row[redcapLabel] = variable(item.ID), f.ID, harmless(words(textKey))
	row[redcapNote] = harmless(words(introKey))
	row[redcapType] = "radio"
	switch item.Kind {
	case flows.Several:
		row[redcapType] = "checkbox"
	case flows.Information:
		row[redcapType] = "descriptive"
	case flows.Text:
		row[redcapType] = "notes"
		found.add(item.ID, "how long a text may be (%d characters) cannot be said there", item.Max)
	case flows.Number:
		row[redcapType], row[redcapValidation] = "text", "integer"
		row[redcapMin], row[redcapMax] = strconv.Itoa(item.Min), strconv.Itoa(item.Max)
	case flows.Time:
		row[redcapType], row[redcapValidation] = "text", "time"
	case flows.Date:
		row[redcapType], row[redcapValidation] = "text", "date_ymd"
	case flows.Choice, flows.Scale, flows.YesNo:
	}
	if tapped(&item.Item) {
		row[redcapChoices] = harmless(f.redcapChoices(item, found))
	}
	if first {
		row[redcapSection] = harmless(f.Title)
	}
	row[redcapBranching] = f.native(item, branching(), found)
	row[redcapAnnotation] = harmless(f.annotation(item, first))
	f.confess(item, found)
	return row
}

// redcapChoices are an item's options: code, label | code, label.
func (f *Form) redcapChoices(item *Item, found *findings) string {
	var list []string
	for _, code := range everyCode(item) {
		label := f.inFirst(func(locale string) string { return f.label(item, code, locale) })
		if strings.Contains(label, "|") {
			found.add(item.ID, "the bar in the answer `%s` became a stroke: there it divides answers", code)
		}
		list = append(list, code+", "+strings.ReplaceAll(label, "|", "/"))
	}
	return strings.Join(list, " | ")
}

// annotation holds what the other columns cannot express.
func (f *Form) annotation(item *Item, first bool) string {
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
		note("private", yes(f.Private))
	}
	note("kind", string(item.Kind))
	note("asked when", item.When)
	note("follow-up", followUp(item))
	note("hidden", yes(item.Hidden))
	note("on phrase", yes(item.OnPhrase))
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
