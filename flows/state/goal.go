package state

import "footing/flows/record"

// Goal is one practical thing that the patient wants, in their own words, and a small step towards it for this
// week. Goals are theirs: nobody else writes one.
type Goal struct {
	Text record.FreeText `json:"text,omitempty"`
	Step record.FreeText `json:"step,omitempty"`
}
