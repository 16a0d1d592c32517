package state

import "footing/flows/record"

// Dismiss asks the office to end somebody's post, as the operator's command does. Only whoever leads the team is heard.
type Dismiss struct {
	Who string `json:"who"` // participant id
}

func (Dismiss) letter() {}

// Leads tells whether this desk's owner leads the team.
func (d *Desk) Leads() bool { return d != nil && d.Active && d.Role == record.Lead }
