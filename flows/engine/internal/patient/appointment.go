package patient

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// appointed files what the clinician has set, and tells the patient: at once, or after the quiet hours.
func (t Side) appointed(c state.Contact, l state.Appointed) {
	p := t.State.Patient
	if !t.May(c.ID, state.RightSettle) || p.Left {
		t.Ignore("an appointment from somebody who is not the clinician")
		return
	}
	if p.Moved == nil || p.Moved.Told {
		p.Moved = &state.Moved{Number: t.NextSerial(), Before: p.Planned}
	}
	t.SessionsAre(l.Planned, c.ID)
	if !t.Waits(state.NewsAppointment) {
		t.tellAppointment()
	}
}

func (t Side) tellAppointment() {
	p := t.State.Patient
	if p == nil || p.Left || t.State.Blocked || p.Moved == nil {
		t.Ignore("no appointment to tell of")
		return
	}
	p.Moved.Told = true
	t.Say(state.ClassPrompt, t.Text("appointment.set", "name", p.Clinician.Name, "week", t.WeekWords(p.Planned), "next",
		t.NextWords(p.Planned)),
		turn.Row(turn.Button(t.Text("appointment.objection"), press.Settled{
			What:   "appointment",
			Number: p.Moved.Number,
		})), t.sessionRow())
}

// refusalTapped handles a refusal of something that a clinician has changed.
func (t Side) refusalTapped(e state.Tapped, pressed press.Press) {
	p := t.State.Patient
	if p == nil || p.Left {
		t.Toast(e, "toast.old")
		return
	}
	if second, ok := pressed.(press.EndSecond); ok {
		t.circle.SecondEnded(e, second.Colleague)
		return
	}
	switch s, _ := pressed.(press.Settled); {
	case s.What == "team":
		t.circle.ProposalTapped(e, s.Number, s.Answer)
	case s.Answer != "":
		t.Toast(e, "toast.old")
	case s.What == "dosing":
		t.adjustmentRefused(e, s.Number)
	case s.What == "stand":
		t.circle.StandRefused(e, s.Number)
	case s.What == "appointment":
		t.objectionTapped(e, s.Number)
	default:
		t.Toast(e, "toast.old")
	}
}

// objectionTapped undoes the clinician's change of the sessions and tells them.
func (t Side) objectionTapped(e state.Tapped, number int) {
	p := t.State.Patient
	if p.Moved == nil || p.Moved.Number != number || p.Clinician.ID == "" {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	before := p.Moved.Before
	p.Moved = nil
	t.SessionsAre(before, t.State.ID)
	t.Keep(record.Audit{
		By: t.State.ID, Deed: record.DeedRefused, What: record.ChangeAppointment, Of: t.State.ID,
		Code: p.Code,
	})
	t.Tell(p.Clinician.ID, state.Objected{Planned: &before})
	t.Edit(e.Message, t.Text("appointment.undone", "name", p.Clinician.Name, "week", t.WeekWords(before), "next",
		t.NextWords(before)),
		t.sessionRow())
}
