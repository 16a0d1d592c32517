package turn

import (
	"slices"
	"time"

	"footing/flows/state"
)

// InvitationLife is how long a link is valid.
const InvitationLife = 72 * time.Hour

// TurnAway tells a waiting opener that the invitation is closed.
func (t *Turn) TurnAway(i state.Invitation) {
	if i.Claimer != "" {
		t.Tell(i.Claimer, state.Refused{Token: i.Hash})
	}
}

// invitations is the list of this side's invitations.
func (t *Turn) invitations() *[]state.Invitation {
	switch {
	case t.State.Office != nil:
		return &t.State.Office.Invitations
	case t.State.Desk != nil:
		return &t.State.Desk.Invitations
	default:
		return &[]state.Invitation{}
	}
}

// Invitation finds one of this side's invitations by its hash; nil if there is none.
func (t *Turn) Invitation(token string) *state.Invitation {
	list := *t.invitations()
	for n := range list {
		if list[n].Hash == token {
			return &list[n]
		}
	}
	return nil
}

// InvitationOf finds an invitation by the patient's code.
func (t *Turn) InvitationOf(code string) *state.Invitation {
	list := *t.invitations()
	for n := range list {
		if list[n].Code == code {
			return &list[n]
		}
	}
	return nil
}

// DropInvitation deletes an invitation.
func (t *Turn) DropInvitation(token string) {
	list := t.invitations()
	*list = slices.DeleteFunc(*list, func(i state.Invitation) bool { return i.Hash == token })
}
