package turn

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// OnLadder lists the people whom a step of a rank calls about this patient, with those who are told together with the
// first. It is empty if the post is empty, or its holder is excluded, or away while somebody else is there. If nobody
// is there for the first rank, whoever PostOf names is first.
func (t *Turn) OnLadder(rank flows.Rank) []state.Contact {
	all := t.ofRank(t.PostOf(rank))
	if !t.SomebodyThere() {
		return all
	}
	return t.there(all)
}

// there leaves out the clinician who is away.
func (t *Turn) there(all []state.Contact) []state.Contact {
	return slices.DeleteFunc(slices.Clone(all), func(c state.Contact) bool { return t.IsAway(c.ID) })
}

// IsAway reports whether somebody is on leave now, as AwayUntil.
func (t *Turn) IsAway(id string) bool {
	_, away := t.AwayUntil(id)
	return away
}

// SomebodyThere reports whether any step of the ladder has a person to call who is not away.
func (t *Turn) SomebodyThere() bool {
	return slices.ContainsFunc(t.Plan.Clinic.Ladder.Steps, func(s flows.LadderStep) bool {
		return len(t.there(t.ofRank(t.PostOf(s.Call)))) > 0
	})
}

func (t *Turn) ofRank(rank flows.Rank) []state.Contact {
	return slices.DeleteFunc(t.Holders(rank), func(c state.Contact) bool { return !t.May(c.ID, state.RightCalled) })
}

// PassedOver reports whether a rank has people of whom nobody can be called now: the patient has left them out, or they
// are on leave.
func (t *Turn) PassedOver(rank flows.Rank) bool {
	post, swapped := map[flows.Rank]record.Role{
		flows.RankBackup: record.Backup, flows.RankLead: record.Lead, flows.RankNight: record.Night,
	}[rank]
	away := swapped && t.State.Patient.PassesOver(post)
	return len(t.OnLadder(rank)) == 0 && (away || len(t.Holders(rank)) > 0)
}

// Holders lists the people of a rank, including excluded ones.
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
	return slices.DeleteFunc(all, func(c state.Contact) bool { return c.ID == "" })
}

// Staffed lists the steps of the ladder that have a person to call. Whoever is called in the place of somebody who is
// away is there in the hours of their own steps only.
func (t *Turn) Staffed() []flows.LadderStep {
	return slices.DeleteFunc(slices.Clone(t.Plan.Clinic.Ladder.Steps), func(s flows.LadderStep) bool {
		post := t.PostOf(s.Call)
		elsewhere := post != s.Call && len(t.ofRank(s.Call)) > 0 && len(t.stepsOf(post)) > 0
		return elsewhere || len(t.OnLadder(s.Call)) == 0
	})
}

// PostOf is the rank whose people a step of a rank calls: the lead's, where nobody is left for the first. Where those
// are only away and nobody stands in, it is the next rank of which somebody is there, of backup and lead.
func (t *Turn) PostOf(rank flows.Rank) flows.Rank {
	all := t.ofRank(rank)
	switch {
	case rank != flows.RankFirst, len(t.there(all)) > 0:
		return rank
	case len(all) == 0:
		return flows.RankLead
	}
	for _, next := range []flows.Rank{flows.RankBackup, flows.RankLead} {
		if len(t.there(t.ofRank(next))) > 0 {
			return next
		}
	}
	return rank
}

// Paged lists the people of a rank for whom the second channel may be used: those who can be called and are there. If
// none is, back is when the first of them returns.
func (t *Turn) Paged(rank flows.Rank) (people []state.Contact, back time.Time) {
	people = t.ofRank(rank)
	there := t.there(people)
	if len(there) == 0 && len(people) > 0 {
		return nil, t.firstBack(people)
	}
	return there, time.Time{}
}

// firstBack is when the first of some people who are away returns; zero if none is.
func (t *Turn) firstBack(people []state.Contact) (first time.Time) {
	for _, c := range people {
		if back, away := t.AwayUntil(c.ID); away && (first.IsZero() || back.Before(first)) {
			first = back
		}
	}
	return first
}

// StepsOf lists the ladder's steps of a rank. A backup or lead without a step is called in the place of the first.
func (t *Turn) StepsOf(rank flows.Rank) []flows.LadderStep {
	steps := t.stepsOf(rank)
	if len(steps) == 0 && (rank == flows.RankLead || rank == flows.RankBackup) {
		return t.stepsOf(flows.RankFirst)
	}
	return steps
}

func (t *Turn) stepsOf(rank flows.Rank) []flows.LadderStep {
	return slices.DeleteFunc(slices.Clone(t.Plan.Clinic.Ladder.Steps), func(s flows.LadderStep) bool {
		return s.Call != rank
	})
}

// Attended reports whether anybody on this patient's ladder is on duty now.
func (t *Turn) Attended() bool {
	now := func(s flows.LadderStep) bool { return t.Plan.Clinic.Reachable(s, t.Now()) }
	return t.SomebodyThere() && slices.ContainsFunc(t.Staffed(), now)
}

// AttendedFrom is when somebody on this patient's ladder is next on duty.
func (t *Turn) AttendedFrom() time.Time {
	from := t.Now()
	if !t.SomebodyThere() {
		var called []state.Contact
		for _, step := range t.Plan.Clinic.Ladder.Steps {
			called = append(called, t.OnLadder(step.Call)...)
		}
		from = flows.Later(from, t.firstBack(called))
	}
	return t.Begins(from)
}

// AwayWords say until when the clinician is away, or whoever stands in for them, and whether anybody else can be told;
// empty where they are not.
func (t *Turn) AwayWords() string {
	p := t.State.Patient
	if p == nil {
		return ""
	}
	who := p.Standing()
	back, away := t.AwayUntil(who.ID)
	if !away {
		return ""
	}
	key := map[bool]string{true: "safety.away", false: "safety.away_alone"}[t.SomebodyThere()]
	return t.Text(key, "name", who.Name, "until", t.Date(back.Add(-time.Minute)))
}

// Begins is when the ladder really starts if it is to start at a given time. A step without a person does not start it.
func (t *Turn) Begins(at time.Time) time.Time {
	clinic := *t.Plan.Clinic
	clinic.Ladder.Steps = t.Staffed()
	return clinic.LadderFrom(at)
}

// InOrder lists the names of the people whom the ladder calls, each once and in its order.
func (t *Turn) InOrder() string { return t.InOrderWithout("") }

// InOrderWithout is InOrder without one person.
func (t *Turn) InOrderWithout(id string) string {
	var names []string
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		for _, c := range t.OnLadder(step.Call) {
			if c.ID != id && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return strings.Join(names, ", ")
}
