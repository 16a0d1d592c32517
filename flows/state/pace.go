package state

// NewsSilence is the key of the moment at which that is asked.
const NewsSilence = "silence"

// Pace is how much is asked: all that the protocol has, unless the patient wanted less. /schedule brings all of it
// back.
type Pace struct {
	Reduced bool `json:"reduced,omitempty"` // one check-in a week, each of the rotation in its turn
	Soft    bool `json:"soft,omitempty"`    // beside safety one questionnaire in each check-in, not several
}
