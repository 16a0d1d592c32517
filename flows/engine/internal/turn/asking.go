package turn

import "footing/flows"

// key is where the item's texts begin.
func (p Place) Key() string { return p.Questionnaire.ID + "." + p.Item.ID }

// optionWords is what an option's button says.
func (t *Turn) OptionWords(p Place, code string, words ...string) string {
	switch p.Item.Kind {
	case flows.Scale:
		return code
	case flows.YesNo:
		if code == flows.Yes {
			return t.Text("button.yes")
		}
		return t.Text("button.no")
	case flows.Information:
		return t.Text("button.ok")
	case flows.Choice, flows.Several, flows.Number, flows.Time, flows.Date, flows.Text:
	}
	return t.Text(p.Key()+"."+code, words...)
}

// readWhen says when the clinician sees the answers of a check-in.
func (t *Turn) ReadWhen() string {
	if next, ok := t.Plan.Clinic.NextDuty(t.Now()); ok && !t.Plan.Clinic.OnDuty(t.Now()) {
		return t.Text("when.off_duty", "when", t.Clock(next))
	}
	return t.Text("when.on_duty")
}
