package safety

// how says how all this works, for whoever reads it.
func (t Side) How() string {
	switch p := t.State.Patient; {
	case p.SetUp():
		return t.Text("help.how_text", "name", p.Clinician.Name)
	case p != nil && len(p.Circle()) > 0:
		return t.Text("help.how_help", "name", t.First().Name)
	case t.State.Desk != nil:
		return t.Text("desk.how")
	default:
		return t.Text("start.stranger")
	}
}

// noteLeft says that a note was left, and when somebody reads it: not today, where today's hours are over.
func (t Side) noteLeft() string {
	words := []string{"name", t.First().Name, "numbers", t.Numbers()}
	if next, ok := t.Plan.Clinic.NextDuty(t.Now()); ok && !t.Plan.Clinic.OnDuty(t.Now()) {
		return t.Text("safety.note_later", append(words, "when", t.Clock(next))...)
	}
	return t.Text("safety.note", words...)
}
