package state

import (
	"slices"
	"time"

	"footing/flows/record"
)

// Ties are who of the clinic has to do with a patient, and whom the patient wants to be called.
type Ties struct {
	Code      string  `json:"code"` // the patient's, at the clinic
	Clinician Contact `json:"clinician"`
	Team
	Seconds  []Second  `json:"seconds,omitempty"`  // who works with the patient beside the clinician
	Stand    *Stand    `json:"stand,omitempty"`    // who reads while the clinician is away
	WasAway  bool      `json:"was_away,omitempty"` // the patient was told so, and not yet of the return
	Excluded []string  `json:"excluded,omitempty"` // participant ids that no alert of this person may go to
	First    string    `json:"first,omitempty"`    // participant id of who gets urgent messages first
	Proposal *Proposal `json:"proposal,omitempty"` // that the patient is asked about
	Orphaned string    `json:"orphaned,omitempty"` // the name of the clinician who left, until the patient was told
}

// Contact is another participant as this one may name them.
type Contact struct {
	ID   string      `json:"id"`
	Name string      `json:"name"`
	Role record.Role `json:"role"`
}

// Team is who else of the clinic may be called about a patient: named when they are invited, and told again when
// somebody else takes a post.
type Team struct {
	Backup *Contact `json:"backup,omitempty"` // who else can be first for urgent messages
	Lead   *Contact `json:"lead,omitempty"`
	Night  *Contact `json:"night,omitempty"` // the post that is there when nobody else is
}

// Without leaves out somebody's own posts: nobody is called about themselves.
func (l Team) Without(self string) Team {
	other := func(c *Contact) *Contact {
		if c != nil && c.ID == self {
			return nil
		}
		return c
	}
	return Team{Backup: other(l.Backup), Lead: other(l.Lead), Night: other(l.Night)}
}

// Second is somebody who works with a patient beside the patient's own clinician, as the patient has agreed to.
type Second struct {
	Contact
	Alerts  bool `json:"alerts,omitempty"`
	Summary bool `json:"summary,omitempty"`
}

// Stand is who reads for a patient's clinician while that one is away.
type Stand struct {
	Contact
	Number int       `json:"number"`
	Until  time.Time `json:"until"`
	Told   bool      `json:"told,omitempty"`
}

// Proposal is what two clinicians have agreed on and the patient is asked.
type Proposal struct {
	Number int        `json:"number"`
	Kind   record.Tie `json:"kind"`
	Who    Contact    `json:"who"`
	By     Contact    `json:"by"`
	Told   bool       `json:"told,omitempty"`
}

// TieOf is what somebody is to the patient in the first place.
func (t *Ties) TieOf(id string) record.Tie {
	switch {
	case t.Clinician.ID == id:
		return record.AsClinician
	case slices.ContainsFunc(t.Seconds, func(s Second) bool { return s.ID == id }):
		return record.AsSecond
	case t.Stand != nil && t.Stand.ID == id:
		return record.AsStandIn
	default:
		return record.AsPost
	}
}

// Reads tells what a clinician may read of a participant as the participant's own state stands: the facts, and of
// those the alerts. It is the one place that decides it for whoever fetches facts.
func (s State) Reads(desk string, at time.Time) (facts, alerts bool) {
	p := s.Patient
	if p == nil || desk == "" || desk == s.ID {
		return false, false
	}
	excluded := slices.Contains(p.Excluded, desk)
	if n := slices.IndexFunc(p.Seconds, func(s Second) bool { return s.ID == desk && s.Summary }); n >= 0 {
		facts, alerts = true, p.Seconds[n].Alerts && !excluded
	}
	if p.Clinician.ID == desk || p.Stand != nil && p.Stand.ID == desk && at.Before(p.Stand.Until) {
		facts, alerts = true, !excluded
	}
	return facts, alerts
}
