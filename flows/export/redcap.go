package export

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/export/internal/items"
	"footing/flows/export/internal/ledger"
	"footing/flows/export/internal/sheet"
)

// REDCap imports a data dictionary first and the data second. The check-ins are a repeating instrument, and so is each
// questionnaire: its instances have the number of their check-in's. REDCap takes none above 32767, so they count what a
// release has, and a field has the number of the check-in that stays the same. Fields beside each question say what
// became of it.

// redcap writes the data as they arrive, and the dictionary at the end, when all codes are known.
type redcap struct {
	run   *run
	file  *ledger.File
	csv   *csv.Writer
	forms []redcapForm
	asks  string                     // the instrument of the check-ins
	who   string                     // the instrument of the person
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

// instrument is a name for an instrument that no questionnaire has.
func (x *run) instrument(name string) string {
	for _, plan := range x.plans() {
		if plan.Questionnaires[name] != nil {
			return x.instrument(name + "_")
		}
	}
	return name
}

// aboutForm are the fields at the beginning of each questionnaire.
func aboutForm() []string { return []string{"occasion", "week", "day", "trigger", "version", "locale"} }

// aboutItem are the fields beside each question. Their names begin so.
func (r *redcap) aboutItem() []string {
	list := []string{"status", "score", "window"}
	if r.run.FineTimes {
		list = append(list, "answered", "received")
	}
	return list
}

func (x *run) openREDCap() (*redcap, error) {
	f, err := x.ledger.Open(redcapData)
	if err != nil {
		return nil, err
	}
	r := &redcap{
		run: x, file: f, csv: csv.NewWriter(f), place: map[string]int{}, extra: map[string]map[string]bool{},
		asks: x.instrument("check_in"), who: x.instrument("participant"),
	}
	r.csv.UseCRLF = true
	header := []string{
		"record_id", "redcap_repeat_instrument", "redcap_repeat_instance",
		"weeks", "locale", "hour", "private_consent", "status", r.who + "_complete",
	}
	for _, column := range checkInColumns() {
		header = append(header, r.asks+"_"+column.Name)
	}
	header = append(header, r.asks+"_complete")
	r.forms = x.redcapForms()
	for _, form := range r.forms {
		for _, name := range aboutForm() {
			header = append(header, form.id+"_"+name)
		}
		for _, one := range form.items {
			if header = append(header, one.columns()...); one.item.Kind != flows.Information {
				for _, name := range r.aboutItem() {
					header = append(header, name+"_"+one.field)
				}
			}
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
		for _, c := range items.Choices(i.item) {
			list = append(list, i.field+"___"+c.Code)
		}
		return list
	case flows.Choice, flows.Scale, flows.YesNo, flows.Number, flows.Time, flows.Date, flows.Text:
	}
	return []string{i.field}
}

// fill writes a question's row into its columns, and tells whether it has any.
func (r *redcap) fill(row []string, form redcapForm, one *response) bool {
	to, ok := form.item(one.Item)
	if !ok {
		return false
	}
	beside := []string{one.Status, decimal(one.Score), whole(one.Window), whole(one.Answered), whole(one.Received)}
	for n, name := range r.aboutItem() {
		row[r.place[name+"_"+to.field]] = beside[n]
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
		row[place] = whole(one.Value)
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
	set("status", text(p.person.Status))
	set(r.who+"_complete", "2")
	if err := r.row(row); err != nil {
		return err
	}
	at := 0
	for n := range p.occasions {
		if err := r.checkIn(&p.occasions[n], n+1); err != nil {
			return err
		}
		from := at
		for at < len(p.responses) && p.responses[at].Occasion == p.occasions[n].Occasion {
			at++
		}
		for _, form := range r.forms {
			if err := r.form(form, &p.occasions[n], n+1, p.responses[from:at]); err != nil {
				return err
			}
		}
	}
	return nil
}

// instance begins the row of one instance of an instrument.
func (r *redcap) instance(o *occasionRow, n int, instrument, complete string) []string {
	row := make([]string, len(r.place))
	row[r.place["record_id"]] = o.Pseudonym
	row[r.place["redcap_repeat_instrument"]] = instrument
	row[r.place["redcap_repeat_instance"]] = strconv.Itoa(n)
	row[r.place[instrument+"_complete"]] = complete
	return row
}

// checkIn adds a check-in.
func (r *redcap) checkIn(o *occasionRow, n int) error {
	row := r.instance(o, n, r.asks, "2")
	for _, column := range checkInColumns() {
		row[r.place[r.asks+"_"+column.Name]] = column.CSV(o)
	}
	return r.row(row)
}

// checkInColumns are the columns of occasions beside that of the person.
func checkInColumns() []sheet.Column[occasionRow] {
	return slices.DeleteFunc(occasionsSheet().Columns, func(c sheet.Column[occasionRow]) bool {
		return c.Name == "pseudonym"
	})
}

// form adds one questionnaire of one check-in if the check-in had it. It is complete where nothing was left unanswered.
func (r *redcap) form(form redcapForm, o *occasionRow, n int, responses []response) error {
	row, had, answered, waits := r.instance(o, n, form.id, "2"), false, false, false
	set := func(field, value string) { row[r.place[form.id+"_"+field]] = value }
	for n := range responses {
		one := &responses[n]
		if one.Questionnaire != form.id || !r.fill(row, form, one) {
			continue
		}
		had = true
		if one.Version != nil {
			answered = true
			set("version", whole(one.Version))
			set("locale", text(one.Locale))
			continue
		}
		waits = waits || Status(one.Status) != NotApplicable
	}
	switch {
	case !had:
		return nil
	case !answered:
		set("complete", "0")
	case waits:
		set("complete", "1")
	}
	set("occasion", whole(&o.Occasion))
	set("week", whole(&o.Week))
	set("day", whole(o.Day))
	set("trigger", o.Trigger)
	return r.row(row)
}

// offer records a code that the plan does not offer, so that the dictionary includes it.
func (r *redcap) offer(item *flows.Item, code string) {
	if slices.ContainsFunc(items.Choices(item), func(c items.Choice) bool { return c.Code == code }) {
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

// whole and decimal are numbers as texts; empty where there is none.
func whole(n *int32) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(int(*n))
}

func decimal(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}
