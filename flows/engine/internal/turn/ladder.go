package turn

import (
	"footing/flows"
	"footing/flows/state"
	"slices"
	"time"
)

// onLadder is the person of a rank for this patient, with those who are told together with the first. Nobody where
// the post is empty, or is held by somebody whom the patient excluded. Where nobody is left of those who could be
// first, the lead is, and does not wait for the lead's own turn.
func (t *Turn) OnLadder(rank flows.Rank) []state.Contact {
	all := t.ofRank(rank)
	if rank == flows.RankFirst && len(all) == 0 {
		all = t.ofRank(flows.RankLead)
	}
	return all
}

func (t *Turn) ofRank(rank flows.Rank) []state.Contact {
	return slices.DeleteFunc(t.Holders(rank), func(c state.Contact) bool { return slices.Contains(t.State.Patient.Excluded, c.ID) })
}

// holders are those of a rank whether the patient left them out or not.
func (t *Turn) Holders(rank flows.Rank) []state.Contact {
	p := t.State.Patient
	people := p.Contacts()
	var all []state.Contact
	switch {
	case rank == flows.RankFirst:
		all = append(people[:min(1, len(people)):min(1, len(people))], p.Along()...)
	case rank == flows.RankBackup && len(people) > 1:
		all = people[1:]
	case rank == flows.RankLead && p.Lead != nil:
		all = []state.Contact{*p.Lead}
	case rank == flows.RankNight && p.Night != nil:
		all = []state.Contact{*p.Night}
	}
	return slices.DeleteFunc(all, func(c state.Contact) bool {
		return c.ID == "" || c.ID == t.State.ID
	})
}

// staffed are the steps of the ladder for which there is a person.
func (t *Turn) Staffed() []flows.LadderStep {
	return slices.DeleteFunc(slices.Clone(t.Plan.Clinic.Ladder.Steps), func(s flows.LadderStep) bool {
		return len(t.OnLadder(s.Call)) == 0
	})
}

// attended tells whether anybody on this patient's ladder is there now.
func (t *Turn) Attended() bool {
	return slices.ContainsFunc(t.Staffed(), func(s flows.LadderStep) bool { return t.Plan.Clinic.Reachable(s, t.Now()) })
}

// attendedFrom is when somebody on this patient's ladder is there next.
func (t *Turn) AttendedFrom() time.Time { return t.Begins(t.Now()) }

// begins is when a ladder that was to begin at some time runs: a post that nobody holds does not begin it.
func (t *Turn) Begins(at time.Time) time.Time {
	clinic := *t.Plan.Clinic
	clinic.Ladder.Steps = t.Staffed()
	return clinic.LadderFrom(at)
}
