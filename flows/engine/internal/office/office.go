package office

import (
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// dismissal is the operator's command to end somebody's post at once.
func (t Side) dismissal(e state.Dismissal) { t.endPost(e.Who, "") }

// endPost ends somebody's post, and tells them and the lead.
func (t Side) endPost(who, by string) {
	o := t.State.Office
	n := -1
	if o != nil {
		n = slices.IndexFunc(o.Staff, func(c state.Contact) bool { return c.ID == who })
	}
	if t.State.ID != state.OfficeID || n < 0 {
		t.Ignore("a dismissal of somebody who does not work here")
		return
	}
	name := o.Staff[n].Name
	t.Tell(who, state.Dismissed{By: by})
	t.dismiss(who, by)
	for _, c := range o.Staff {
		if c.Role == record.Lead {
			t.Tell(c.ID, state.Gone{Name: name})
		}
	}
}

// dismissAsked ends a post at a lead's request. The office's own list says who is a lead.
func (t Side) dismissAsked(from string, l state.Dismiss) {
	o := t.State.Office
	leads := func(c state.Contact) bool { return c.ID == from && c.Role == record.Lead }
	if o == nil || l.Who == from || !slices.ContainsFunc(o.Staff, leads) {
		t.Ignore("a dismissal by somebody who does not lead")
		return
	}
	t.endPost(l.Who, from)
}

// staffing stores the operator's invitation of a clinician.
func (t Side) staffing(e state.Staffing) {
	if t.State.ID != state.OfficeID {
		t.Ignore("staffing outside the office")
		return
	}
	if t.State.Office == nil {
		t.State.Office = &state.Office{Codes: map[string]string{}}
	}
	o := t.State.Office
	o.Invitations = append(o.Invitations, state.Invitation{
		Hash: e.Token, Name: e.Name, Role: e.Role, Expires: t.Now().Add(turn.InvitationLife),
	})
	t.Wake(state.WakeInvitation, e.Token, t.Now().Add(turn.InvitationLife))
	line, _ := state.Operating(e)
	t.Keep(line)
}

// Employ makes an invited clinician one of the staff, and tells everybody who works here.
func (t Side) Employ(i state.Invitation) {
	o := t.State.Office
	t.DropInvitation(i.Hash)
	t.Forget(state.WakeInvitation, i.Hash)
	o.Staff = slices.DeleteFunc(o.Staff, func(c state.Contact) bool { return c.ID == i.Claimer })
	o.Staff = append(o.Staff, state.Contact{ID: i.Claimer, Name: i.Name, Role: i.Role})
	if o.Tokens == nil {
		o.Tokens = map[string]string{}
	}
	o.Tokens[i.Claimer] = i.Hash
	t.Tell(i.Claimer, state.Linked{Token: i.Hash})
	t.proven(i.Claimer, t.Now()) // who has just pressed on the invitation
	t.Keep(record.Enrolment{Role: i.Role})
	if len(o.Staff) == 1 {
		t.planCanary()
	}
	t.swapsGone()
	t.tellRoster()
}

// tellRoster sends the list of staff, and whose post is swapped, to everybody who works here.
func (t Side) tellRoster() {
	o := t.State.Office
	t.standIns()
	for _, c := range o.Staff {
		t.Tell(c.ID, t.roster())
	}
	for _, id := range o.Alone { // who has no clinician to say it
		t.tellTeam(id)
	}
}

func (t Side) tellTeam(patient string) {
	t.Tell(patient, t.roster().Team(patient))
}

// alone notes a patient without a clinician, and tells them who holds which post, now and at each change.
func (t Side) alone(from string, l state.Alone) {
	if t.State.Office == nil {
		t.State.Office = &state.Office{}
	}
	o := t.State.Office
	o.Alone = slices.DeleteFunc(o.Alone, func(id string) bool { return id == from })
	if !l.Over {
		o.Alone = append(o.Alone, from)
		t.tellTeam(from)
	}
}

// Unemploy takes back a link that the office confirmed while the other side withdrew. No desk exists then.
func (t Side) Unemploy(from, token string) {
	if o := t.State.Office; token == "" || o.Tokens[from] != token {
		t.Ignore("withdrawal from another invitation")
		return
	}
	t.dismiss(from, "")
}

// dismiss takes somebody off the staff.
func (t Side) dismiss(id, by string) {
	o := t.State.Office
	n := slices.IndexFunc(o.Staff, func(c state.Contact) bool { return c.ID == id })
	if n < 0 {
		t.Ignore("somebody who does not work here")
		return
	}
	c := o.Staff[n]
	o.Staff = slices.Delete(o.Staff, n, n+1)
	delete(o.Tokens, id)
	delete(o.Missed, id)
	delete(o.Proven, id)
	t.noAbsence(id)
	if o.Canary != nil { // nobody is to look after somebody who has left
		o.Canary.Waiting = slices.DeleteFunc(o.Canary.Waiting, func(c state.Contact) bool { return c.ID == id })
		if len(o.Canary.Waiting) == 0 {
			o.Canary = nil
			t.Forget(state.WakeCanary, "late")
		}
	}
	t.Keep(record.Post{Of: id, Name: c.Name, Role: c.Role, By: by})
	t.swapsGone()
	t.tellRoster()
}

// reserve gives a patient code to the first desk that asks for it. The same desk may ask again.
func (t Side) reserve(from string, l state.Reserve) {
	o := t.State.Office
	known := o != nil && slices.ContainsFunc(o.Staff, func(c state.Contact) bool { return c.ID == from })
	if !known {
		t.Ignore("a code for somebody who does not work here")
		return
	}
	if o.Codes == nil {
		o.Codes = map[string]string{}
	}
	owner, taken := o.Codes[l.Code]
	taken = taken && owner != from
	if !taken {
		o.Codes[l.Code] = from
	}
	t.Tell(from, state.Reserved{Code: l.Code, Token: l.Token, Taken: taken})
}
