package patient

import (
	"footing/flows/record"
	"footing/flows/state"
)

// inquired answers a clinician who asks how this patient takes part, and files who did. Only the patient's own
// clinician is told; whom the patient keeps out of alerts is told to nobody.
func (t Side) inquired(c state.Contact, l state.Inquire) {
	p := t.State.Patient
	reads, _ := state.Reads(t.State, c.ID, t.Now())
	if !reads || l.Plan && c.ID != p.Clinician.ID {
		t.Ignore("a question from somebody who is not the clinician")
		return
	}
	t.Keep(record.Opened{By: c.ID, What: map[bool]string{true: "plan", false: "card"}[l.Plan], Of: t.State.ID, Code: p.Code})
	answer := state.Particulars{
		Dosing: p.Dosing, Change: l.Plan,
		Message: l.Message, Active: p.Active, Care: t.Caring(), Safety: p.Consents[record.ForSafety], Plan: !p.Plan.Empty(),
		Days: p.Days, At: p.At, Zone: t.Zone().String(),
	}
	if p.Active {
		answer.First = t.First().Name
		for _, other := range p.Circle() {
			if other.ID != t.First().ID {
				answer.Others = append(answer.Others, other.Name)
			}
		}
	}
	t.Tell(c.ID, answer)
}
