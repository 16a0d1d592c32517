package state

import "footing/flows/record"

// CensusCounts is the key of the moment at which what has come is shown.
const CensusCounts = "counts"

// Census is a count of everybody's patients on its way.
type Census struct {
	ID      string   `json:"id"`
	Weekly  bool     `json:"weekly,omitempty"`
	Waiting []string `json:"waiting,omitempty"` // participant ids
	Lines   []string `json:"lines,omitempty"`
}

// Counts tells whether a post sees how many patients everybody has.
func Counts(r record.Role) bool { return r == record.Supervisor || r == record.Lead }

// Supervises tells whether this desk sees counts, and no patient.
func (d *Desk) Supervises() bool { return d.Role == record.Supervisor }
