package circle

import (
	"slices"

	"footing/flows/record"
	"footing/flows/state"
)

// unlinkOthers ends the links of people who no longer have a role for the patient. The patient disappears from their
// panels.
func (t Side) unlinkOthers(knew []state.Contact) {
	p := t.State.Patient
	for _, c := range knew {
		if !t.May(c.ID, state.RightLetters) {
			t.Keep(record.Link{With: c.ID, Name: c.Name, As: record.AsPost, By: p.Clinician.ID})
			t.Tell(c.ID, state.Ended{})
		}
	}
}

// Adopted links a patient whose clinician left with the clinician who has invited them. Both have confirmed each other,
// so nobody else is asked. Open alerts are called out to the new clinician at once.
func (t Side) Adopted(l *state.Offered) {
	p := t.State.Patient
	told, knew, was := t.With(state.RightJoined), t.With(state.RightLetters), p.Team
	p.Code, p.Clinician, p.Orphaned, p.Proposal = l.Code, l.From, "", nil
	t.adopt(l.Without(t.State.ID))
	if p.First == "" {
		p.First = l.From.ID
	}
	p.Seconds = slices.DeleteFunc(p.Seconds, func(s state.Second) bool { return s.ID == l.From.ID })
	p.Excluded = slices.DeleteFunc(p.Excluded, func(id string) bool { return id == l.From.ID })
	t.Keep(record.Link{
		With: l.From.ID, Name: l.From.Name, As: record.AsClinician, Held: true, Alerts: true, Summary: true, By: t.State.ID,
	})
	t.Tell(l.From.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Care: t.Caring()})
	t.Introduce(append(told, l.From))
	t.unlinkOthers(knew)
	t.safety.CallOpen(l.From)
	t.letGo(was)
	t.Reply("gone.adopted", "who", l.From.Name, "people", t.InOrder())
}

// PutFirst makes somebody the first to be called. The first person cannot be excluded.
func (t Side) PutFirst(c state.Contact) {
	p := t.State.Patient
	p.First = c.ID
	t.LetIn(c.ID)
}

// LeaveOut excludes somebody from this patient's alerts, open ones included.
func (t Side) LeaveOut(id string) {
	t.State.Patient.Excluded = append(t.State.Patient.Excluded, id)
	t.safety.Relieve(id)
}

// LetIn ends somebody's exclusion.
func (t Side) LetIn(id string) {
	p := t.State.Patient
	p.Excluded = slices.DeleteFunc(p.Excluded, func(out string) bool { return out == id })
}

// DropProposal forgets the pending proposal.
func (t Side) DropProposal() { t.State.Patient.Proposal = nil }

// Team stores who holds which post, as told by the primary clinician, and introduces the patient to new holders.
func (t Side) Team(from state.Contact, l state.Team) {
	if !t.May(from.ID, state.RightSettle) {
		t.Ignore("a team from somebody else's clinician")
		return
	}
	t.replace(l.Without(t.State.ID))
}

// TeamOfOffice is Team for a patient without a clinician, to whom the office itself says it. A lead who has come since
// learns that somebody is needed.
func (t Side) TeamOfOffice(l state.Team) {
	p := t.State.Patient
	if p == nil || p.Clinician.ID != "" || p.Left && len(t.safety.OpenAlerts()) == 0 {
		t.Tell(state.OfficeID, state.Alone{Over: true})
		return
	}
	knew := t.With(state.RightVacancy)
	t.replace(l.Without(t.State.ID))
	for _, c := range t.With(state.RightVacancy) {
		if !slices.ContainsFunc(knew, func(k state.Contact) bool { return k.ID == c.ID }) {
			t.Tell(c.ID, state.Orphaned{Code: p.Code})
		}
	}
}
