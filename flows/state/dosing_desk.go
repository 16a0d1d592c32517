package state

import "time"

// Draft is what a clinician has chosen so far for one patient, and has not sent yet.
type Draft struct {
	Patient string         `json:"patient"`
	Chosen  []time.Weekday `json:"chosen,omitempty"` // of the check-ins that are asked; perhaps not as many yet
	Dosing  Dosing         `json:"dosing,omitzero"`
	// Was and WasDays are how it stands with the patient.
	Was     Dosing         `json:"was,omitzero"`
	WasDays []time.Weekday `json:"was_days,omitempty"`
	At      string         `json:"at,omitempty"`
}
