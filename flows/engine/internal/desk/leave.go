package desk

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// How far ahead a leave can begin, and how long it can be, in days.
const leaveAhead = 15

func leaveLengths() []int { return []int{1, 2, 3, 4, 5, 7, 10, 14, 21, 28} }

// awayAsked is /away: it asks who stands in, from when and for how long, or offers to end the leave.
func (t Side) awayAsked() {
	d := t.State.Desk
	if l := d.Leave; l != nil {
		t.Say(state.ClassReply, t.Text("leave.holds", append(t.Span(l.From, l.Until), "who", l.Stand.Name)...),
			turn.Row(turn.Button(t.Text("leave.back"), press.Return{})))
		return
	}
	var rows [][]state.Button
	for _, c := range t.colleagues("") {
		rows = append(rows, turn.Row(turn.Button(c.Name, press.Leave{Colleague: turn.ColleagueKey(c.ID)})))
	}
	if len(rows) == 0 {
		t.Reply("team.nobody")
		return
	}
	t.Say(state.ClassReply, t.Text("leave.who"), rows...)
}

// returnTapped ends the current leave.
func (t Side) returnTapped(e state.Tapped) {
	if d := t.State.Desk; d == nil || !d.Active || d.Leave == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.Edit(e.Message, t.Text("leave.over"))
	t.endLeave()
}

// awayTapped takes a press below /away.
func (t Side) awayTapped(e state.Tapped, p press.Leave) {
	d := t.State.Desk
	if d == nil || !d.Active {
		t.Toast(e, "toast.old")
		return
	}
	c, ok := t.colleague(p.Colleague, "")
	day, wrong := time.Parse(time.DateOnly, p.First)
	switch {
	case !ok || d.Leave != nil, p.First != "" && wrong != nil:
		t.Toast(e, "toast.old")
	case p.First == "":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("leave.from", "who", c.Name), t.leaveDates(p.Colleague)...)
	case day.Before(t.Today()) || day.After(t.Today().AddDate(0, 0, leaveAhead)):
		t.Toast(e, "toast.old")
	case p.Days == 0:
		t.Toast(e, "")
		var last []state.Button
		for _, n := range leaveLengths() {
			last = append(last,
				turn.Button(t.NominalDate(day.AddDate(0, 0, n-1)), press.Leave{Colleague: p.Colleague, First: p.First, Days: n}))
		}
		t.Edit(e.Message, t.Text("leave.until", "who", c.Name), slices.Collect(slices.Chunk(last, 3))...)
	case !slices.Contains(leaveLengths(), p.Days):
		t.Toast(e, "toast.old")
	default:
		t.Toast(e, "")
		t.askStandIn(e, c, day, p.Days)
	}
}

func (t Side) leaveDates(who string) [][]state.Button {
	var dates []state.Button
	for n := range leaveAhead {
		day := t.Today().AddDate(0, 0, n)
		dates = append(dates,
			turn.Button(t.NominalDate(day), press.Leave{Colleague: who, First: day.Format(time.DateOnly)}))
	}
	return slices.Collect(slices.Chunk(dates, 3))
}

func (t Side) askStandIn(e state.Tapped, c state.Contact, day time.Time, days int) {
	l := &state.Leave{
		Stand: c, From: flows.Resolve(day, t.Zone()), Until: flows.Resolve(day.AddDate(0, 0, days), t.Zone()),
	}
	if l.From.Before(t.Now()) {
		l.From = t.Now()
	}
	t.State.Desk.Leave = l
	t.Tell(c.ID, state.Propose{Kind: record.AsStandIn, Name: t.State.Desk.Name, From: l.From, Until: l.Until})
	t.Edit(e.Message, t.Text("leave.asked", "who", c.Name))
}

// standInAgreed is the colleague's answer: from the first day on, or at once, patients are told who reads.
func (t Side) standInAgreed(from string, yes bool) {
	d := t.State.Desk
	if d == nil || d.Leave == nil || d.Leave.Stand.ID != from || d.Leave.Said {
		t.Ignore("an answer to nothing that was proposed")
		return
	}
	l := d.Leave
	if !yes || !t.Now().Before(l.Until) {
		d.Leave = nil
		t.Say(state.ClassReply, t.Text("leave.no", "who", l.Stand.Name))
		return
	}
	l.Said = true
	t.Tell(state.OfficeID, state.Away{Who: l.Stand, From: l.From, Until: l.Until})
	t.Say(state.ClassReply, t.Text("leave.yes", append(t.Span(l.From, l.Until), "who", l.Stand.Name)...))
	if l.From.After(t.Now()) {
		t.Wake(state.WakeLeave, state.LeaveBegin, l.From)
		t.giveBack(false)
		for n := range t.State.Desk.Panel {
			t.tellAway(&t.State.Desk.Panel[n])
		}
		return
	}
	t.beginLeave()
}

// leaveDue begins or ends a leave when its time comes.
func (t Side) leaveDue(key string) {
	switch key {
	case state.LeaveBegin:
		t.beginLeave()
	case state.LeaveEnd:
		if l := t.ownLeave(); l == nil || t.Now().Before(l.Until) {
			t.Ignore("no leave that ends")
			return
		}
		t.endLeave()
		t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: t.Text("leave.over"), Quiet: true})
	default:
		t.Ignore("no such moment of a leave")
	}
}

func (t Side) ownLeave() *state.Leave {
	if t.State.Desk == nil {
		return nil
	}
	return t.State.Desk.Leave
}

// away reports whether this desk's owner is on leave now.
func (t Side) away() bool { return t.ownLeave() != nil && t.ownLeave().Begun }

func (t Side) beginLeave() {
	l := t.ownLeave()
	if l == nil || !l.Said || l.Begun {
		t.Ignore("no leave that begins")
		return
	}
	if !t.Now().Before(l.Until) { // the bot was down in the meantime
		t.State.Desk.Leave = nil
		t.Ignore("a leave that is over already")
		return
	}
	l.Begun = true
	t.giveBack(true)
	t.Keep(record.Leave{StandIn: l.Stand.ID, From: l.From, Until: l.Until})
	for n := range t.State.Desk.Panel {
		t.tellAway(&t.State.Desk.Panel[n])
	}
	t.noticesPassed() // after the patients' sides know who is there
	t.Wake(state.WakeLeave, state.LeaveEnd, l.Until)
}

// tellAway tells a patient's side who reads, if this desk's owner is on leave, or who will, if a leave is to come.
// Where the owner stands in for somebody or is the second clinician, nobody reads for them, and others are called. A
// post is passed on by the office; but whoever has seen an alert by it lets go of that themselves.
func (t Side) tellAway(m *state.Member) {
	l := t.ownLeave()
	holds := l != nil && l.Begun && t.holds(m.ID)
	if l == nil || !l.Said || !holds && (m.Backup || m.Over(t.Now()) || !m.Erased.IsZero()) {
		return
	}
	away := state.Away{Until: l.Until}
	if m.Mine() {
		away.Who = l.Stand
	}
	if !l.Begun {
		away.From = l.From
	}
	t.Tell(m.ID, away)
}

// holds reports whether this desk's owner has seen an alert of a patient that is not over.
func (t Side) holds(patient string) bool {
	return slices.ContainsFunc(t.State.Desk.Alarms, func(a state.Alarmed) bool {
		return a.Patient == patient && a.Mine && !a.Closed
	})
}

// endLeave ends a leave, on its last day or earlier.
func (t Side) endLeave() {
	d := t.State.Desk
	l := d.Leave
	d.Leave = nil
	t.Forget(state.WakeLeave, state.LeaveBegin)
	t.Forget(state.WakeLeave, state.LeaveEnd)
	if !l.Said {
		return
	}
	t.Tell(state.OfficeID, state.Away{})
	if l.Begun {
		t.Keep(record.Leave{StandIn: l.Stand.ID, From: l.From, Until: t.Now()})
	}
	for _, m := range d.Panel {
		if !m.Backup { // also erased patients: an open alert comes back
			t.Tell(m.ID, state.Away{})
		}
	}
}

// standInGone ends a leave because its stand-in has left the clinic, and says so. Alerts come to the owner again at
// once.
func (t Side) standInGone() {
	l := t.ownLeave()
	if l == nil || slices.ContainsFunc(t.State.Desk.Staff, func(c state.Contact) bool { return c.ID == l.Stand.ID }) {
		return
	}
	t.endLeave()
	t.Say(state.ClassSafety, t.Text("leave.stand_in_gone", "who", l.Stand.Name))
}
