package circle

import (
	"slices"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// Leaves and swaps begin and end at times that are known before. So a route can say whom the ladder calls later, while
// no turns are made.

// Changeovers are the times at which somebody else may be called about a patient because a leave or a swap begins or
// ends, in order.
func Changeovers(p *state.Patient) []time.Time {
	var all []time.Time
	for _, a := range p.Leaves() {
		all = append(all, a.From, a.Until)
	}
	for _, s := range p.Swaps {
		if !s.Over {
			all = append(all, s.Until)
		}
	}
	for _, s := range p.Coming {
		all = append(all, s.From, s.Until)
	}
	all = slices.DeleteFunc(all, time.Time.IsZero)
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// Then is a patient's side as it will be at a time, as far as is known: leaves and swaps have begun and ended by
// themselves.
func Then(was *state.Patient, at time.Time) *state.Patient {
	p := *was
	if p.Stand != nil && !at.Before(p.Stand.Until) {
		p.Stand = nil
	}
	if a := p.Ahead; a != nil && a.ID != "" && during(a.From, a.Until, at) && !p.LeavesOut(a.ID) {
		p.Stand, p.Ahead = a, nil
	}
	for _, s := range was.Swaps {
		if !s.Over && !at.Before(s.Until) {
			before := p.Team
			p.Team = ended(p.Team, s.Post)
			firstAgain(&p, before)
		}
	}
	for _, s := range p.Coming {
		if during(s.From, s.Until, at) {
			p.Team = begun(p.Team, s)
		}
	}
	return &p
}

func during(from, until, at time.Time) bool {
	return state.Absence{From: from, Until: until}.Covers(at)
}

// ended is a team once the swap of a post has ended. A post whose owner has left is nobody's.
func ended(team state.Team, post record.Role) state.Team {
	swaps := team.Swaps
	team.Swaps = nil
	for _, s := range swaps {
		switch {
		case s.Post != post || s.Over:
			team.Swaps = append(team.Swaps, s)
		case s.Of.ID == "":
			*team.Holder(post) = nil
		default:
			*team.Holder(post) = &s.Of
		}
	}
	return team
}

// begun is a team once a swap has begun.
func begun(team state.Team, s state.Swap) state.Team {
	team.Swaps = append(slices.Clone(team.Swaps), s)
	*team.Holder(s.Post) = nil
	if s.Who.ID != "" {
		*team.Holder(s.Post) = &s.Who
	}
	return team
}

// firstAgain puts the owner of a post first again where the patient has chosen who held it for a while, in the team
// before.
func firstAgain(p *state.Patient, before state.Team) {
	s := before.Swapped(record.Backup)
	if s != nil && s.Who.ID != "" && p.First == s.Who.ID && p.First != p.Clinician.ID && p.Swapped(record.Backup) == nil {
		p.First = s.Of.ID
	}
}
