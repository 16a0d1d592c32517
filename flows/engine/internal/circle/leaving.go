package circle

import (
	"slices"

	"footing/flows/record"
	"footing/flows/state"
)

// Resigned ends every role of a clinician who has left the clinic. Open alerts pass over them.
func (t Side) Resigned(c state.Contact) {
	p := t.State.Patient
	was := p.Clinician.ID == c.ID
	tie := p.TieOf(c.ID)
	back := t.vacate(c.ID)
	p.Seconds = slices.DeleteFunc(p.Seconds, func(s state.Second) bool { return s.ID == c.ID })
	stood := p.Stand != nil && p.Stand.ID == c.ID
	if stood {
		p.Stand = nil
		t.Forget(state.WakeLeave, state.LeaveStand)
	}
	if p.Proposal != nil && (p.Proposal.Who.ID == c.ID || p.Proposal.By.ID == c.ID) {
		p.Proposal = nil
	}
	if was { // the successor is unknown and gets a neutral name
		p.Clinician, p.Ahead = state.Contact{Name: t.Text("gone.successor")}, nil
	}
	if p.First == c.ID {
		p.First = ""
	}
	if stood {
		t.safety.CallOpen(p.Clinician)
	}
	t.Keep(record.Link{With: c.ID, Name: c.Name, As: tie, By: c.ID})
	for n := range p.Alerts {
		if a := p.Alerts[n]; a.Closed.IsZero() && a.Seen.IsZero() && slices.Contains(a.Called, c.ID) {
			if !back || !t.safety.CallInstead(a.ID, c) {
				t.safety.Unreached(c, state.Unreached{Alert: a.ID})
			}
		}
	}
	if !was {
		return
	}
	for _, other := range t.With(state.RightVacancy) {
		t.Tell(other.ID, state.Orphaned{Code: p.Code, Was: c.Name})
	}
	t.Tell(state.OfficeID, state.Alone{})
	p.Orphaned = c.Name
	if !t.Waits(state.NewsOrphan) {
		t.TellOrphan()
	}
}

// TellOrphan tells the patient the truth: who left, that nobody reads the answers for now, and who is called in an
// emergency.
func (t Side) TellOrphan() {
	p := t.State.Patient
	if p == nil || p.Left || p.Orphaned == "" || t.State.Blocked {
		t.Ignore("nobody to tell who left")
		return
	}
	who := p.Orphaned
	p.Orphaned = ""
	if people := t.InOrder(); people != "" {
		t.Say(state.ClassPrompt, t.Text("gone.patient", "who", who, "people", people), t.HelpRow())
		return
	}
	t.Say(state.ClassSafety, t.Text("gone.patient_nobody", "who", who, "numbers", t.Numbers()), t.HelpRow())
}
