package export

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/export/internal/items"
	"footing/flows/export/internal/sheet"
	"footing/flows/internal/dictionary"
)

// dictionary writes the descriptions of the fields.
func (r *redcap) dictionary() error {
	f, err := r.run.ledger.Open(redcapDictionary)
	if err != nil {
		return err
	}
	if err := dictionary.Write(f, r.fields()); err != nil {
		return fmt.Errorf("write %s: %w", redcapDictionary, err)
	}
	return f.Close()
}

// fields are all that the data have.
func (r *redcap) fields() []dictionary.Field {
	list := []dictionary.Field{
		{Name: "record_id", Form: r.who, Type: "text", Label: "Pseudonym"},
		{Name: "weeks", Form: r.who, Type: "text", Label: "Weeks in the export", Validation: "integer"},
		{Name: "locale", Form: r.who, Type: "text", Label: "Language"},
		{Name: "hour", Form: r.who, Type: "text", Label: "Hours of check-ins"},
		{Name: "private_consent", Form: r.who, Type: "yesno", Label: "Answers kept private are used too"},
		{Name: "status", Form: r.who, Type: "text", Label: "Taking part, or ended"},
	}
	for _, column := range checkInColumns() {
		one := dictionary.Field{Name: r.asks + "_" + column.Name, Form: r.asks, Type: "text", Label: column.Name}
		one.Annotation = sheet.Harmless(r.run.sheets.About("occasions", column.Name))
		if column.Kind == "integer" {
			one.Validation = "integer"
		}
		list = append(list, one)
	}
	for _, form := range r.forms {
		for _, name := range aboutForm() {
			validation := map[string]string{"occasion": "integer", "week": "integer", "day": "integer", "version": "integer"}[name]
			list = append(list, dictionary.Field{
				Name: form.id + "_" + name, Form: form.id, Type: "text", Label: name, Validation: validation,
			})
		}
		for _, one := range form.items {
			list = append(list, r.question(form.id, one)...)
		}
	}
	return list
}

// question is the field of a question and those beside it.
func (r *redcap) question(form string, one redcapItem) []dictionary.Field {
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
	list := []dictionary.Field{{
		Name: one.field, Form: form, Type: kind,
		Label: sheet.Harmless(items.Text(wording, form, item)), Choices: sheet.Harmless(choices),
		Branching: r.branching(one.form, item), Annotation: sheet.Harmless(note),
	}}
	for _, name := range r.aboutItem() {
		list = append(list, dictionary.Field{
			Name: name + "_" + one.field, Form: form, Type: "text", Label: aboutAnswer(name), Annotation: "of " + one.field,
			Validation: map[string]string{
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
