package state

import "footing/flows/record"

// SetUp tells whether this person is a patient whom check-ins may reach.
func (p *Patient) SetUp() bool { return p != nil && p.Active && !p.Left && p.Consents[record.ForCare] }
