package engine

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"footing/flows/record"
)

// Offer is what a colleague has asked this desk: to work with one of their patients, to take one over, or to stand in.
type Offer struct {
	Propose
	Key  string  `json:"key"`
	By   Contact `json:"by"`
	Said bool    `json:"said,omitempty"` // this desk has agreed
}

// mostOffers is how many a desk remembers.
const mostOffers = 20

// mine tells whether a member of the panel is this desk's own patient: not somebody else's, for whom it stands in, is
// a second, or holds a post.
func (m *Member) mine() bool { return !m.Backup && !m.Second && m.Until.IsZero() }

// over tells whether a stand-in's time with a patient has passed.
func (m *Member) over(at time.Time) bool { return !m.Until.IsZero() && !at.Before(m.Until) }

// colleagueKey names a colleague in a button's data.
func colleagueKey(id string) string {
	sum := sha256.Sum256([]byte("colleague\x00" + id))
	return fmt.Sprintf("%x", sum[:5])
}

// colleagues are those of the staff who can have patients, without oneself and without the patient that it is about.
func (t *turn) colleagues(patient string) []Contact {
	var all []Contact
	for _, c := range t.state.Desk.Staff {
		if c.ID != t.state.ID && c.ID != patient && c.Role != record.Supervisor && c.Role != record.Night {
			all = append(all, c)
		}
	}
	return all
}

func (t *turn) colleague(key, patient string) (Contact, bool) {
	all := t.colleagues(patient)
	n := slices.IndexFunc(all, func(c Contact) bool { return colleagueKey(c.ID) == key })
	if n < 0 {
		return Contact{}, false
	}
	return all[n], true
}

// ties are the two ways to bring in a colleague, as buttons name them.
func ties() map[string]record.Tie {
	return map[string]record.Tie{"second": record.AsSecond, "hand": record.AsClinician}
}

// teamTapped leads to a second clinician or a hand-over: m:<patient>:team:<how>.<colleague>.
func (t *turn) teamTapped(e Tapped, m *Member, how, who string) {
	key := "m:" + m.ID + ":team:"
	back := row(button(t.text("pick.card"), "m:"+m.ID+":card"))
	tie, known := ties()[how]
	switch {
	case how == "" && m.mine():
		t.toast(e, "")
		t.edit(e.Message, t.text("team.title", "code", m.Code), row(button(t.text("team.second"), key+"second")),
			row(button(t.text("team.hand_over"), key+"hand")), back)
	case !known || m.Vacant && tie != record.AsClinician:
		t.toast(e, "toast.old")
	case who == "":
		t.toast(e, "")
		var rows [][]Button
		for _, c := range t.colleagues(m.ID) {
			rows = append(rows, row(button(c.Name, key+how+"."+colleagueKey(c.ID))))
		}
		if m.Vacant && m.ID != t.state.ID {
			rows = append(rows, row(button(t.text("team.myself"), key+how+".me")))
		}
		text := t.text("team.choose_"+how, "code", m.Code)
		if len(rows) == 0 {
			text = t.text("team.nobody")
		}
		if !m.Vacant {
			rows = append(rows, back)
		}
		t.edit(e.Message, text, rows...)
	default:
		t.propose(e, m, tie, who)
	}
}

// propose asks the colleague first, and the patient only if they agree.
func (t *turn) propose(e Tapped, m *Member, tie record.Tie, who string) {
	c, ok := t.colleague(who, m.ID)
	if who == "me" && m.Vacant {
		c, ok = Contact{ID: t.state.ID, Name: t.state.Desk.Name, Role: t.state.Desk.Role}, true
	}
	if !ok {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	m.Pending = &Proposed{Kind: tie, Who: c}
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedSet, What: changeOf(tie), Of: m.ID, Code: m.Code})
	if c.ID == t.state.ID {
		t.offer1(Propose{Kind: tie, Patient: m.ID, Code: m.Code, Name: c.Name}, c, true)
		t.tell(m.ID, *m.Pending)
		t.edit(e.Message, t.text("team.patient_asked", "code", m.Code))
		return
	}
	t.tell(c.ID, Propose{Kind: tie, Patient: m.ID, Code: m.Code, Name: t.state.Desk.Name})
	t.edit(e.Message, t.text("team.asked", "name", c.Name, "code", m.Code))
}

// changeOf is the audit's word for a tie.
func changeOf(tie record.Tie) string {
	switch tie {
	case record.AsClinician:
		return record.ChangeHandOver
	case record.AsSecond:
		return record.ChangeSecond
	case record.AsStandIn:
		return record.ChangeStandIn
	case record.AsPost:
	}
	return string(tie)
}

// offer1 remembers an offer, in the place of an earlier one about the same.
func (t *turn) offer1(l Propose, by Contact, said bool) *Offer {
	d := t.state.Desk
	sum := sha256.Sum256([]byte("offer\x00" + t.event.ID))
	d.Offers = slices.DeleteFunc(d.Offers, func(o Offer) bool {
		return o.By.ID == by.ID && o.Kind == l.Kind && o.Patient == l.Patient || !o.Until.IsZero() && t.now().After(o.Until)
	})
	d.Offers = append(d.Offers, Offer{Propose: l, Key: fmt.Sprintf("%x", sum[:8]), By: by, Said: said})
	d.Offers = d.Offers[max(0, len(d.Offers)-mostOffers):]
	return &d.Offers[len(d.Offers)-1]
}

// proposed: a colleague asks. Only one of the staff can, and nobody gets to be the clinician of themselves.
func (t *turn) proposed(from string, l Propose) {
	d := t.state.Desk
	n := -1
	if d != nil {
		n = slices.IndexFunc(d.Staff, func(c Contact) bool { return c.ID == from })
	}
	_, known := map[record.Tie]bool{record.AsClinician: true, record.AsSecond: true, record.AsStandIn: true}[l.Kind]
	switch {
	case n < 0 || from == t.state.ID || !known:
		t.ignore("a proposal from somebody who is no colleague")
		return
	case !d.Active || d.Role == record.Supervisor || l.Patient == t.state.ID:
		t.tell(from, Agreed{Kind: l.Kind, Patient: l.Patient})
		return
	}
	if t.saidYes(from, l) {
		t.tell(from, Agreed{Kind: l.Kind, Patient: l.Patient, Yes: true})
		return
	}
	o := t.offer1(l, d.Staff[n], false)
	text := t.text("team.ask_"+string(l.Kind), "name", o.By.Name, "code", l.Code)
	if l.Kind == record.AsStandIn {
		text = t.text("leave.ask", "name", o.By.Name, "from", t.date(l.From), "until", t.date(l.Until.Add(-time.Minute)))
	}
	t.add(Say{
		Chat: t.state.Chat, Class: ClassReply, Text: text, Quiet: true, Protect: true,
		Buttons: [][]Button{row(button(t.text("button.yes"), "j:"+o.Key+":yes"), button(t.text("button.no"), "j:"+o.Key+":no"))},
	})
}

// saidYes tells whether this desk has agreed to the very same already, and the patient has not decided yet. Asked once
// more it says so: another answer would come too late for a patient who is just agreeing.
func (t *turn) saidYes(from string, l Propose) bool {
	return l.Kind != record.AsStandIn && slices.ContainsFunc(t.state.Desk.Offers, func(o Offer) bool {
		return o.Said && o.By.ID == from && o.Kind == l.Kind && o.Patient == l.Patient
	})
}

// offerTapped is this desk's answer to a colleague.
func (t *turn) offerTapped(e Tapped, key, value string) {
	d := t.state.Desk
	n := -1
	if d != nil {
		n = slices.IndexFunc(d.Offers, func(o Offer) bool { return o.Key == key && !o.Said })
	}
	if n < 0 || value != "yes" && value != "no" {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	o := d.Offers[n]
	t.tell(o.By.ID, Agreed{Kind: o.Kind, Patient: o.Patient, Yes: value == "yes"})
	if value == "no" {
		d.Offers = slices.Delete(d.Offers, n, n+1)
		t.edit(e.Message, t.text("team.declined", "name", o.By.Name))
		return
	}
	d.Offers[n].Said = true
	t.edit(e.Message, t.text("team.agreed_"+string(o.Kind), "name", o.By.Name, "code", o.Code))
}

// agreed is the colleague's answer. Now the patient is asked.
func (t *turn) agreed(from string, l Agreed) {
	if l.Kind == record.AsStandIn {
		t.standInAgreed(from, l.Yes)
		return
	}
	m := t.member(l.Patient)
	if m == nil || m.Pending == nil || m.Pending.Kind != l.Kind || m.Pending.Who.ID != from {
		t.ignore("an answer to nothing that was proposed")
		return
	}
	name := m.Pending.Who.Name
	if !l.Yes {
		m.Pending = nil
		t.say(ClassReply, t.text("team.colleague_no", "name", name, "code", m.Code))
		return
	}
	t.tell(m.ID, *m.Pending)
	t.say(ClassReply, t.text("team.colleague_yes", "name", name, "code", m.Code))
}

// decided is what the patient said: to whoever proposed it, and, where it was no, to the colleague.
func (t *turn) decided(from string, l Decided) {
	d := t.state.Desk
	if d == nil {
		t.ignore("a decision for nobody")
		return
	}
	before := len(d.Offers)
	if !l.Yes {
		d.Offers = slices.DeleteFunc(d.Offers, func(o Offer) bool { return o.Patient == from && o.Kind == l.Kind })
	}
	m := t.member(from)
	switch {
	case m != nil && m.Pending != nil && m.Pending.Kind == l.Kind && m.Pending.Who.ID == l.Who.ID:
		m.Pending = nil
		deed := map[bool]record.Deed{true: record.DeedSet, false: record.DeedRefused}[l.Yes]
		t.keep(record.Audit{By: from, Deed: deed, What: changeOf(l.Kind), Of: from, Code: m.Code})
		key := map[bool]string{true: "team.patient_yes", false: "team.patient_no"}[l.Yes]
		if l.Yes && l.Kind == record.AsClinician {
			m.Vacant = false
			return // the end of the link says so
		}
		t.say(ClassReply, t.text(key, "name", l.Who.Name, "code", m.Code))
	case len(d.Offers) < before:
		t.say(ClassReply, t.text("team.not_wanted"))
	default:
		t.ignore("a decision about nothing that was proposed")
	}
}

// joined puts a patient on the panel: one whom this desk has agreed to have, or one whom it has already and who stays
// in another way. Where that cannot be, the patient must not count on it.
func (t *turn) joined(from string, l Joined) {
	d := t.state.Desk
	if from == t.state.ID {
		t.ignore("a patient who is the same person")
		return
	}
	if d == nil || !d.Active {
		t.tell(from, Resigned{})
		return
	}
	m := t.member(from)
	stays := m != nil && (l.Kind == record.AsPost || l.Kind == record.AsSecond && m.Second)
	n := slices.IndexFunc(d.Offers, func(o Offer) bool {
		return o.Said && o.Kind == l.Kind && o.By.ID == l.For && (o.Patient == from || o.Kind == record.AsStandIn)
	})
	if !stays && n < 0 {
		t.tell(from, Resigned{})
		return
	}
	if n >= 0 && l.Kind != record.AsStandIn {
		d.Offers = slices.Delete(d.Offers, n, n+1)
	}
	if m == nil {
		d.Panel = append(d.Panel, Member{ID: from, Since: t.now()})
		m = &d.Panel[len(d.Panel)-1]
	}
	m.Code, m.Name, m.Care, m.Until, m.Vacant, m.Pending = l.Code, l.Name, l.Care, l.Until, false, nil
	m.Backup, m.Second = !l.Summary, m.Second && l.Kind == record.AsStandIn || l.Kind == record.AsSecond
	if l.Kind == record.AsClinician {
		m.Planned = l.Planned
		t.tell(from, d.team(t.state.ID))
		t.scheduleBrief(m)
	}
	if !stays && l.Kind != record.AsStandIn { // they have agreed to the dates, and it may be the whole panel at midnight
		t.say(ClassReply, t.text("team.joined_"+string(l.Kind), "code", m.Code))
	}
}
