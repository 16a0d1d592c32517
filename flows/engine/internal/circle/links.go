package circle

import (
	"slices"

	"footing/flows/record"
	"footing/flows/state"
)

// unlinkOthers ends the links of those who had something to do with the patient and have not any more. Nothing of the
// patient stays on their panels.
func (t Side) unlinkOthers(knew []state.Contact) {
	p := t.State.Patient
	for _, c := range knew {
		if !t.May(c.ID, state.RightLetters) {
			t.Keep(record.Link{With: c.ID, Name: c.Name, As: record.AsPost, By: p.Clinician.ID})
			t.Tell(c.ID, state.Ended{})
		}
	}
}

// Adopted lets somebody whose clinician left go on as before with the one who has invited them. Both have confirmed
// each other, so nobody else is asked. What is being called goes to the new one at once.
func (t Side) Adopted(l *state.Offered) {
	p := t.State.Patient
	told, knew := t.With(state.RightArrival), t.With(state.RightLetters)
	p.Code, p.Clinician, p.Orphaned, p.Proposal = l.Code, l.From, "", nil
	p.Team = l.Without(t.State.ID)
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
	t.Reply("gone.adopted", "who", l.From.Name, "people", t.InOrder())
}

// PutFirst lets somebody be told first of what is urgent. Whoever is first is not left out.
func (t Side) PutFirst(c state.Contact) {
	p := t.State.Patient
	p.First = c.ID
	t.LetIn(c.ID)
}

// LeaveOut keeps somebody out of this patient's alerts, of what is being called too.
func (t Side) LeaveOut(id string) {
	t.State.Patient.Excluded = append(t.State.Patient.Excluded, id)
	t.safety.Relieve(id)
}

// LetIn lets somebody be called again who was left out.
func (t Side) LetIn(id string) {
	p := t.State.Patient
	p.Excluded = slices.DeleteFunc(p.Excluded, func(out string) bool { return out == id })
}

// DropProposal forgets what the patient was to be asked.
func (t Side) DropProposal() { t.State.Patient.Proposal = nil }

// Team takes over who holds which post, as the patient's own clinician says, and makes itself known to whoever is
// new.
func (t Side) Team(from state.Contact, l state.Team) {
	p := t.State.Patient
	if !t.May(from.ID, state.RightSettle) {
		t.Ignore("a team from somebody else's clinician")
		return
	}
	// those who are left out now may have known before
	before, knew := t.With(state.RightArrival), t.With(state.RightLetters)
	p.Team = l.Without(t.State.ID)
	t.Introduce(before)
	t.unlinkOthers(knew)
}
