package patient

import (
	"footing/flows/state"
	"slices"
)

// toPatient takes what clinicians do. Only somebody this patient is linked to counts, and never oneself.
func (t Side) ToPatient(from string, l state.Letter) {
	p := t.State.Patient
	if p == nil {
		t.Ignore("a letter to a patient who is none")
		return
	}
	c, linked := p.Contact(from)
	if _, left := l.(state.Resigned); left && !linked && p.Proposal != nil && p.Proposal.Who.ID == from {
		p.Proposal = nil // they were to work with the patient, and cannot be agreed to any more
		t.Ignore("somebody left before the patient had agreed to them")
		return
	}
	if !linked || from == t.State.ID {
		t.Ignore("a letter from somebody who is not linked")
		return
	}
	if slices.Contains(p.Excluded, from) {
		switch l.(type) {
		case state.Acted, state.Look, state.Unreached:
			t.Ignore("a letter from somebody whom the patient excluded")
			return
		}
	}
	switch l := l.(type) {
	case state.Team:
		t.team(c, l)
	case state.Acted:
		t.safety.Acted(c, l)
	case state.Look:
		t.safety.Looked(c, l)
	case state.Unreached:
		t.safety.Unreached(c, l)
	case state.SummaryOpened:
		t.summaryOpened(c)
	case state.Inquire:
		t.inquired(c, l)
	case state.Appointed:
		t.appointed(c, l)
	case state.Dose:
		t.dosed(c, l)
	case state.Proposed:
		t.proposedTo(c, l)
	case state.Away:
		t.awayFrom(c, l)
	case state.Resigned:
		t.resigned(c)
	default:
		t.Ignore("a letter for a desk")
	}
}
