package engine

import (
	"slices"

	"footing/flows/record"
)

// dismissal is the operator's command: somebody's post at the clinic ends at once.
func (t *turn) dismissal(e Dismissal) { t.endPost(e.Who, "") }

// endPost ends somebody's post, and tells them and whoever leads the team.
func (t *turn) endPost(who, by string) {
	o := t.state.Office
	n := -1
	if o != nil {
		n = slices.IndexFunc(o.Staff, func(c Contact) bool { return c.ID == who })
	}
	if t.state.ID != OfficeID || n < 0 {
		t.ignore("a dismissal of somebody who does not work here")
		return
	}
	name := o.Staff[n].Name
	t.tell(who, Dismissed{By: by})
	t.dismiss(who, by)
	for _, c := range o.Staff {
		if c.Role == record.Lead {
			t.tell(c.ID, Gone{Name: name})
		}
	}
}

// gone tells a lead that somebody left.
func (t *turn) gone(from string, l Gone) {
	if from != OfficeID || t.state.Desk == nil {
		t.ignore("news of the staff for nobody")
		return
	}
	t.say(ClassReply, t.text("gone.lead", "name", l.Name))
}

// dismissed ends this desk: its links, its invitations, its moments. What its owner is as a patient stays.
func (t *turn) dismissed(from string, l Dismissed) {
	d := t.state.Desk
	if from != OfficeID || d == nil {
		t.ignore("a dismissal of nobody")
		return
	}
	for _, m := range d.Panel {
		t.tell(m.ID, Resigned{})
		t.forget(WakeSession, m.ID)
	}
	for _, o := range d.Offers {
		if o.Said && o.Patient != "" {
			t.tell(o.Patient, Resigned{}) // who is just being asked about them
		}
	}
	for _, i := range d.Invitations {
		t.turnAway(i)
		t.forget(WakeInvitation, i.Hash)
	}
	for _, a := range d.Alarms {
		if a.Message != 0 && t.alarmOf(&a) != nil { // the others' were settled when that link ended
			t.edit(a.Message, t.alarmText(&a)+"\n"+t.text("alarm.not_yours"))
		}
	}
	t.forget(WakeDigest, "weekly")
	t.forget(WakeNews, newsNotes)
	t.forget(WakeLeave, leaveBegin)
	t.forget(WakeLeave, leaveEnd)
	t.forget(WakeCensus, censusCounts)
	if set := t.state.Setting; set != nil && set.Desk {
		t.state.Setting = nil
	}
	t.keep(record.Post{Of: t.state.ID, Name: d.Name, Role: d.Role, By: l.By})
	t.state.Desk = nil
	t.add(Menu{Chat: t.state.Chat, Locale: t.state.Locale})
	t.say(ClassReply, t.text("gone.you"))
}

// newsOrphan is the key of the moment at which a patient is told, after the quiet hours, that their clinician left.
const newsOrphan = "orphan"

// resigned: somebody does not work at the clinic any more. Whatever they were to the patient ends at once; what is
// being called passes over them.
func (t *turn) resigned(c Contact) {
	p := t.state.Patient
	was := p.Clinician.ID == c.ID
	knew, tie := p.linked(), p.tieOf(c.ID)
	for _, post := range []**Contact{&p.Backup, &p.Lead, &p.Night} {
		if *post != nil && (*post).ID == c.ID {
			*post = nil
		}
	}
	p.Seconds = slices.DeleteFunc(p.Seconds, func(s Second) bool { return s.ID == c.ID })
	if p.Stand != nil && p.Stand.ID == c.ID {
		p.Stand = nil
		t.forget(WakeLeave, leaveStand)
		t.callOpen(p.Clinician)
	}
	if p.Proposal != nil && (p.Proposal.Who.ID == c.ID || p.Proposal.By.ID == c.ID) {
		p.Proposal = nil
	}
	if was { // whoever takes over is nobody yet, and is spoken of as such
		p.Clinician = Contact{Name: t.text("gone.successor")}
		p.Changes, p.Moved = nil, nil
	}
	if p.First == c.ID {
		p.First = ""
	}
	t.keep(record.Link{With: c.ID, Name: c.Name, As: tie, By: c.ID})
	for n := range p.Alerts {
		if a := &p.Alerts[n]; a.Closed.IsZero() && a.Seen.IsZero() && slices.Contains(a.Called, c.ID) {
			t.unreached(c, Unreached{Alert: a.ID})
		}
	}
	if !was {
		return
	}
	for _, other := range knew {
		if other.ID != c.ID && p.Lead != nil && other.ID == p.Lead.ID && !slices.Contains(p.Excluded, other.ID) {
			t.tell(other.ID, Orphaned{Code: p.Code, Was: c.Name})
		}
	}
	p.Orphaned = c.Name
	if !t.waits(newsOrphan) {
		t.tellOrphan()
	}
}

// tieOf is what somebody is to the patient in the first place.
func (p *Patient) tieOf(id string) record.Tie {
	switch {
	case p.Clinician.ID == id:
		return record.AsClinician
	case slices.ContainsFunc(p.Seconds, func(s Second) bool { return s.ID == id }):
		return record.AsSecond
	case p.Stand != nil && p.Stand.ID == id:
		return record.AsStandIn
	default:
		return record.AsPost
	}
}

// tellOrphan tells the patient the truth: who left, that nobody reads for now, and who is called if it is urgent.
func (t *turn) tellOrphan() {
	p := t.state.Patient
	if p == nil || p.Left || p.Orphaned == "" || t.state.Blocked {
		t.ignore("nobody to tell who left")
		return
	}
	who := p.Orphaned
	p.Orphaned = ""
	if people := t.inOrder(); people != "" {
		t.say(ClassPrompt, t.text("gone.patient", "who", who, "people", people), t.helpRow())
		return
	}
	t.say(ClassSafety, t.text("gone.patient_nobody", "who", who, "numbers", t.numbers()), t.helpRow())
}

// orphaned lets a lead find somebody else for a patient whose clinician left. They see no answer of the patient's.
func (t *turn) orphaned(m *Member, l Orphaned) {
	if t.state.Desk.Role != record.Lead {
		t.ignore("a patient without a clinician, told to somebody who is no lead")
		return
	}
	m.Vacant = true
	t.say(ClassReply, t.text("gone.orphan", "code", m.Code, "was", l.Was), row(button(t.text("team.hand_over"), "m:"+m.ID+":team:hand")))
}
