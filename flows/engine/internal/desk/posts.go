package desk

import (
	"slices"
	"strconv"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// gone tells a lead that a colleague has left.
func (t Side) gone(from string, l state.Gone) {
	if from != state.OfficeID || t.State.Desk == nil {
		t.Ignore("news of the staff for nobody")
		return
	}
	t.Say(state.ClassReply, t.Text("gone.lead", "name", l.Name))
}

// dismissed closes this desk with its links, invitations and due moments. Its owner's own participation as a patient
// stays.
func (t Side) dismissed(from string, l state.Dismissed) {
	d := t.State.Desk
	if from != state.OfficeID || d == nil {
		t.Ignore("a dismissal of nobody")
		return
	}
	for _, m := range d.Panel {
		t.Tell(m.ID, state.Resigned{})
		t.noticesBack(m.ID)
		t.Forget(state.WakeSession, m.ID)
	}
	for _, o := range d.Offers {
		switch {
		case o.Swap != nil: // the office knows that nobody answers here
		case !o.Said:
			t.Tell(o.By.ID, state.Agreed{Kind: o.Kind, Patient: o.Patient}) // who waits for an answer
		case o.Patient != "":
			t.Tell(o.Patient, state.Resigned{}) // who is just being asked about them
		}
	}
	for _, i := range d.Invitations {
		t.TurnAway(i)
		t.Forget(state.WakeInvitation, i.Hash)
	}
	for _, a := range d.Alarms {
		if a.Message != 0 && t.alarmOf(&a) != nil { // the others' were settled when that link ended
			t.Edit(a.Message, t.alarmText(&a)+"\n"+t.Text("alarm.not_yours"))
		}
	}
	t.Forget(state.WakeDigest, "weekly")
	t.Forget(state.WakeNews, state.NewsNotices)
	if len(d.Early) > 0 {
		t.Forget(state.WakeNews, state.NewsActs)
	}
	t.Forget(state.WakeLeave, state.LeaveBegin)
	t.Forget(state.WakeLeave, state.LeaveEnd)
	t.Forget(state.WakeCensus, state.CensusCounts)
	if set := t.State.Setting; set != nil && set.Desk {
		t.State.Setting = nil
	}
	t.Keep(record.Post{Of: t.State.ID, Name: d.Name, Role: d.Role, By: l.By})
	t.State.Desk = nil
	t.Add(state.Menu{Chat: t.State.Chat, Locale: t.State.Locale})
	t.Say(state.ClassReply, t.Text("gone.you"))
}

// orphaned lets a lead find a new clinician for a patient whose clinician left. The lead sees none of the patient's
// answers.
func (t Side) orphaned(m *state.Member, l state.Orphaned) {
	if t.State.Desk.Role != record.Lead {
		t.Ignore("a patient without a clinician, told to somebody who is no lead")
		return
	}
	m.Vacant = true
	text := t.Text("gone.orphan_now", "code", m.Code)
	if l.Was != "" {
		text = t.Text("gone.orphan", "code", m.Code, "was", l.Was)
	}
	t.Say(state.ClassReply, text,
		turn.Row(turn.Button(t.Text("team.hand_over"), press.Member{Patient: m.ID, What: "team", Value: "hand"})))
}

// postTapped ends a colleague's post in two steps, for a lead: each counts first who would have nobody.
func (t Side) postTapped(e state.Tapped, p press.Dismiss) {
	d := t.State.Desk
	if !d.Leads() {
		t.Toast(e, "toast.old")
		return
	}
	if p.Colleague == "" {
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("post.who"), t.posts()...)
		return
	}
	n := slices.IndexFunc(d.Staff, func(c state.Contact) bool {
		return c.ID != t.State.ID &&
			turn.ColleagueKey(c.ID) == p.Colleague
	})
	if n < 0 {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	shown := -1
	if p.Sure {
		shown = p.Shown
	}
	t.Wake(state.WakeCensus, turn.Leaver{Message: e.Message, Shown: shown, ID: d.Staff[n].ID}.Key(), t.Now())
}

// mostLost is shown where it could not be counted who would have nobody.
const mostLost = 1 << 20

// leaverCounted shows a lead who would have nobody without a colleague, or ends that post if it is no more than they
// were shown.
func (t Side) leaverCounted(e state.Due) {
	l, ok := turn.LeaverOf(e.Key)
	d := t.State.Desk
	c, works := t.works(l.ID)
	if !ok || !works || !d.Leads() || l.ID == t.State.ID {
		t.Ignore("a post that ends, for nobody")
		return
	}
	lost := e.Lost + e.LostAlerts
	if e.Unread {
		lost = mostLost
	}
	if l.Shown >= lost {
		t.Tell(state.OfficeID, state.Dismiss{Who: l.ID})
		t.Edit(l.Message, t.Text("post.asked", "name", c.Name))
		return
	}
	sure := press.Dismiss{Colleague: turn.ColleagueKey(l.ID), Sure: true, Shown: lost}
	text, end := t.Text("post.sure", "name", c.Name), turn.Button(t.Text("post.end_anyway"), sure)
	switch {
	case e.Unread:
		text = t.Text("post.uncounted", "name", c.Name) + "\n" + text
	case lost > 0:
		text = t.Text("post.last", "name", c.Name, "patients", strconv.Itoa(e.Lost), "alerts",
			strconv.Itoa(e.LostAlerts)) + "\n" + text
	default:
		end = turn.Button(t.Text("post.end"), sure)
	}
	t.Edit(l.Message, text, turn.Row(end), turn.Row(turn.Button(t.Text("button.back"), press.Dismiss{})))
}

// works finds somebody who works here.
func (t Side) works(id string) (state.Contact, bool) {
	if t.State.Desk == nil {
		return state.Contact{}, false
	}
	n := slices.IndexFunc(t.State.Desk.Staff, func(c state.Contact) bool { return c.ID == id })
	if n < 0 {
		return state.Contact{}, false
	}
	return t.State.Desk.Staff[n], true
}

// posts lists the other people who work here, as buttons.
func (t Side) posts() [][]state.Button {
	var rows [][]state.Button
	for _, c := range t.State.Desk.Staff {
		if c.ID != t.State.ID {
			rows = append(rows, turn.Row(turn.Button(c.Name, press.Dismiss{Colleague: turn.ColleagueKey(c.ID)})))
		}
	}
	return rows
}
