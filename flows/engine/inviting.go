package engine

import (
	"fmt"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// claimed decides who opened a link first. A second opener and a used, late or foreign link get the same refusal. Desk
// and office are both inviters.
func (t sides) claimed(from string, l state.Claim) {
	i := t.Invitation(l.Token)
	again := i != nil && i.Claimer == from && i.Chat == l.Chat
	if i == nil || i.Secret != "" || !t.Now().Before(i.Expires) || (i.Claimer != "" && !again) || l.Chat == t.State.Chat {
		t.Add(state.Tell{Chat: l.Chat, Letter: state.Refused{Token: l.Token}})
		return
	}
	i.Claimer, i.Chat, i.Shown = from, l.Chat, l.Name
	offer := state.Offered{Token: l.Token, Role: i.Role, Code: i.Code, Invite: i.Name}
	if d := t.State.Desk; d != nil && i.Role == record.Patient {
		i.Digits = fmt.Sprintf("%04d", turn.Derive(t.State.Seed, i.Hash, 10000))
		offer.Digits = i.Digits
		offer.From = state.Contact{ID: t.State.ID, Name: d.Name, Role: d.Role}
		offer.Team = d.Team(t.State.ID)
	} else {
		offer.From = state.Contact{ID: t.State.ID, Name: t.Plan.Clinic.Name}
	}
	t.Tell(from, offer)
}

// confirmed records that the opener knows the inviter. The office takes an invited clinician's word. A desk must also
// match the digits that the patient reads out.
func (t sides) confirmed(from string, l state.Confirmed) {
	i := t.Invitation(l.Token)
	if i == nil || i.Claimer != from { // closed meanwhile
		t.Tell(from, state.Refused{Token: l.Token})
		return
	}
	if i.Said {
		t.Ignore("confirmed already")
		return
	}
	i.Said, i.Shown = true, l.Name
	if t.State.Office != nil {
		t.office.Employ(*i)
		return
	}
	t.desk.CheckDigits(*i)
}

// notMe closes an invitation that reached the wrong person. Nothing more is known or said.
func (t sides) notMe(from string, l state.NotMe) {
	i := t.Invitation(l.Token)
	if i == nil || i.Claimer != from {
		if t.State.Office != nil {
			t.office.Unemploy(from, l.Token)
			return
		}
		t.desk.Unlink(from, l.Token)
		return
	}
	code := i.Code
	t.DropInvitation(l.Token)
	t.Forget(state.WakeInvitation, l.Token)
	if t.State.Desk != nil {
		t.Say(state.ClassReply, t.Text("invite.unconfirmed", "code", code))
	}
}

// invitationExpired closes an invitation that can no longer be opened. Its clinician, and an opener who is still
// waiting, are told in the daytime.
func (t sides) invitationExpired(token string) {
	i := t.Invitation(token)
	if i == nil {
		t.Ignore("an invitation that is closed already")
		return
	}
	if t.Quiet() {
		t.Wake(state.WakeInvitation, token, t.AfterQuiet())
		return
	}
	if t.State.Desk != nil {
		t.Say(state.ClassDigest, t.Text("invite.expired", "code", i.Code))
	}
	t.TurnAway(*i)
	t.DropInvitation(token)
}
