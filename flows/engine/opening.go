package engine

import (
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// start opens an invitation. The inviter decides whether it is still valid. A wrong, used, expired or foreign link gets
// the same answer, so that nobody learns which it was.
func (t sides) start(e state.Said, link string) {
	parts := state.Payload.FindStringSubmatch(link)
	switch {
	case link == "" && t.State.Empty():
		t.Reply("start.stranger")
	case link == "":
		t.welcomeBack()
	case parts == nil:
		t.Reply("start.refused")
	case t.State.Setting != nil: // one set-up at a time; the link can be opened afterwards
		t.welcomeBack()
	case t.State.Patient != nil && !t.State.Patient.Left && t.State.Patient.Clinician.ID != "":
		t.Reply("start.already")
	default:
		t.State.Opener = &state.Opener{Token: state.HashSecret(parts[2]), Inviter: parts[1], Since: t.Now(), Draw: e.Draw}
		t.Tell(parts[1], state.Claim{Token: state.HashSecret(parts[2]), Chat: t.State.Chat, Name: t.State.Name})
	}
}

// expectAnswer plans when an invitation that was opened in this turn expires for its opener, and forgets that when it
// is over: nothing stays of somebody whose link was never answered.
func (t sides) expectAnswer(before *state.Opener) {
	switch now := t.State.Opener; {
	case now == nil && before != nil:
		t.Forget(state.WakeInvitation, state.InvitationOpened)
	case now != nil && (before == nil || before.Token != now.Token || !before.Since.Equal(now.Since)):
		t.Wake(state.WakeInvitation, state.InvitationOpened, now.Since.Add(turn.InvitationLife))
	}
}

// openerExpired closes an invitation whose inviter has not answered for as long as any link is valid. Whoever waits is
// told in the daytime.
func (t sides) openerExpired() {
	switch {
	case t.State.Opener == nil:
		t.Ignore("no invitation is open any more")
	case t.Quiet():
		t.Wake(state.WakeInvitation, state.InvitationOpened, t.AfterQuiet())
	default:
		t.State.Opener = nil
		t.Reply("start.refused")
	}
}

func (t sides) refused(l state.Refused) {
	if o := t.State.Opener; o != nil && o.Token == l.Token {
		t.State.Opener = nil
		t.Reply("start.refused")
		return
	}
	t.Ignore("refusal of another invitation")
}

// offered handles the inviter's answer: the invitation is this person's once each confirms the other.
func (t sides) offered(from string, l state.Offered) {
	o := t.State.Opener
	if o == nil || o.Token != l.Token || o.Inviter != from {
		t.Ignore("offer of another invitation")
		return
	}
	if l.Role != record.Patient && t.State.Desk != nil {
		t.State.Opener = nil
		t.Tell(from, state.NotMe{Token: l.Token})
		t.Reply("start.already")
		return
	}
	o.Offer = &l
	t.askOpener()
}

// askOpener asks whether the inviter is the person the opener expected. It shows none of the content yet.
func (t sides) askOpener() {
	offer := t.State.Opener.Offer
	yes, no := turn.Button(t.Text("opener.yes"), press.Opening{Yes: true}),
		turn.Button(t.Text("opener.no"), press.Opening{})
	if offer.Role == record.Patient {
		t.Say(state.ClassReply, t.Text("opener.patient", "name", offer.From.Name, "shown", t.NameShown(t.State.Name)), turn.Row(yes),
			turn.Row(no))
		return
	}
	t.Say(state.ClassReply, t.Text("opener.clinician", "name", offer.Invite, "shown", t.NameShown(t.State.Name)), turn.Row(yes),
		turn.Row(no))
}

// openerTapped takes the opener's confirmation, or "not me", which closes the invitation and reports nothing else.
func (t sides) openerTapped(e state.Tapped, yes bool) {
	o := t.State.Opener
	if o == nil || o.Offer == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if !yes {
		t.State.Opener = nil
		t.Tell(o.Inviter, state.NotMe{Token: o.Token})
		t.Edit(e.Message, t.Text("opener.not_me"))
		return
	}
	if o.Said {
		return
	}
	o.Said = true
	t.Tell(o.Inviter, state.Confirmed{Token: o.Token, Name: t.State.Name})
	if o.Offer.Role == record.Patient {
		t.Edit(e.Message, t.Text("opener.read_out", "name", o.Offer.From.Name, "digits", o.Offer.Digits),
			turn.Row(turn.Button(t.Text("opener.no"), press.Opening{})))
		return
	}
	t.Edit(e.Message, t.Text("opener.clinician_yes"))
}

// linked completes the link: both sides have confirmed each other.
func (t sides) linked(from string, l state.Linked) {
	o := t.State.Opener
	if o == nil || o.Token != l.Token || o.Inviter != from || o.Offer == nil || !o.Said {
		// This side has since opened another invitation or left, so the inviter must not believe in a link.
		t.Tell(from, state.NotMe(l))
		return
	}
	before := t.State.Patient
	t.State.Opener = nil
	if t.State.Seed == "" {
		t.State.Seed = o.Draw
	}
	if o.Offer.Role != record.Patient {
		t.State.Desk = &state.Desk{Name: o.Offer.Invite, Role: o.Offer.Role}
		t.Keep(record.Enrolment{Role: o.Offer.Role})
		t.begin(true)
		return
	}
	if before != nil && !before.Left {
		t.circle.Adopted(o.Offer)
		return
	}
	t.State.Patient = &state.Patient{Ties: state.Ties{
		Code: o.Offer.Code, Clinician: o.Offer.From, Team: o.Offer.Without(t.State.ID), First: o.Offer.From.ID,
	}}
	t.circle.SwapMoments()
	t.goOn(before)
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassReply, Text: t.Text("setup.linked", "name", o.Offer.From.Name),
		Keyboard: t.Keyboard(),
	})
	t.safety.CallOpen(o.Offer.From)
	t.begin(false)
}

// goOn takes over from an earlier participation what must continue: the numbers that old buttons use, the time of the
// last check-in, careful contact, and alerts that somebody may still have to see.
func (t sides) goOn(before *state.Patient) {
	if before == nil {
		return
	}
	p := t.State.Patient
	p.Count, p.Last, p.Watched, p.Asked = before.Count, before.Last, before.Watched, before.Asked
	p.Safety = state.Safety{Alerts: before.Alerts, Plan: before.Plan}
	p.Goal, p.Discretion, p.Careful = before.Goal, before.Discretion, before.Careful
}

// recode tells those who are called about a patient the code by which the clinic lists them now. Before the set-up is
// over these are only the people who know of an alert of theirs.
func (t sides) recode(before *state.Patient) {
	p := t.State.Patient
	if before == nil || p == nil || before.Code == p.Code {
		return
	}
	for _, c := range t.Circle() {
		called := func(a state.Alert) bool { return slices.Contains(a.Called, c.ID) }
		left := slices.Contains(before.Excluded, c.ID)
		if knows := p.Active || slices.ContainsFunc(p.Alerts, called); knows && !left && c.ID != p.Clinician.ID {
			t.Tell(c.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Backup: true})
		}
	}
}
