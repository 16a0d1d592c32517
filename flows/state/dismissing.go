package state

import (
	"footing/flows/record"
	"slices"
)

// NewsOrphan is the key of the moment at which a patient is told, after the quiet hours, that their clinician left.
const NewsOrphan = "orphan"

// TieOf is what somebody is to the patient in the first place.
func (p *Patient) TieOf(id string) record.Tie {
	switch {
	case p.Clinician.ID == id:
		return record.AsClinician
	case slices.ContainsFunc(p.Seconds, func(s Second) bool { return s.ID == id }):
		return record.AsSecond
	case p.Stand != nil && p.Stand.ID == id:
		return record.AsStandIn
	default:
		return record.AsPost
	}
}
