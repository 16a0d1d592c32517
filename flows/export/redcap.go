package export

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/export/internal/ledger"
	"footing/flows/export/internal/sheet"
)

// REDCap imports a data dictionary first and the data second. Each questionnaire is a repeating instrument; each
// check-in that answered it is one instance.

// redcap writes the data as they arrive, and the dictionary at the end, when all codes are known.
type redcap struct {
	run   *run
	file  *ledger.File
	csv   *csv.Writer
	forms []redcapForm
	place map[string]int             // column by field
	extra map[string]map[string]bool // by item: codes in the data that the plan no longer offers
}

// redcapForm is a questionnaire with all its present and past items. A field exists only once, so an item with several
// versions appears in the newest.
type redcapForm struct {
	id    string
	items []redcapItem
}

type redcapItem struct {
	planned
	item  *flows.Item
	field string
	gone  bool // it is no longer asked
}

// redcapForms are all questionnaires of all plans, the present plan's items first.
func (x *run) redcapForms() []redcapForm {
	items, taken := map[string][]redcapItem{}, map[string]string{} // field to questionnaire
	for n, plan := range append([]*flows.Protocol{x.Plan}, x.Earlier...) {
		for _, id := range sortedKeys(plan.Questionnaires) {
			q := plan.Questionnaires[id]
			for i := range q.Items {
				item := &q.Items[i]
				field := variable(item.ID)
				if owner, ok := taken[field]; ok && owner != id {
					field = variable(id + "_" + item.ID) // another questionnaire asked it before
				}
				if _, ok := taken[field]; !ok {
					taken[field] = id
					items[id] = append(items[id], redcapItem{planned{plan, q}, item, field, n > 0})
				}
			}
		}
	}
	var forms []redcapForm
	for _, id := range sortedKeys(items) {
		forms = append(forms, redcapForm{id, items[id]})
	}
	return forms
}

// item finds one by its names.
func (f redcapForm) item(id string) (redcapItem, bool) {
	n := slices.IndexFunc(f.items, func(one redcapItem) bool { return one.item.ID == id })
	if n < 0 {
		return redcapItem{}, false
	}
	return f.items[n], true
}

const (
	redcapData       = "redcap/data.csv"
	redcapDictionary = "redcap/dictionary.csv"
)

// aboutForm are the fields at the beginning of each questionnaire.
func aboutForm() []string {
	return []string{"week", "occasion", "day", "planned_min", "sent_min", "first_tap_min"}
}

func (x *run) openREDCap() (*redcap, error) {
	f, err := x.ledger.Open(redcapData)
	if err != nil {
		return nil, err
	}
	r := &redcap{run: x, file: f, csv: csv.NewWriter(f), place: map[string]int{}, extra: map[string]map[string]bool{}}
	r.csv.UseCRLF = true
	header := []string{
		"record_id", "redcap_repeat_instrument", "redcap_repeat_instance",
		"weeks", "locale", "hour", "private_consent", "participant_complete",
	}
	r.forms = x.redcapForms()
	for _, form := range r.forms {
		for _, name := range aboutForm() {
			header = append(header, form.id+"_"+name)
		}
		for _, one := range form.items {
			header = append(header, one.columns()...)
		}
		header = append(header, form.id+"_complete")
	}
	for n, name := range header {
		r.place[name] = n
	}
	return r, r.row(header)
}

// variable is the field name of an item. Item ids are unique in the whole plan; the prefix keeps them apart from
// REDCap's own names.
func variable(item string) string { return "q_" + item }

// columns are an item's columns in the data: one, or one for each option if several can be chosen.
func (i redcapItem) columns() []string {
	switch i.item.Kind {
	case flows.Information:
		return nil
	case flows.Several:
		var list []string
		for _, c := range choices(i.item) {
			list = append(list, i.field+"___"+c.code)
		}
		return list
	case flows.Choice, flows.Scale, flows.YesNo, flows.Number, flows.Time, flows.Date, flows.Text:
	}
	return []string{i.field}
}

// fill writes an answer into its columns, and tells whether it has any.
func (r *redcap) fill(row []string, form redcapForm, one *response) bool {
	to, ok := form.item(one.Item)
	if !ok || one.Version == nil {
		return false
	}
	codes := apart(one.Code)
	if to.item.Kind == flows.Several {
		for _, code := range codes {
			if place, ok := r.place[to.field+"___"+code]; ok {
				row[place] = "1"
			}
		}
		return true
	}
	place := r.place[to.field]
	switch {
	case one.Length != nil:
		row[place] = *one.Length
	case len(codes) > 0:
		row[place] = codes[0]
		r.offer(to.item, codes[0])
	case one.Value != nil:
		row[place] = strconv.Itoa(int(*one.Value))
	}
	return true
}

func (r *redcap) row(cells []string) error {
	if err := r.csv.Write(cells); err != nil {
		return fmt.Errorf("write %s: %w", redcapData, err)
	}
	return nil
}

// write adds one person: a row about them, and one for each questionnaire of each check-in.
func (r *redcap) write(p page) error {
	row := make([]string, len(r.place))
	set := func(field, value string) { row[r.place[field]] = sheet.Harmless(value) }
	set("record_id", p.person.Pseudonym)
	set("weeks", strconv.Itoa(int(p.person.Weeks)))
	set("locale", text(p.person.Locale))
	set("hour", text(p.person.Hour))
	set("private_consent", map[bool]string{true: "1", false: "0"}[p.person.Private])
	set("participant_complete", "2")
	if err := r.row(row); err != nil {
		return err
	}
	instances, at := map[string]int{}, 0
	for _, o := range p.occasions {
		from := at
		for at < len(p.responses) && p.responses[at].Occasion == o.Occasion {
			at++
		}
		for _, form := range r.forms {
			if err := r.form(form, o, p.responses[from:at], instances); err != nil {
				return err
			}
		}
	}
	return nil
}

// form adds one questionnaire of one check-in if any of its questions was answered.
func (r *redcap) form(form redcapForm, o occasionRow, responses []response, instances map[string]int) error {
	row, any := make([]string, len(r.place)), false
	for n := range responses {
		if one := &responses[n]; one.Questionnaire == form.id && r.fill(row, form, one) {
			any = true
		}
	}
	if !any {
		return nil
	}
	instances[form.id]++
	row[r.place["record_id"]] = o.Pseudonym
	row[r.place["redcap_repeat_instrument"]] = form.id
	row[r.place["redcap_repeat_instance"]] = strconv.Itoa(instances[form.id])
	for n, value := range []*int32{&o.Week, &o.Occasion, o.Day, o.Planned, o.Sent, o.First} {
		if value != nil {
			row[r.place[form.id+"_"+aboutForm()[n]]] = strconv.Itoa(int(*value))
		}
	}
	row[r.place[form.id+"_complete"]] = "2"
	return r.row(row)
}

// offer records a code that the plan does not offer, so that the dictionary includes it.
func (r *redcap) offer(item *flows.Item, code string) {
	if slices.ContainsFunc(choices(item), func(c choice) bool { return c.code == code }) {
		return
	}
	if r.extra[item.ID] == nil {
		r.extra[item.ID] = map[string]bool{}
	}
	r.extra[item.ID][code] = true
}

func (r *redcap) close() error {
	r.csv.Flush()
	if err := r.csv.Error(); err != nil {
		return fmt.Errorf("write %s: %w", redcapData, err)
	}
	if err := r.file.Close(); err != nil {
		return err
	}
	return r.dictionary()
}

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
	add("record_id", "participant", "text", "Pseudonym", "", "", "", "")
	add("weeks", "participant", "text", "Weeks in the export", "", "integer", "", "")
	add("locale", "participant", "text", "Language", "", "", "", "")
	add("hour", "participant", "text", "Hours of check-ins", "", "", "", "")
	add("private_consent", "participant", "yesno", "Answers kept private are used too", "", "", "", "")
	for _, form := range r.forms {
		for _, name := range aboutForm() {
			add(form.id+"_"+name, form.id, "text", name, "", "integer", "", "")
		}
		for _, one := range form.items {
			item := one.item
			kind := redcapType(item)
			wording, key := one.plan.Wording(r.run.language()), form.id+"."+item.ID
			note := remark(item)
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
			if kind != "" {
				add(one.field, form.id, kind, questionText(wording, form.id, item), choices, "", r.branching(one.form, item), note)
			}
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write %s: %w", redcapDictionary, err)
	}
	return f.Close()
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
	for _, c := range choices(item) {
		list = append(list, c.code+", "+strings.ReplaceAll(label(wording, key, item, c), "|", "/"))
	}
	for _, code := range slices.Sorted(maps.Keys(r.extra[item.ID])) {
		list = append(list, code+", "+code+" (no longer offered)")
	}
	return strings.Join(list, " | ")
}

// branching is the condition under which an item is shown.
func (r *redcap) branching(q *flows.Questionnaire, item *flows.Item) string {
	a, ok := askingOf(q, item)
	if !ok {
		return ""
	}
	var list []string
	for _, code := range a.codes {
		list = append(list, fmt.Sprintf("[%s] = '%s'", variable(a.item), code))
	}
	return strings.Join(list, " or ")
}
