package state

import (
	"slices"
	"time"

	"footing/flows/record"
)

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
	for _, post := range []**Contact{&l.Backup, &l.Lead, &l.Night} {
		if *post != nil && (*post).ID == self {
			*post = nil
		}
	}
	return l
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
func (p *Patient) TieOf(id string) record.Tie {
	switch {
	case p.Clinician.ID == id:
		return record.AsClinician
	case slices.ContainsFunc(p.Seconds, func(s Second) bool { return s.ID == id }):
		return record.AsSecond
	case p.Stand != nil && p.Stand.ID == id:
		return record.AsStandIn
	default:
		return record.AsPost
	}
}

// Reads tells what a clinician may read of a participant as the participant's own state stands: the facts, and of
// those the alerts. It is the one place that decides it for whoever fetches facts.
func Reads(s State, desk string, at time.Time) (facts, alerts bool) {
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

// Untold are the moments of what others settled or asked while nothing reached the patient.
func (p *Patient) Untold() []string {
	if p == nil || p.Left {
		return nil
	}
	var keys []string
	for key, waits := range map[string]bool{
		NewsDosing:      slices.ContainsFunc(p.Changes, func(c Change) bool { return !c.Told }),
		NewsAppointment: p.Moved != nil && !p.Moved.Told,
		NewsProposal:    p.Proposal != nil && !p.Proposal.Told,
		NewsStand:       p.Stand != nil && !p.Stand.Told || p.Stand == nil && p.WasAway,
		NewsOrphan:      p.Orphaned != "",
	} {
		if waits {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
