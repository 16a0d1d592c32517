package state

import "time"

// Leave is a clinician's time away, and who reads for them.
type Leave struct {
	Stand Contact   `json:"stand"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Said  bool      `json:"said,omitempty"`  // the colleague has agreed
	Begun bool      `json:"begun,omitempty"` // patients have been told
}

// Stand is who reads for a patient's clinician while that one is away.
type Stand struct {
	Contact
	Number int       `json:"number"`
	Until  time.Time `json:"until"`
	Told   bool      `json:"told,omitempty"`
}

// The moments of a leave: on the clinician's side its beginning and its end, on the patient's its end.
const (
	LeaveBegin = "begin"
	LeaveEnd   = "end"
	LeaveStand = "stand"
)

// NewsStand is the key of the moment at which a patient is told who reads, after the quiet hours.
const NewsStand = "stand"
