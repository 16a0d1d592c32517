package export

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/export/internal/items"
	"footing/flows/export/internal/sheet"
	"footing/flows/internal/dictionary"
)

// fields are the rows of a data dictionary.
type fields [][]string

func (f *fields) add(name, form, kind, label, choices, validation, branching, note string) {
	row := make([]string, dictionary.Width)
	row[dictionary.Name], row[dictionary.Form], row[dictionary.Type] = name, form, kind
	row[dictionary.Label], row[dictionary.Choices] = sheet.Harmless(label), sheet.Harmless(choices)
	row[dictionary.Validation], row[dictionary.Branching] = validation, branching
	row[dictionary.Annotation] = sheet.Harmless(note)
	*f = append(*f, row)
}

// dictionary writes the descriptions of the fields.
func (r *redcap) dictionary() error {
	f, err := r.run.ledger.Open(redcapDictionary)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	w.UseCRLF = true
	rows := fields{dictionary.Columns()}
	rows.add("record_id", r.who, "text", "Pseudonym", "", "", "", "")
	rows.add("weeks", r.who, "text", "Weeks in the export", "", "integer", "", "")
	rows.add("locale", r.who, "text", "Language", "", "", "", "")
	rows.add("hour", r.who, "text", "Hours of check-ins", "", "", "", "")
	rows.add("private_consent", r.who, "yesno", "Answers kept private are used too", "", "", "", "")
	for _, column := range checkInColumns() {
		validation := map[string]string{"integer": "integer"}[column.Kind]
		rows.add(r.asks+"_"+column.Name, r.asks, "text", column.Name, "", validation, "", column.About)
	}
	for _, form := range r.forms {
		for _, name := range aboutForm() {
			validation := map[string]string{"week": "integer", "day": "integer", "version": "integer"}[name]
			rows.add(form.id+"_"+name, form.id, "text", name, "", validation, "", "")
		}
		for _, one := range form.items {
			r.question(&rows, form.id, one)
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write %s: %w", redcapDictionary, err)
	}
	return f.Close()
}

// question adds the field of a question and those beside it.
func (r *redcap) question(rows *fields, form string, one redcapItem) {
	item, kind := one.item, redcapType(one.item)
	if kind == "" {
		return
	}
	wording, note, choices := one.plan.Wording(r.run.language()), items.Remark(item), ""
	if item.When != nil {
		note = strings.TrimPrefix(note+"; asked when "+item.When.String(), "; ")
	}
	if one.gone {
		note = strings.TrimPrefix(note+"; no longer asked", "; ")
	}
	if kind != "text" {
		choices = r.choices(wording, form+"."+item.ID, item)
	}
	rows.add(one.field, form, kind, items.Text(wording, form, item), choices, "", r.branching(one.form, item), note)
	for _, name := range r.aboutItem() {
		validation := map[string]string{
			"score": "number", "window": "integer", "answered": "integer", "received": "integer",
		}[name]
		rows.add(name+"_"+one.field, form, "text", aboutAnswer(name), "", validation, "", "of "+one.field)
	}
}

// aboutAnswer is the label of a field beside a question.
func aboutAnswer(field string) string {
	return map[string]string{
		"status": "What became of the question", "score": "The answer from 0 (worst) to 4 (best)",
		"window": "The days that it asked about", "answered": "Minutes to the answer", "received": "Minutes to its filing",
	}[field]
}

// redcapType is the REDCap field type of an item; empty for text that is only read.
func redcapType(item *flows.Item) string {
	switch item.Kind {
	case flows.Several:
		return "checkbox"
	case flows.Number, flows.Date, flows.Text:
		return "text"
	case flows.Information:
		return ""
	case flows.Choice, flows.Scale, flows.YesNo, flows.Time:
	}
	return "radio"
}

// choices are an item's options in REDCap's notation: code, label | code, label.
func (r *redcap) choices(wording flows.Wording, key string, item *flows.Item) string {
	var list []string
	for _, c := range items.Choices(item) {
		list = append(list, c.Code+", "+strings.ReplaceAll(items.Words(wording, key, item, c), "|", "/"))
	}
	for _, code := range slices.Sorted(maps.Keys(r.extra[item.ID])) {
		list = append(list, code+", "+code+" (no longer offered)")
	}
	return strings.Join(list, " | ")
}

// branching is the condition under which an item is shown.
func (r *redcap) branching(q *flows.Questionnaire, item *flows.Item) string {
	a, ok := items.AskingOf(q, item)
	if !ok {
		return ""
	}
	var list []string
	for _, code := range a.Codes {
		list = append(list, fmt.Sprintf("[%s] = '%s'", variable(a.Item), code))
	}
	return strings.Join(list, " or ")
}
