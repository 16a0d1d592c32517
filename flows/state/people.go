package state

import "slices"

// Untold are the moments of what others settled or asked while nothing reached the patient.
func (p *Patient) Untold() []string {
	if p == nil || p.Left {
		return nil
	}
	var keys []string
	for key, waits := range map[string]bool{
		NewsDosing:      slices.ContainsFunc(p.Changes, func(c Change) bool { return !c.Told }),
		NewsAppointment: p.Moved != nil && !p.Moved.Told,
		NewsProposal:    p.Proposal != nil && !p.Proposal.Told,
		NewsStand:       p.Stand != nil && !p.Stand.Told || p.Stand == nil && p.WasAway,
		NewsOrphan:      p.Orphaned != "",
	} {
		if waits {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// NewsOutage is the key of an outage that is told after the quiet hours.
const NewsOutage = "outage"
