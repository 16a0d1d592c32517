package state

import "footing/flows/record"

// Progress tells the office how far an alert has come.
type Progress struct {
	Milestone record.Milestone `json:"milestone"`
}

func (Progress) letter() {}
