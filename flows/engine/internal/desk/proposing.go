package desk

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// mostOffers is how many offers a desk remembers.
const mostOffers = 20

// colleagues lists the staff who can have patients, without oneself and the patient concerned.
func (t Side) colleagues(patient string) []state.Contact {
	var all []state.Contact
	for _, c := range t.State.Desk.Staff {
		if c.ID != t.State.ID && c.ID != patient && c.Role != record.Supervisor && c.Role != record.Night {
			all = append(all, c)
		}
	}
	return all
}

func (t Side) colleague(key, patient string) (state.Contact, bool) {
	all := t.colleagues(patient)
	n := slices.IndexFunc(all, func(c state.Contact) bool { return turn.ColleagueKey(c.ID) == key })
	if n < 0 {
		return state.Contact{}, false
	}
	return all[n], true
}

// ties are the two ways to bring in a colleague, as buttons name them.
func ties() map[string]record.Tie {
	return map[string]record.Tie{"second": record.AsSecond, "hand": record.AsClinician}
}

// teamTapped offers to add a second clinician or to hand the patient over.
func (t Side) teamTapped(e state.Tapped, m *state.Member, how, who string) {
	pick := func(how, who string) press.Press {
		return press.Member{Patient: m.ID, What: "team", Value: how, Of: who}
	}
	back := cardRow(t.Turn, m)
	tie, known := ties()[how]
	switch {
	case how == "" && m.Mine():
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("team.title", "code", m.Code),
			turn.Row(turn.Button(t.Text("team.second"), pick("second", ""))),
			turn.Row(turn.Button(t.Text("team.hand_over"), pick("hand", ""))), back)
	case !known || m.Vacant && tie != record.AsClinician:
		t.Toast(e, "toast.old")
	case who == "":
		t.Toast(e, "")
		var rows [][]state.Button
		for _, c := range t.colleagues(m.ID) {
			rows = append(rows, turn.Row(turn.Button(c.Name, pick(how, turn.ColleagueKey(c.ID)))))
		}
		if m.Vacant && m.ID != t.State.ID {
			rows = append(rows, turn.Row(turn.Button(t.Text("team.myself"), pick(how, "me"))))
		}
		text := t.Text("team.choose_"+how, "code", m.Code)
		if len(rows) == 0 {
			text = t.Text("team.nobody")
		}
		if !m.Vacant {
			rows = append(rows, back)
		}
		t.Edit(e.Message, text, rows...)
	default:
		t.propose(e, m, tie, who)
	}
}

// propose asks the colleague first, and then, if they agree, the patient.
func (t Side) propose(e state.Tapped, m *state.Member, tie record.Tie, who string) {
	c, ok := t.colleague(who, m.ID)
	if who == "me" && m.Vacant {
		c, ok = state.Contact{ID: t.State.ID, Name: t.State.Desk.Name, Role: t.State.Desk.Role}, true
	}
	if !ok {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if p := m.Pending; p != nil && p.Kind == tie && p.Who.ID == c.ID && t.Now().Sub(m.PendingAt) < turn.QuestionLife {
		t.Edit(e.Message, t.Text("team.asked_already", "name", c.Name, "code", m.Code, "time", t.Clock(m.PendingAt)))
		return
	}
	m.Pending, m.PendingAt = &state.Proposed{Kind: tie, Who: c}, t.Now()
	t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedSet, What: turn.ChangeOf(tie), Of: m.ID, Code: m.Code})
	if c.ID == t.State.ID {
		t.offer1(state.Propose{Kind: tie, Patient: m.ID, Code: m.Code, Name: c.Name}, c, true)
		t.Tell(m.ID, *m.Pending)
		t.Edit(e.Message, t.Text("team.patient_asked", "code", m.Code))
		return
	}
	t.Tell(c.ID, state.Propose{Kind: tie, Patient: m.ID, Code: m.Code, Name: t.State.Desk.Name})
	t.Edit(e.Message, t.Text("team.asked", "name", c.Name, "code", m.Code))
}

// offer1 remembers an offer and replaces an earlier one about the same.
func (t Side) offer1(l state.Propose, by state.Contact, said bool) *state.Offer {
	d := t.State.Desk
	sum := sha256.Sum256([]byte("offer\x00" + t.Event.ID))
	d.Offers = slices.DeleteFunc(d.Offers, func(o state.Offer) bool {
		again := o.By.ID == by.ID && o.Kind == l.Kind && o.Patient == l.Patient && o.Swap == nil
		return again || !o.Until.IsZero() && t.Now().After(o.Until)
	})
	d.Offers = append(d.Offers, state.Offer{Propose: l, Key: fmt.Sprintf("%x", sum[:8]), By: by, Said: said})
	d.Offers = d.Offers[max(0, len(d.Offers)-mostOffers):]
	return &d.Offers[len(d.Offers)-1]
}

// proposed: a colleague asks. Only staff may ask, and nobody can become their own clinician.
func (t Side) proposed(from string, l state.Propose) {
	d := t.State.Desk
	if l.Kind == record.AsSwap {
		t.swapProposed(from, l)
		return
	}
	n := -1
	if d != nil {
		n = slices.IndexFunc(d.Staff, func(c state.Contact) bool { return c.ID == from })
	}
	_, known := map[record.Tie]bool{record.AsClinician: true, record.AsSecond: true, record.AsStandIn: true}[l.Kind]
	switch {
	case n < 0 || from == t.State.ID || !known:
		t.Ignore("a proposal from somebody who is no colleague")
		return
	case !d.Active || d.Role == record.Supervisor || l.Patient == t.State.ID,
		l.Kind == record.AsStandIn && t.onLeave(l.From, l.Until):
		t.Tell(from, state.Agreed{Kind: l.Kind, Patient: l.Patient})
		return
	}
	if t.saidYes(from, l) {
		t.Tell(from, state.Agreed{Kind: l.Kind, Patient: l.Patient, Yes: true})
		return
	}
	o := t.offer1(l, d.Staff[n], false)
	text := t.Text("team.ask_"+string(l.Kind), "name", o.By.Name, "code", l.Code)
	if l.Kind == record.AsStandIn {
		text = t.Text("leave.ask", append(t.Span(l.From, l.Until), "name", o.By.Name)...)
		if slices.Contains(state.Posts(), o.By.Role) {
			text += " " + t.Text("leave.ask_post", "post", t.postName(o.By.Role))
		}
	}
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassReply, Text: text, Quiet: true, Protect: true,
		Buttons: [][]state.Button{t.YesOrNo(press.Offer{Key: o.Key, Yes: true}, press.Offer{Key: o.Key})},
	})
}

// saidYes reports whether this desk has already agreed to the same proposal and the patient has not decided yet. Then a
// repeated question gets the same yes: another answer could come too late for a patient who is just agreeing.
func (t Side) saidYes(from string, l state.Propose) bool {
	return l.Kind != record.AsStandIn && slices.ContainsFunc(t.State.Desk.Offers, func(o state.Offer) bool {
		return o.Said && o.By.ID == from && o.Kind == l.Kind && o.Patient == l.Patient
	})
}

// offerTapped is this desk's answer to a colleague.
func (t Side) offerTapped(e state.Tapped, p press.Offer) {
	d := t.State.Desk
	n := -1
	if d != nil {
		n = slices.IndexFunc(d.Offers, func(o state.Offer) bool { return o.Key == p.Key && !o.Said })
	}
	if n < 0 {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	o := d.Offers[n]
	if o.Swap != nil {
		t.swapOffered(e, n, p.Yes)
		return
	}
	yes := p.Yes && (o.Kind != record.AsStandIn || !t.onLeave(o.From, o.Until)) // who is away then stands in for nobody
	t.Tell(o.By.ID, state.Agreed{Kind: o.Kind, Patient: o.Patient, Yes: yes})
	if !yes {
		d.Offers = slices.Delete(d.Offers, n, n+1)
		t.Edit(e.Message, t.Text("team.declined", "name", o.By.Name))
		return
	}
	d.Offers[n].Said = true
	t.Edit(e.Message, t.Text("team.agreed_"+string(o.Kind), "name", o.By.Name, "code", o.Code))
}

// agreed is the colleague's answer. Now the patient is asked.
func (t Side) agreed(from string, l state.Agreed) {
	if l.Kind == record.AsStandIn {
		t.standInAgreed(from, l.Yes)
		return
	}
	m := t.member(l.Patient)
	if m == nil || m.Pending == nil || m.Pending.Kind != l.Kind || m.Pending.Who.ID != from {
		t.Ignore("an answer to nothing that was proposed")
		return
	}
	name := m.Pending.Who.Name
	if !l.Yes {
		m.Pending = nil
		t.Say(state.ClassReply, t.Text("team.colleague_no", "name", name, "code", m.Code))
		return
	}
	t.Tell(m.ID, *m.Pending)
	t.Say(state.ClassReply, t.Text("team.colleague_yes", "name", name, "code", m.Code))
}

// decided passes on the patient's decision to the proposer, and a refusal to the colleague too.
func (t Side) decided(from string, l state.Decided) {
	d := t.State.Desk
	if d == nil {
		t.Ignore("a decision for nobody")
		return
	}
	before := len(d.Offers)
	if !l.Yes {
		d.Offers = slices.DeleteFunc(d.Offers, func(o state.Offer) bool { return o.Patient == from && o.Kind == l.Kind })
	}
	m := t.member(from)
	switch {
	case m != nil && m.Pending != nil && m.Pending.Kind == l.Kind && m.Pending.Who.ID == l.Who.ID:
		m.Pending = nil
		deed := map[bool]record.Deed{true: record.DeedSet, false: record.DeedRefused}[l.Yes]
		t.Keep(record.Audit{By: from, Deed: deed, What: turn.ChangeOf(l.Kind), Of: from, Code: m.Code})
		key := map[bool]string{true: "team.patient_yes", false: "team.patient_no"}[l.Yes]
		if l.Yes && l.Kind == record.AsClinician {
			m.Vacant = false
			return // the end of the link says so
		}
		t.Say(state.ClassReply, t.Text(key, "name", l.Who.Name, "code", m.Code))
	case len(d.Offers) < before:
		t.Say(state.ClassReply, t.Text("team.not_wanted"))
	default:
		t.Ignore("a decision about nothing that was proposed")
	}
}

// joined puts a patient on the panel, or changes how one who is there already is linked. If that is impossible it says
// so, because the patient must not count on it.
func (t Side) joined(from string, l state.Joined) {
	d := t.State.Desk
	if from == t.State.ID {
		t.Ignore("a patient who is the same person")
		return
	}
	if d == nil || !d.Active {
		t.Tell(from, state.Resigned{})
		return
	}
	m := t.member(from)
	stays := m != nil && (l.Kind == record.AsPost || l.Kind == record.AsSecond && m.Second)
	n := slices.IndexFunc(d.Offers, func(o state.Offer) bool {
		return o.Said && o.Kind == l.Kind && o.By.ID == l.For && (o.Patient == from || o.Kind == record.AsStandIn)
	})
	if !stays && n < 0 {
		t.Tell(from, state.Resigned{})
		return
	}
	if n >= 0 && l.Kind != record.AsStandIn {
		d.Offers = slices.Delete(d.Offers, n, n+1)
	}
	if m == nil {
		d.Panel = append(d.Panel, state.Member{ID: from, Since: t.Now()})
		m = &d.Panel[len(d.Panel)-1]
	}
	t.recode(m, l.Code)
	m.Name, m.Care, m.Until, m.Vacant, m.Pending = l.Name, l.Care, l.Until, false, nil
	m.Backup, m.Second = !l.Summary, m.Second && l.Kind == record.AsStandIn || l.Kind == record.AsSecond
	if l.Kind == record.AsClinician {
		m.Planned = l.Planned
		t.Tell(from, d.Team(t.State.ID))
		t.scheduleBrief(m)
	}
	if !stays && l.Kind != record.AsStandIn { // agreed in advance, and perhaps the whole panel at midnight
		t.Say(state.ClassReply, t.Text("team.joined_"+string(l.Kind), "code", m.Code))
	}
	t.tellAway(m)
}
