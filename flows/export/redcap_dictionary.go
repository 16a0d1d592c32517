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

// dictionary writes the descriptions of the fields.
func (r *redcap) dictionary() error {
	f, err := r.run.ledger.Open(redcapDictionary)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	w.UseCRLF = true
	rows := [][]string{redcapColumns()}
	add := func(name, form, kind, label, choices, validation, branching, note string) {
		rows = append(rows, []string{
			name, form, "", kind, sheet.Harmless(label), sheet.Harmless(choices), "", validation, "", "", "", branching, "", "", "", "", "",
			sheet.Harmless(note),
		})
	}
	add("record_id", r.who, "text", "Pseudonym", "", "", "", "")
	add("weeks", r.who, "text", "Weeks in the export", "", "integer", "", "")
	add("locale", r.who, "text", "Language", "", "", "", "")
	add("hour", r.who, "text", "Hours of check-ins", "", "", "", "")
	add("private_consent", r.who, "yesno", "Answers kept private are used too", "", "", "", "")
	for _, column := range checkInColumns() {
		validation := map[string]string{"integer": "integer"}[column.Kind]
		add(r.asks+"_"+column.Name, r.asks, "text", column.Name, "", validation, "", column.About)
	}
	for _, form := range r.forms {
		for _, name := range aboutForm() {
			validation := map[string]string{"week": "integer", "day": "integer", "version": "integer"}[name]
			add(form.id+"_"+name, form.id, "text", name, "", validation, "", "")
		}
		for _, one := range form.items {
			item := one.item
			kind := redcapType(item)
			wording, key := one.plan.Wording(r.run.language()), form.id+"."+item.ID
			note := items.Remark(item)
			if item.When != nil {
				note = strings.TrimPrefix(note+"; asked when "+item.When.String(), "; ")
			}
			if one.gone {
				note = strings.TrimPrefix(note+"; no longer asked", "; ")
			}
			choices := ""
			if kind != "text" {
				choices = r.choices(wording, key, item)
			}
			if kind == "" {
				continue
			}
			add(one.field, form.id, kind, items.Text(wording, form.id, item), choices, "", r.branching(one.form, item), note)
			for _, name := range r.aboutItem() {
				add(name+"_"+one.field, form.id, "text", aboutAnswer(name), "",
					map[string]string{"score": "number", "window": "integer", "answered": "integer", "received": "integer"}[name],
					"", "of "+one.field)
			}
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write %s: %w", redcapDictionary, err)
	}
	return f.Close()
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
