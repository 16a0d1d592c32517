package circle

import (
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// ProposedTo takes a proposal from a clinician or a lead who may make one.
func (t Side) ProposedTo(c state.Contact, l state.Proposed) {
	p := t.State.Patient
	_, known := map[record.Tie]bool{record.AsClinician: true, record.AsSecond: true}[l.Kind]
	switch {
	case !t.May(c.ID, state.RightPropose) || !known:
		t.Ignore("a proposal from somebody who is not the clinician")
		return
	case p.Left || !p.Active || l.Who.ID == "" || l.Who.ID == t.State.ID || l.Who.ID == p.Clinician.ID:
		t.Tell(c.ID, state.Decided{Kind: l.Kind, Who: l.Who})
		return
	}
	p.Proposal = &state.Proposal{Number: t.NextSerial(), Kind: l.Kind, Who: l.Who, By: c}
	if !t.Waits(state.NewsProposal) {
		t.AskProposal()
	}
}

// AskProposal asks for the patient's consent and says who would see what.
func (t Side) AskProposal() {
	p := t.State.Patient
	if p == nil || p.Left || p.Proposal == nil || p.Proposal.Told || t.State.Blocked {
		t.Ignore("nothing to ask")
		return
	}
	a := p.Proposal
	a.Told = true
	answer := func(is string) press.Press { return press.Settled{What: "team", Number: a.Number, Answer: is} }
	if a.Kind == record.AsClinician {
		text := t.Text("team.consent_clinician", "name", p.Clinician.Name, "who", a.Who.Name)
		if p.Clinician.ID == "" {
			text = t.Text("team.consent_orphan", "who", a.Who.Name)
		}
		t.Say(state.ClassPrompt, text,
			turn.Row(turn.Button(t.Text("team.agree"), answer("yes")),
				turn.Button(t.Text("team.disagree"), answer("no"))), t.HelpRow())
		return
	}
	t.Say(state.ClassPrompt, t.Text("team.consent_second", "name", p.Clinician.Name, "who", a.Who.Name),
		turn.Row(turn.Button(t.Text("team.both"), answer("both"))),
		turn.Row(turn.Button(t.Text("team.alerts_only"), answer("alerts"))),
		turn.Row(turn.Button(t.Text("team.summary_only"), answer("summary"))),
		turn.Row(turn.Button(t.Text("team.disagree"), answer("no"))), t.HelpRow())
}

// ProposalTapped is the patient's answer.
func (t Side) ProposalTapped(e state.Tapped, number int, choice string) {
	p := t.State.Patient
	a := p.Proposal
	if a == nil || a.Number != number || !p.Active {
		t.Toast(e, "toast.old")
		return
	}
	second := choice == "both" || choice == "alerts" || choice == "summary"
	switch {
	case choice == "no":
		t.Toast(e, "")
		p.Proposal = nil
		t.Keep(record.Audit{
			By: t.State.ID, Deed: record.DeedRefused, What: turn.ChangeOf(a.Kind), Of: t.State.ID,
			Code: t.State.Patient.Code,
		})
		t.decide(a, false)
		t.Tell(a.Who.ID, state.Decided{Kind: a.Kind, Who: a.Who})
		t.Edit(e.Message, t.Text("team.refused", "name", a.By.Name), t.HelpRow())
	case a.Kind == record.AsClinician && choice == "yes":
		t.Toast(e, "")
		p.Proposal = nil
		t.decide(a, true)
		t.handOver(a.Who)
		t.Edit(e.Message, t.Text("team.handed_over", "who", a.Who.Name, "people", t.InOrder()), t.HelpRow())
	case a.Kind == record.AsSecond && second:
		t.Toast(e, "")
		p.Proposal = nil
		t.decide(a, true)
		t.second(a, state.Second{Contact: a.Who, Alerts: choice != "summary", Summary: choice != "alerts"})
		t.Edit(e.Message, t.Text("team.second_"+choice, "who", a.Who.Name), t.HelpRow())
	default:
		t.Toast(e, "toast.old")
	}
}

func (t Side) decide(a *state.Proposal, yes bool) {
	if a.By.ID != a.Who.ID || !yes {
		t.Tell(a.By.ID, state.Decided{Kind: a.Kind, Who: a.Who, Yes: yes})
	}
	if yes {
		t.Keep(record.Audit{
			By: t.State.ID, Deed: record.DeedSet, What: turn.ChangeOf(a.Kind), Of: t.State.ID,
			Code: t.State.Patient.Code,
		})
	}
}

// second links a second clinician beside the primary clinician.
func (t Side) second(a *state.Proposal, s state.Second) {
	p := t.State.Patient
	p.Seconds = slices.DeleteFunc(p.Seconds, func(other state.Second) bool { return other.ID == s.ID })
	p.Seconds = append(p.Seconds, s)
	if s.Alerts {
		p.Excluded = slices.DeleteFunc(p.Excluded, func(id string) bool { return id == s.ID })
	}
	t.Keep(record.Link{
		With: s.ID, Name: s.Name, As: record.AsSecond, Held: true, Alerts: s.Alerts, Summary: s.Summary, By: t.State.ID,
	})
	t.Tell(s.ID, state.Joined{
		Kind: record.AsSecond, For: a.By.ID, Code: p.Code, Name: t.State.Name, Care: t.Caring(), Summary: s.Summary,
	})
}

// handOver changes the primary clinician. Open alerts are called out to the new one from now on.
func (t Side) handOver(to state.Contact) {
	p := t.State.Patient
	old, knew := p.Clinician, t.With(state.RightLetters)
	by := old.ID
	if s := p.Swapped(record.Lead); by == "" && s != nil { // whose post it is has proposed it
		by = s.Of.ID
	} else if by == "" && p.Lead != nil {
		by = p.Lead.ID
	}
	p.Clinician = to
	if old.ID == "" {
		t.Tell(state.OfficeID, state.Alone{Over: true})
	}
	if p.First == old.ID || p.First == "" {
		p.First = to.ID
	}
	p.Seconds = slices.DeleteFunc(p.Seconds, func(s state.Second) bool { return s.ID == to.ID })
	p.Excluded = slices.DeleteFunc(p.Excluded, func(id string) bool { return id == to.ID })
	p.Ahead = nil
	if p.Stand != nil {
		t.Forget(state.WakeLeave, state.LeaveStand)
		p.Stand = nil
	}
	t.Keep(record.Link{
		With: to.ID, Name: to.Name, As: record.AsClinician, Held: true, Alerts: true, Summary: true,
		By: t.State.ID,
	})
	t.Tell(to.ID, state.Joined{
		Kind: record.AsClinician, For: by, Code: p.Code, Name: t.State.Name, Care: t.Caring(), Summary: true,
		Planned: p.Planned,
	})
	for _, c := range knew {
		if c.ID != to.ID && (c.ID == old.ID || !t.May(c.ID, state.RightLetters)) {
			t.release(c, record.AsClinician, to.Name)
		}
	}
	t.safety.CallOpen(to)
}

// release ends one tie with a clinician, who may still be linked in another way.
func (t Side) release(c state.Contact, was record.Tie, to string) {
	p := t.State.Patient
	t.Keep(record.Link{With: c.ID, Name: c.Name, As: was, By: t.State.ID})
	joined := state.Joined{Code: p.Code, Name: t.State.Name, Care: t.Caring(), Kind: record.AsPost}
	if n := slices.IndexFunc(p.Seconds, func(s state.Second) bool { return s.ID == c.ID }); n >= 0 {
		joined.Kind, joined.Summary = record.AsSecond, p.Seconds[n].Summary
		t.Tell(c.ID, joined)
		return
	}
	if t.May(c.ID, state.RightLetters) {
		t.Tell(c.ID, joined)
		return
	}
	t.Tell(c.ID, state.Ended{To: to})
}

// SecondEnded removes a second clinician at the patient's wish.
func (t Side) SecondEnded(e state.Tapped, key string) {
	p := t.State.Patient
	n := slices.IndexFunc(p.Seconds, func(s state.Second) bool { return turn.ColleagueKey(s.ID) == key })
	if n < 0 {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	s := p.Seconds[n]
	p.Seconds = slices.Delete(p.Seconds, n, n+1)
	t.release(s.Contact, record.AsSecond, "")
	t.Edit(e.Message, t.Text("team.second_ended", "who", s.Name), t.HelpRow())
}
