package state

import (
	"footing/flows/record"
	"slices"
)

// Second is somebody who works with a patient beside the patient's own clinician, as the patient has agreed to.
type Second struct {
	Contact
	Alerts  bool `json:"alerts,omitempty"`
	Summary bool `json:"summary,omitempty"`
}

// Proposal is what two clinicians have agreed on and the patient is asked.
type Proposal struct {
	Number int        `json:"number"`
	Kind   record.Tie `json:"kind"`
	Who    Contact    `json:"who"`
	By     Contact    `json:"by"`
	Told   bool       `json:"told,omitempty"`
}

// NewsProposal is the key of the moment at which a patient is asked after the quiet hours.
const NewsProposal = "proposal"

// Linked is everybody who has something to do with the patient.
func (p *Patient) Linked() []Contact {
	all := p.Circle()
	for _, s := range p.Seconds {
		if !slices.ContainsFunc(all, func(c Contact) bool { return c.ID == s.ID }) {
			all = append(all, s.Contact)
		}
	}
	return all
}

func (p *Patient) Links(id string) bool {
	_, ok := p.Contact(id)
	return ok
}
