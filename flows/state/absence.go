package state

import (
	"slices"
	"time"
)

// Absence is a leave of somebody around a patient, as far as the patient's side knows of it.
type Absence struct {
	ID    string    `json:"id" cbor:"1,keyasint,omitempty"`           // participant id
	From  time.Time `json:"from,omitzero" cbor:"2,keyasint,omitzero"` // zero: it has begun
	Until time.Time `json:"until" cbor:"3,keyasint,omitzero"`
}

// Covers reports whether a time lies within the absence.
func (a Absence) Covers(at time.Time) bool { return !at.Before(a.From) && at.Before(a.Until) }

func (a Absence) same(other Absence) bool {
	return a.ID == other.ID && a.From.Equal(other.From) && a.Until.Equal(other.Until)
}

// Leaves lists the absences of those around the patient, with that of the clinician first.
func (t *Ties) Leaves() []Absence {
	var all []Absence
	switch leave := t.Ahead; {
	case t.Stand != nil:
		all = append(all, Absence{t.Clinician.ID, t.Stand.From, t.Stand.Until})
	case leave != nil && !leave.Until.IsZero():
		all = append(all, Absence{t.Clinician.ID, leave.From, leave.Until})
	}
	return slices.DeleteFunc(append(all, t.Absences...), func(a Absence) bool { return a.ID == "" })
}
