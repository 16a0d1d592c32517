package engine

import (
	"reflect"
	"slices"

	"footing/flows/record"
)

// staffing takes the operator's invitation of a clinician into the office.
func (t *turn) staffing(e Staffing) {
	if t.state.ID != OfficeID {
		t.ignore("staffing outside the office")
		return
	}
	if t.state.Office == nil {
		t.state.Office = &Office{Codes: map[string]string{}}
	}
	o := t.state.Office
	o.Invitations = append(o.Invitations, Invitation{
		Hash: e.Token, Name: e.Name, Role: e.Role, Expires: t.now().Add(invitationLife),
	})
	t.wake(WakeInvitation, e.Token, t.now().Add(invitationLife))
	line, _ := Operating(e)
	t.keep(line)
}

// employ makes an invited clinician one of the staff, and tells everybody who works here.
func (t *turn) employ(i Invitation) {
	o := t.state.Office
	t.dropInvitation(i.Hash)
	t.forget(WakeInvitation, i.Hash)
	o.Staff = slices.DeleteFunc(o.Staff, func(c Contact) bool { return c.ID == i.Claimer })
	o.Staff = append(o.Staff, Contact{ID: i.Claimer, Name: i.Name, Role: i.Role})
	if o.Tokens == nil {
		o.Tokens = map[string]string{}
	}
	o.Tokens[i.Claimer] = i.Hash
	t.tell(i.Claimer, Linked{Token: i.Hash})
	t.keep(record.Enrolment{Role: i.Role})
	if len(o.Staff) == 1 {
		t.planCanary()
	}
	t.tellRoster()
}

// tellRoster lets everybody who works here know who does.
func (t *turn) tellRoster() {
	o := t.state.Office
	for _, c := range o.Staff {
		t.tell(c.ID, Roster{Staff: slices.Clone(o.Staff)})
	}
}

// unemploy takes back a link that the office has confirmed while the other withdrew from it: there is no desk.
func (t *turn) unemploy(from, token string) {
	if o := t.state.Office; token == "" || o.Tokens[from] != token {
		t.ignore("withdrawal from another invitation")
		return
	}
	t.dismiss(from, "")
}

// dismiss takes somebody off the staff.
func (t *turn) dismiss(id, by string) {
	o := t.state.Office
	n := slices.IndexFunc(o.Staff, func(c Contact) bool { return c.ID == id })
	if n < 0 {
		t.ignore("somebody who does not work here")
		return
	}
	c := o.Staff[n]
	o.Staff = slices.Delete(o.Staff, n, n+1)
	delete(o.Tokens, id)
	if o.Canary != nil { // nobody is to look after somebody who has left
		o.Canary.Waiting = slices.DeleteFunc(o.Canary.Waiting, func(c Contact) bool { return c.ID == id })
		if len(o.Canary.Waiting) == 0 {
			o.Canary = nil
			t.forget(WakeCanary, "late")
		}
	}
	t.keep(record.Post{Of: id, Name: c.Name, Role: c.Role, By: by})
	t.tellRoster()
}

// roster is who works here, as the office says.
func (t *turn) roster(from string, l Roster) {
	if from != OfficeID || t.state.Desk == nil {
		t.ignore("roster without a desk")
		return
	}
	before := t.state.Desk.team(t.state.ID)
	t.state.Desk.Staff = l.Staff
	t.standInGone()
	team := t.state.Desk.team(t.state.ID)
	if reflect.DeepEqual(before, team) {
		return
	}
	for _, m := range t.state.Desk.Panel {
		if !m.Backup {
			t.tell(m.ID, team)
		}
	}
}

// reserve gives a patient code to the first desk that asks for it, and again to the same desk.
func (t *turn) reserve(from string, l Reserve) {
	o := t.state.Office
	known := o != nil && slices.ContainsFunc(o.Staff, func(c Contact) bool { return c.ID == from })
	if !known {
		t.ignore("a code for somebody who does not work here")
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
	t.tell(from, Reserved{Code: l.Code, Token: l.Token, Taken: taken})
}
