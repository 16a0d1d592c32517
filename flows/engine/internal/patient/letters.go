package patient

import (
	"footing/flows/record"
	"footing/flows/state"
)

// ToPatient handles letters from clinicians. Only those linked to this patient count, and never the patient themselves.
func (t Side) ToPatient(from string, l state.Letter) {
	p := t.State.Patient
	if team, ok := l.(state.Team); ok && from == state.OfficeID {
		t.circle.TeamOfOffice(team)
		return
	}
	if p == nil {
		t.Ignore("a letter to a patient who is none")
		return
	}
	if u, ok := l.(state.Unreached); ok && u.Notice != "" {
		t.safety.NoticeUnreached(from, u)
		return
	}
	linked := t.May(from, state.RightLetters)
	if _, left := l.(state.Resigned); left && !linked && p.Proposal != nil && p.Proposal.Who.ID == from {
		t.circle.DropProposal() // the proposed clinician has left
		t.Ignore("somebody left before the patient had agreed to them")
		return
	}
	if !linked {
		t.Ignore("a letter from somebody who is not linked")
		return
	}
	switch l.(type) {
	case state.Acted, state.Look, state.Unreached, state.AskReach:
		if !t.May(from, state.RightAct) {
			t.Ignore("a letter from somebody whom the patient excluded")
			return
		}
	}
	c, _ := p.Contact(from)
	t.fromLinked(c, l)
}

// fromLinked takes a letter from somebody who is linked to this patient and may write it.
func (t Side) fromLinked(c state.Contact, l state.Letter) {
	p := t.State.Patient
	switch l := l.(type) {
	case state.Team:
		t.circle.Team(c, l)
	case state.Acted:
		t.safety.Acted(c, l)
	case state.Look:
		t.safety.Looked(c, l)
	case state.Unreached:
		t.safety.Unreached(c, l)
	case state.AskReach:
		t.safety.ReachWanted(c, l)
	case state.SummaryOpened:
		t.summaryOpened(c)
	case state.Inquire:
		t.inquired(c, l)
	case state.Appointed:
		t.appointed(c, l)
	case state.Adjust:
		t.adjusted(c, l)
	case state.Proposed:
		t.circle.ProposedTo(c, l)
	case state.Away:
		t.circle.AwayFrom(c, l)
	case state.Resigned:
		if c.ID == p.Clinician.ID { // their changes can no longer be refused
			p.Changes, p.Moved = nil, nil
		}
		t.circle.Resigned(c)
	default:
		t.Ignore("a letter for a desk")
	}
}

// inquired answers a clinician who asks how this patient takes part, and files who asked. Only people who may read
// the facts are answered. Nobody learns whom the patient has excluded.
func (t Side) inquired(c state.Contact, l state.Inquire) {
	p := t.State.Patient
	if !t.May(c.ID, state.RightFacts) || l.Plan && !t.May(c.ID, state.RightSettle) {
		t.Ignore("a question from somebody who is not the clinician")
		return
	}
	t.Keep(record.Opened{
		By: c.ID, What: map[bool]string{true: "plan", false: "card"}[l.Plan], Of: t.State.ID,
		Code: p.Code,
	})
	answer := state.Particulars{
		Adjustment: p.Adjustment, Change: l.Plan,
		Message: l.Message, Active: p.Active, Care: t.Caring(), Safety: p.Consents[record.ForSafety], Plan: !p.Plan.Empty(),
		Careful: t.Careful(),
		Days:    p.Days, At: p.At, Zone: t.Zone().String(),
	}
	if p.Active {
		first := t.First()
		if first.ID == "" { // a card does not tell that everybody is left out
			first = t.Foremost()
		}
		answer.First = first.Name
		for _, other := range t.Circle() {
			if other.ID != first.ID {
				answer.Others = append(answer.Others, other.Name)
			}
		}
	}
	t.Tell(c.ID, answer)
}
