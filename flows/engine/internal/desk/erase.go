package desk

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// DeskMoments reschedules every due moment of a clinician's side.
func (t Side) DeskMoments() {
	d := t.State.Desk
	if d == nil {
		return
	}
	if d.Active {
		t.ScheduleDigest()
	}
	for _, i := range d.Invitations {
		t.Wake(state.WakeInvitation, i.Hash, i.Expires)
	}
	for n := range d.Panel {
		if m := &d.Panel[n]; m.Planned != (record.Appointment{}) && m.Left.IsZero() {
			t.scheduleBrief(m)
		}
	}
	if len(d.Notices) > 0 {
		t.Wake(state.WakeNews, state.NewsNotices, t.WorkingFrom().Add(time.Minute))
	}
	if len(d.Early) > 0 {
		t.Wake(state.WakeNews, state.NewsActs, t.Now().Add(turn.EarlyLife))
	}
	if d.Census != nil {
		t.Wake(state.WakeCensus, state.CensusCounts, t.Now().Add(censusPatience))
	}
	if l := d.Leave; l != nil && l.Said {
		at := map[bool]time.Time{true: l.Until, false: l.From}[l.Begun]
		t.Wake(state.WakeLeave, map[bool]string{true: state.LeaveEnd, false: state.LeaveBegin}[l.Begun],
			flows.Later(at, t.Now().Add(time.Minute)))
	}
}

// OwnFacts are the facts of the clinician's side of a person who is also a patient. A time zone belongs to both sides,
// and would tell when its owner was a patient and where. So one that was confirmed during that time is the
// clinician's only if the clinician's set-up asked for it.
func OwnFacts(facts []record.Fact, self string) []record.Fact {
	var own []record.Fact
	patient, setUp := false, false
	for _, f := range facts {
		keep := ofDesk(f.Body, self)
		switch b := f.Body.(type) {
		case record.Enrolment:
			patient, setUp = patient || b.Role == record.Patient, b.Role != record.Patient
		case record.Withdrawal:
			patient = false
		case record.Zone:
			keep, setUp = setUp || !patient, false
		}
		if keep {
			own = append(own, f)
		}
	}
	return own
}

// ofDesk reports whether a fact that is no time zone belongs to the clinician's side.
func ofDesk(b record.Body, self string) bool {
	switch b := b.(type) {
	case record.Enrolment:
		return b.Role != record.Patient
	case record.Opened:
		return b.By == self && b.Of != self
	case record.Audit:
		return b.Of != self
	case record.Digest, record.Prompted, record.PromptOutcome, record.PastAlert, record.Post, record.Leave:
		return true
	default:
		return false
	}
}

// erased: a patient has removed their data. The list of their alerts stays on this side.
func (t Side) erased(m *state.Member, l state.Erased) {
	for _, past := range l.Alerts {
		t.Keep(past)
	}
	t.noReply(m.ID)
	t.State.Desk.Notices = slices.DeleteFunc(t.State.Desk.Notices, func(n state.HeldNotice) bool {
		return n.Patient == m.ID
	})
	first := m.Erased.IsZero()
	m.Erased, m.Left, m.Name = t.Now(), t.Now(), ""
	if first {
		key := "desk.erased"
		if l.Open {
			key = "desk.erased_open"
		}
		t.Say(state.ClassReply, t.Text(key, "code", l.Code))
	}
	if !l.Open {
		d, id := t.State.Desk, m.ID
		d.Panel = slices.DeleteFunc(d.Panel, func(other state.Member) bool { return other.ID == id })
	}
}
