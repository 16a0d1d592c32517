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

// field is a row of a data dictionary.
type field struct{ name, form, kind, label, choices, validation, branching, note string }

func (f field) row() []string {
	row := make([]string, dictionary.Width)
	row[dictionary.Name], row[dictionary.Form], row[dictionary.Type] = f.name, f.form, f.kind
	row[dictionary.Label], row[dictionary.Choices] = sheet.Harmless(f.label), sheet.Harmless(f.choices)
	row[dictionary.Validation], row[dictionary.Branching] = f.validation, f.branching
	row[dictionary.Annotation] = sheet.Harmless(f.note)
	return row
}

// dictionary writes the descriptions of the fields.
func (r *redcap) dictionary() error {
	f, err := r.run.ledger.Open(redcapDictionary)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	w.UseCRLF = true
	rows := [][]string{dictionary.Columns()}
	for _, one := range r.fields() {
		rows = append(rows, one.row())
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write %s: %w", redcapDictionary, err)
	}
	return f.Close()
}

// fields are all that the data have.
func (r *redcap) fields() []field {
	list := []field{
		{name: "record_id", form: r.who, kind: "text", label: "Pseudonym"},
		{name: "weeks", form: r.who, kind: "text", label: "Weeks in the export", validation: "integer"},
		{name: "locale", form: r.who, kind: "text", label: "Language"},
		{name: "hour", form: r.who, kind: "text", label: "Hours of check-ins"},
		{name: "private_consent", form: r.who, kind: "yesno", label: "Answers kept private are used too"},
	}
	for _, column := range checkInColumns() {
		one := field{name: r.asks + "_" + column.Name, form: r.asks, kind: "text", label: column.Name, note: column.About}
		if column.Kind == "integer" {
			one.validation = "integer"
		}
		list = append(list, one)
	}
	for _, form := range r.forms {
		for _, name := range aboutForm() {
			validation := map[string]string{"week": "integer", "day": "integer", "version": "integer"}[name]
			list = append(list, field{
				name: form.id + "_" + name, form: form.id, kind: "text", label: name, validation: validation,
			})
		}
		for _, one := range form.items {
			list = append(list, r.question(form.id, one)...)
		}
	}
	return list
}

// question is the field of a question and those beside it.
func (r *redcap) question(form string, one redcapItem) []field {
	item, kind := one.item, redcapType(one.item)
	if kind == "" {
		return nil
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
	list := []field{{
		name: one.field, form: form, kind: kind, label: items.Text(wording, form, item), choices: choices,
		branching: r.branching(one.form, item), note: note,
	}}
	for _, name := range r.aboutItem() {
		list = append(list, field{
			name: name + "_" + one.field, form: form, kind: "text", label: aboutAnswer(name), note: "of " + one.field,
			validation: map[string]string{
				"score": "number", "window": "integer", "answered": "integer", "received": "integer",
			}[name],
		})
	}
	return list
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
