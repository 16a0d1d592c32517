package circle

import (
	"strings"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// StandDue ends the stand-in when its time is over.
func (t Side) StandDue() {
	if p := t.State.Patient; p == nil || p.Stand == nil || t.Now().Before(p.Stand.Until) {
		t.Ignore("nobody stands in")
		return
	}
	t.standEnds()
}

// AwayFrom records that the clinician is on leave, or back, or whoever stands in for them or works with the patient
// beside them. A person whom the patient has excluded does not stand in, and nobody is told why. Anybody else who goes
// on leave only lets go of what they have seen here.
func (t Side) AwayFrom(c state.Contact, l state.Away) {
	p := t.State.Patient
	tie := p.TieOf(c.ID)
	switch {
	case tie == record.AsStandIn, tie == record.AsSecond:
		t.absent(c, l)
	case !t.May(c.ID, state.RightSettle):
		t.postAway(c, l)
	case l.Who.ID == "" && (p.Stand != nil || p.Ahead != nil):
		t.back()
	case l.Who.ID == "" || !t.Now().Before(l.Until):
		t.Ignore("nobody who could stand in here")
	case l.From.After(t.Now()) || !t.canStandIn(l):
		t.announced(l)
	default:
		t.standsIn(c, l)
	}
}

func (t Side) standsIn(c state.Contact, l state.Away) {
	p := t.State.Patient
	if before := p.Stand; before != nil && before.ID != l.Who.ID {
		p.Stand = nil
		t.release(before.Contact, record.AsStandIn, "")
	}
	if p.Ahead != nil && p.Ahead.Told && !p.Ahead.Until.IsZero() {
		p.WasAway = true // they know of this leave, and are told of its end even if it comes before the morning
	}
	p.Ahead = nil
	p.Stand = &state.Stand{Contact: l.Who, Number: t.NextSerial(), Until: l.Until}
	t.Wake(state.WakeLeave, state.LeaveStand, l.Until)
	t.Keep(record.Link{
		With: l.Who.ID, Name: l.Who.Name, As: record.AsStandIn, Held: true, Alerts: true, Summary: true, Until: l.Until,
		By: c.ID,
	})
	t.Tell(l.Who.ID, state.Joined{
		Kind: record.AsStandIn, For: c.ID, Code: p.Code, Name: t.State.Name, Care: t.Caring(), Summary: true, Until: l.Until,
	})
	t.safety.CallOpen(l.Who)
	t.safety.LetGo(p.Clinician)
	if !t.Waits(state.NewsStand) {
		t.TellStand()
	}
}

// TellStand tells the patient of a leave to come, who reads their answers during one, or that the clinician is back.
func (t Side) TellStand() {
	p := t.State.Patient
	if p == nil || p.Left || !p.Active || t.State.Blocked {
		t.Ignore("nobody to tell who reads")
		return
	}
	ahead := t.tellAhead()
	switch {
	case p.Stand == nil && p.WasAway:
		p.WasAway = false
		t.Say(state.ClassPrompt, t.Text("leave.is_back", "name", p.Clinician.Name), t.HelpRow())
	case p.Stand != nil && !p.Stand.Told:
		p.Stand.Told, p.WasAway = true, true
		text := t.Text("leave.told", "name", p.Clinician.Name, "who", p.Stand.Name, "until",
			t.Date(p.Stand.Until.Add(-time.Minute)))
		t.Add(state.Say{
			Chat: t.State.Chat, Class: state.ClassPrompt, Text: strings.TrimRight(text+"\n\n"+t.standAway(), "\n"),
			Buttons: [][]state.Button{t.notThem(p.Stand), t.HelpRow()}, Until: p.Stand.Until,
		})
	case !ahead:
		t.Ignore("told who reads already")
	}
}

// standEnds: the clinician is back. The stand-in's link ends even if the clinician's letter never arrives.
func (t Side) standEnds() {
	p := t.State.Patient
	s := *p.Stand
	p.Stand = nil
	t.Forget(state.WakeLeave, state.LeaveStand)
	t.release(s.Contact, record.AsStandIn, "")
	t.safety.CallOpen(p.Clinician)
	if !t.Waits(state.NewsStand) {
		t.TellStand()
	}
}

// StandRefused removes a stand-in at the patient's wish.
func (t Side) StandRefused(e state.Tapped, number int) {
	p := t.State.Patient
	if a := p.Ahead; a != nil && a.Number == number && a.ID != "" {
		t.aheadRefused(e)
		return
	}
	if p.Stand == nil || p.Stand.Number != number {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	s := *p.Stand
	p.Stand, p.WasAway = nil, false
	// The clinician is away all the same: nobody stands in, and the second channel waits for their return.
	p.Ahead = &state.Stand{Number: s.Number, From: t.Now(), Until: s.Until, Told: true, Refused: s.ID}
	t.Forget(state.WakeLeave, state.LeaveStand)
	t.release(s.Contact, record.AsStandIn, "")
	t.Keep(record.Audit{
		By: t.State.ID, Deed: record.DeedRefused, What: record.ChangeStandIn, Of: t.State.ID,
		Code: t.State.Patient.Code,
	})
	t.Tell(p.Clinician.ID, state.Declined{What: record.ChangeStandIn})
	t.Edit(e.Message, t.refusedText("leave.refused", s.Name), t.HelpRow())
}
