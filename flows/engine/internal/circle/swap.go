package circle

import (
	"slices"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// adopt makes a team the one that holds posts here. Each of its swaps also ends by a moment of this side, so that it
// ends even if the letter about it never comes. Whoever held a post for a while and has seen an alert that is not over
// stays tied to the patient, because only they can say what came of it.
func (t Side) adopt(team state.Team) {
	p := t.State.Patient
	before := p.Team
	for _, post := range state.Posts() {
		was, is := before.Swapped(post), team.Swapped(post)
		switch {
		case is != nil && (was == nil || !was.Until.Equal(is.Until)):
			t.Wake(state.WakeSwap, string(post), is.Until)
		case is == nil && was != nil:
			t.Forget(state.WakeSwap, string(post))
		}
	}
	team.Swaps = slices.Clone(team.Swaps)
	for _, s := range before.Swaps {
		if now := team.Swapped(s.Post); now != nil && now.Who.ID == s.Who.ID || !t.holdsAlert(s.Who.ID) {
			continue
		}
		s.Over = true
		team.Swaps = append(team.Swaps, s)
	}
	p.Team = team
	firstAgain(p, before)
}

// holdsAlert reports whether somebody has seen an alert and not yet said what came of it.
func (t Side) holdsAlert(id string) bool {
	return slices.ContainsFunc(t.State.Patient.Alerts, func(a state.Alert) bool { return a.Held() && a.SeenID == id })
}

// replace makes a team the one that holds posts here, introduces the patient to new holders, ends the links of those
// who hold none any more, and calls the new holders about alerts that nobody has seen.
func (t Side) replace(team state.Team) {
	// people excluded now may have known the patient before
	before, knew, was := t.With(state.RightJoined), t.With(state.RightLetters), t.State.Patient.Team
	t.adopt(team)
	t.Introduce(before)
	t.unlinkOthers(knew)
	t.safety.CallHolders()
	t.letGo(was)
}

// letGo calls out anew the alerts that somebody has seen whose post has passed on because of a leave that has begun
// since a team held the posts: the owner's, or that of who held it for them. Whoever has agreed to a swap keeps theirs,
// because at its end they are still at work.
func (t Side) letGo(was state.Team) {
	for _, s := range t.State.Patient.Swaps {
		if !s.Leave || s.Over {
			continue
		}
		switch before := was.Swapped(s.Post); {
		case before == nil || !before.Leave || before.Of.ID != s.Of.ID:
			t.safety.LetGo(s.Of)
		case before.Who.ID != s.Who.ID:
			t.safety.LetGo(before.Who)
		}
	}
}

// postAway lets go of what somebody has seen by a post that they hold, held or have lent, when they go on leave. What
// they held for a while is given back here and now: the clinic says so later, and until then the alert would be called
// out to them. Whoever is still called first is let go when the clinic says who is called in their place.
func (t Side) postAway(c state.Contact, l state.Away) {
	p := t.State.Patient
	if !t.holdsAlert(c.ID) || !(state.Absence{From: l.From, Until: l.Until}).Covers(t.Now()) {
		t.Ignore("a leave of somebody who has seen nothing here")
		return
	}
	for _, s := range slices.Clone(p.Swaps) {
		if !s.Over && s.Who.ID == c.ID && (!s.Leave || !t.Now().Before(s.Until)) {
			t.replace(ended(p.Team, s.Post))
		}
	}
	if !slices.Contains(t.OnLadder(flows.RankFirst), c) {
		t.safety.LetGo(c)
	}
}

// SwapMoments sets the moments at which swaps end, where a participation begins with some or has lost its moments.
func (t Side) SwapMoments() {
	for _, s := range t.State.Patient.Swaps {
		if !s.Over {
			t.Wake(state.WakeSwap, string(s.Post), s.Until)
		}
	}
}

// SwapDue ends a swap when its time is over: the post is its owner's again.
func (t Side) SwapDue(post record.Role) {
	p := t.State.Patient
	if p == nil || p.Swapped(post) == nil {
		t.Ignore("a swap that is over already")
		return
	}
	if s := p.Swapped(post); t.Now().Before(s.Until) { // the clock was set back
		t.Wake(state.WakeSwap, string(post), s.Until)
		return
	}
	t.replace(ended(p.Team, post))
}

// lenders lists those whose post somebody else holds for a while, and who are not called in another place.
func (t Side) lenders() []state.Contact {
	var all []state.Contact
	for _, s := range t.State.Patient.Swaps {
		called := slices.ContainsFunc(append(t.Circle(), all...), func(c state.Contact) bool { return c.ID == s.Of.ID })
		if !s.Over && !called && s.Of.ID != "" && s.Of.ID != t.State.Patient.First {
			all = append(all, s.Of)
		}
	}
	return all
}

// swapped says who is called in whose place, and until when.
func (t Side) swapped() []string {
	var lines []string
	for _, s := range t.State.Patient.Swaps {
		if !s.Over && s.Of.ID != "" && t.May(s.Who.ID, state.RightCalled) {
			lines = append(lines, t.Text("whosees.swap", "who", s.Who.Name, "of", s.Of.Name, "until", t.DateTime(s.Until)))
		}
	}
	return lines
}

// vacate ends the posts of somebody who has left. A post that they held for a while is its owner's again; one of theirs
// that somebody else holds stays there until the clinic says whose it is. It reports whether an owner is back.
func (t Side) vacate(id string) (back bool) {
	p := t.State.Patient
	for _, post := range state.Posts() {
		holder, s := p.Holder(post), p.Swapped(post)
		switch {
		case s != nil && s.Who.ID == id:
			back = back || s.Of.ID != ""
			t.adopt(ended(p.Team, post))
		case *holder != nil && (*holder).ID == id:
			*holder = nil
		case s != nil && s.Of.ID == id:
			s.Of = state.Contact{}
		}
	}
	p.Swaps = slices.DeleteFunc(p.Swaps, func(s state.Swap) bool { return s.Over && s.Who.ID == id })
	return back
}

// LetSwapsGo ends the ties of those who held a post for a while, once no alert that they have seen waits for a word of
// theirs.
func (t Side) LetSwapsGo() {
	p := t.State.Patient
	if p == nil || len(p.Swaps) == 0 {
		return
	}
	over := func(s state.Swap) bool { return s.Over && !t.holdsAlert(s.Who.ID) }
	if slices.ContainsFunc(p.Swaps, over) {
		knew := t.With(state.RightLetters)
		p.Swaps = slices.DeleteFunc(p.Swaps, over)
		t.unlinkOthers(knew)
	}
}
