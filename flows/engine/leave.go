package engine

import (
	"slices"
	"strconv"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Leave is a clinician's time away, and who reads for them.
type Leave struct {
	Stand Contact   `json:"stand"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Said  bool      `json:"said,omitempty"`  // the colleague has agreed
	Begun bool      `json:"begun,omitempty"` // patients have been told
}

// Stand is who reads for a patient's clinician while that one is away.
type Stand struct {
	Contact
	Number int       `json:"number"`
	Until  time.Time `json:"until"`
	Told   bool      `json:"told,omitempty"`
}

// The moments of a leave: on the clinician's side its beginning and its end, on the patient's its end.
const (
	leaveBegin = "begin"
	leaveEnd   = "end"
	leaveStand = "stand"
)

// newsStand is the key of the moment at which a patient is told who reads, after the quiet hours.
const newsStand = "stand"

// How far ahead a leave can begin, and how long it can be, in days.
const leaveAhead = 15

func leaveLengths() []int { return []int{1, 2, 3, 4, 5, 7, 10, 14, 21, 28} }

// awayAsked is /away: who stands in, from when, for how long; or the way back.
func (t *turn) awayAsked() {
	d := t.state.Desk
	if l := d.Leave; l != nil {
		t.say(ClassReply, t.text("leave.holds", "who", l.Stand.Name, "from", t.date(l.From), "until", t.date(l.Until.Add(-time.Minute))),
			row(button(t.text("leave.back"), "v:back")))
		return
	}
	var rows [][]Button
	for _, c := range t.colleagues("") {
		rows = append(rows, row(button(c.Name, "v:"+colleagueKey(c.ID))))
	}
	if len(rows) == 0 {
		t.reply("team.nobody")
		return
	}
	t.say(ClassReply, t.text("leave.who"), rows...)
}

// awayTapped takes a press below /away: v:<colleague>:<first day>:<days>, or v:back.
func (t *turn) awayTapped(e Tapped, who, first, length string) {
	d := t.state.Desk
	if d == nil || !d.Active {
		t.toast(e, "toast.old")
		return
	}
	if who == "back" && d.Leave != nil {
		t.toast(e, "")
		t.edit(e.Message, t.text("leave.over"))
		t.endLeave()
		return
	}
	c, ok := t.colleague(who, "")
	days, err := strconv.Atoi(length)
	day, wrong := time.Parse(time.DateOnly, first)
	switch {
	case !ok || d.Leave != nil, first != "" && wrong != nil:
		t.toast(e, "toast.old")
	case first == "":
		t.toast(e, "")
		t.edit(e.Message, t.text("leave.from", "who", c.Name), t.leaveDates(who)...)
	case day.Before(t.today()) || day.After(t.today().AddDate(0, 0, leaveAhead)):
		t.toast(e, "toast.old")
	case length == "":
		t.toast(e, "")
		var last []Button
		for _, n := range leaveLengths() {
			last = append(last, button(t.nominalDate(day.AddDate(0, 0, n-1)), "v:"+who+":"+first+":"+strconv.Itoa(n)))
		}
		t.edit(e.Message, t.text("leave.until", "who", c.Name), slices.Collect(slices.Chunk(last, 3))...)
	case err != nil || !slices.Contains(leaveLengths(), days):
		t.toast(e, "toast.old")
	default:
		t.toast(e, "")
		t.askStandIn(e, c, day, days)
	}
}

func (t *turn) leaveDates(who string) [][]Button {
	var dates []Button
	for n := range leaveAhead {
		day := t.today().AddDate(0, 0, n)
		dates = append(dates, button(t.nominalDate(day), "v:"+who+":"+day.Format(time.DateOnly)))
	}
	return slices.Collect(slices.Chunk(dates, 3))
}

func (t *turn) askStandIn(e Tapped, c Contact, day time.Time, days int) {
	l := &Leave{
		Stand: c, From: flows.Resolve(day, t.zone()), Until: flows.Resolve(day.AddDate(0, 0, days), t.zone()),
	}
	if l.From.Before(t.now()) {
		l.From = t.now()
	}
	t.state.Desk.Leave = l
	t.tell(c.ID, Propose{Kind: record.AsStandIn, Name: t.state.Desk.Name, From: l.From, Until: l.Until})
	t.edit(e.Message, t.text("leave.asked", "who", c.Name))
}

// standInAgreed is the colleague's answer: from the first day on, or at once, patients are told who reads.
func (t *turn) standInAgreed(from string, yes bool) {
	d := t.state.Desk
	if d == nil || d.Leave == nil || d.Leave.Stand.ID != from || d.Leave.Said {
		t.ignore("an answer to nothing that was proposed")
		return
	}
	l := d.Leave
	if !yes || !t.now().Before(l.Until) {
		d.Leave = nil
		t.say(ClassReply, t.text("leave.no", "who", l.Stand.Name))
		return
	}
	l.Said = true
	t.say(ClassReply, t.text("leave.yes", "who", l.Stand.Name, "from", t.date(l.From), "until", t.date(l.Until.Add(-time.Minute))))
	if l.From.After(t.now()) {
		t.wake(WakeLeave, leaveBegin, l.From)
		return
	}
	t.beginLeave()
}

// leaveDue is a moment of a leave.
func (t *turn) leaveDue(key string) {
	switch key {
	case leaveBegin:
		t.beginLeave()
	case leaveEnd:
		if l := t.ownLeave(); l == nil || t.now().Before(l.Until) {
			t.ignore("no leave that ends")
			return
		}
		t.endLeave()
		t.add(Say{Chat: t.state.Chat, Class: ClassReply, Text: t.text("leave.over"), Quiet: true})
	default:
		t.ignore("no such moment of a leave")
	}
}

// standDue is the moment at which nobody stands in for the patient's clinician any more.
func (t *turn) standDue() {
	if p := t.state.Patient; p == nil || p.Stand == nil || t.now().Before(p.Stand.Until) {
		t.ignore("nobody stands in")
		return
	}
	t.standEnds()
}

func (t *turn) ownLeave() *Leave {
	if t.state.Desk == nil {
		return nil
	}
	return t.state.Desk.Leave
}

// away tells whether this desk's owner is away now.
func (t *turn) away() bool { return t.ownLeave() != nil && t.ownLeave().Begun }

func (t *turn) beginLeave() {
	l := t.ownLeave()
	if l == nil || !l.Said || l.Begun {
		t.ignore("no leave that begins")
		return
	}
	if !t.now().Before(l.Until) { // nothing was running meanwhile
		t.state.Desk.Leave = nil
		t.ignore("a leave that is over already")
		return
	}
	l.Begun = true
	t.keep(record.Leave{StandIn: l.Stand.ID, From: l.From, Until: l.Until})
	for n := range t.state.Desk.Panel {
		t.tellAway(&t.state.Desk.Panel[n])
	}
	t.wake(WakeLeave, leaveEnd, l.Until)
}

// tellAway lets an own patient know who reads, if this desk's owner is away.
func (t *turn) tellAway(m *Member) {
	if l := t.ownLeave(); t.away() && m.mine() && m.Erased.IsZero() {
		t.tell(m.ID, Away{Who: l.Stand, Until: l.Until})
	}
}

// endLeave ends a leave, when its time has come or before.
func (t *turn) endLeave() {
	d := t.state.Desk
	l := d.Leave
	d.Leave = nil
	t.forget(WakeLeave, leaveBegin)
	t.forget(WakeLeave, leaveEnd)
	if !l.Begun {
		return
	}
	t.keep(record.Leave{StandIn: l.Stand.ID, From: l.From, Until: t.now()})
	for _, m := range d.Panel {
		if m.mine() { // also of whoever has removed everything: an alert that is not over comes back
			t.tell(m.ID, Away{})
		}
	}
}

// standInGone ends a leave whose stand-in does not work here any more, and says so: alerts come back at once.
func (t *turn) standInGone() {
	l := t.ownLeave()
	if l == nil || slices.ContainsFunc(t.state.Desk.Staff, func(c Contact) bool { return c.ID == l.Stand.ID }) {
		return
	}
	t.endLeave()
	t.say(ClassSafety, t.text("leave.stand_in_gone", "who", l.Stand.Name))
}

// awayFrom: the clinician is away, or back. Whoever the patient has excluded does not stand in, and nobody is told
// that.
func (t *turn) awayFrom(c Contact, l Away) {
	p := t.state.Patient
	switch {
	case c.ID != p.Clinician.ID:
		t.ignore("a leave of somebody who is not the clinician")
	case l.Who.ID == "" && p.Stand != nil:
		t.standEnds()
	case l.Who.ID == "" || l.Who.ID == t.state.ID || slices.Contains(p.Excluded, l.Who.ID) || !t.now().Before(l.Until):
		t.ignore("nobody who could stand in here")
	default:
		t.standsIn(c, l)
	}
}

func (t *turn) standsIn(c Contact, l Away) {
	p := t.state.Patient
	if before := p.Stand; before != nil && before.ID != l.Who.ID {
		p.Stand = nil
		t.release(before.Contact, record.AsStandIn, "")
	}
	p.Serial++
	p.Stand = &Stand{Contact: l.Who, Number: p.Serial, Until: l.Until}
	t.wake(WakeLeave, leaveStand, l.Until)
	t.keep(record.Link{
		With: l.Who.ID, Name: l.Who.Name, As: record.AsStandIn, Held: true, Alerts: true, Summary: true, Until: l.Until, By: c.ID,
	})
	t.tell(l.Who.ID, Joined{
		Kind: record.AsStandIn, For: c.ID, Code: p.Code, Name: t.state.Name, Care: t.caring(), Summary: true, Until: l.Until,
	})
	t.callOpen(l.Who)
	t.letGo(p.Clinician)
	if !t.waits(newsStand) {
		t.tellStand()
	}
}

// tellStand tells the patient who reads, or that the clinician is back.
func (t *turn) tellStand() {
	p := t.state.Patient
	switch {
	case p == nil || p.Left || !p.Active || t.state.Blocked:
		t.ignore("nobody to tell who reads")
	case p.Stand == nil && p.WasAway:
		p.WasAway = false
		t.say(ClassPrompt, t.text("leave.is_back", "name", p.Clinician.Name), t.helpRow())
	case p.Stand != nil && !p.Stand.Told:
		p.Stand.Told, p.WasAway = true, true
		t.say(ClassPrompt, t.text("leave.told", "name", p.Clinician.Name, "who", p.Stand.Name, "until", t.date(p.Stand.Until.Add(-time.Minute))),
			row(button(t.text("leave.refuse", "who", p.Stand.Name), "x:stand:"+strconv.Itoa(p.Stand.Number))), t.helpRow())
	default:
		t.ignore("told who reads already")
	}
}

// standEnds: the clinician is back. The stand-in's link ends, whether the clinician's letter comes or not.
func (t *turn) standEnds() {
	p := t.state.Patient
	s := *p.Stand
	p.Stand = nil
	t.forget(WakeLeave, leaveStand)
	t.release(s.Contact, record.AsStandIn, "")
	t.callOpen(p.Clinician)
	if !t.waits(newsStand) {
		t.tellStand()
	}
}

// standRefused: the patient does not want the one who stands in.
func (t *turn) standRefused(e Tapped, number string) {
	p := t.state.Patient
	if p.Stand == nil || strconv.Itoa(p.Stand.Number) != number {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	s := *p.Stand
	p.Stand, p.WasAway = nil, false
	t.forget(WakeLeave, leaveStand)
	t.release(s.Contact, record.AsStandIn, "")
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedRefused, What: record.ChangeStandIn, Of: t.state.ID, Code: t.state.Patient.Code})
	t.tell(p.Clinician.ID, Declined{What: record.ChangeStandIn})
	t.callOpen(p.Clinician)
	t.edit(e.Message, t.text("leave.refused", "name", p.Clinician.Name, "who", s.Name, "people", t.inOrder()), t.helpRow())
}
