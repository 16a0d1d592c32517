package engine

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/record"
)

// afterSession tells whether an occasion is the check-in after a session.
func afterSession(o *Occasion) bool { return strings.HasPrefix(o.ID, flows.SessionSlot+"@") }

// sessionsAre takes over when the sessions are, as somebody has just said, and plans the check-in after the next.
func (t *turn) sessionsAre(planned record.Appointment, by string) {
	p := t.state.Patient
	p.Planned = planned
	if p.Meets.Since.IsZero() {
		p.Meets.Since = t.now()
	}
	planned.By = by
	t.keep(planned)
	if p.Meets.Next.IsZero() || p.Meets.Next.After(t.now()) {
		p.Meets.Next = time.Time{} // one that has begun takes place, whatever comes next
		t.planSession()
		if p.Meets.Next.IsZero() {
			t.forget(WakeCheckIn, flows.SessionSlot)
		}
	}
	if last := p.Meets.Last; !last.IsZero() {
		t.noticeGap(last)
	}
}

// planSession asks to be woken for the check-in after the next session, if one is known. A zone that has changed moves
// that moment at most out of the quiet hours.
func (t *turn) planSession() {
	p := t.state.Patient
	if len(t.plan.AfterSession) == 0 || !p.setUp() {
		return
	}
	next := p.Meets.Next
	if next.IsZero() {
		next = digest.NextAppointment(p.Planned, t.now())
	}
	if at := t.sessionCheckIn(next); !next.IsZero() && at.After(t.now()) {
		p.Meets.Next = next
		t.wake(WakeCheckIn, flows.SessionSlot, at)
	}
}

// sessionCheckIn is when the check-in after a session is due: a while after its end, in hours in which people are
// asked.
func (t *turn) sessionCheckIn(began time.Time) time.Time {
	rules := t.plan.Session
	return t.quietUntil(began.Add(rules.Length + rules.After))
}

// sessionOver opens the check-in after a session, and plans the next. Another check-in that is open is not taken from
// under the person's thumb, and one that comes soon would close this one unanswered: it waits until that is over.
func (t *turn) sessionOver(e Due) {
	p := t.state.Patient
	if !p.setUp() || p.Meets.Next.IsZero() || len(t.plan.AfterSession) == 0 {
		t.ignore("a session of nobody")
		return
	}
	if free := t.free(); free.After(t.now()) {
		t.wake(WakeCheckIn, flows.SessionSlot, t.quietUntil(free))
		t.ignore("another check-in comes first")
		return
	}
	began, due := p.Meets.Next, e.Nominal
	t.tookPlace(began)
	for {
		next := digest.NextAppointment(p.Planned, began)
		p.Meets.Next = next
		if next.IsZero() {
			break
		}
		if at := t.sessionCheckIn(next); at.After(t.now()) {
			t.wake(WakeCheckIn, flows.SessionSlot, at)
			break
		}
		t.neverSent(t.sessionSlot(), t.wall(began), due)
		began, due = next, t.sessionCheckIn(next)
		t.tookPlace(began)
	}
	t.open(t.sessionSlot(), t.wall(began), due)
	t.noticeGap(began)
}

// free is from when on no other check-in is open or about to open.
func (t *turn) free() time.Time {
	if o := t.state.Patient.Open; o != nil && !o.Again && o.Closes.After(t.now()) {
		return o.Closes
	}
	if next := t.nextCheckIn(); !next.IsZero() && next.Sub(t.now()) < t.plan.Window.Deadline {
		return next.Add(t.plan.Window.Inactivity)
	}
	return t.now()
}

// tookPlace counts a session.
func (t *turn) tookPlace(began time.Time) {
	m := &t.state.Patient.Meets
	if m.Since.IsZero() {
		m.Since = began // it was planned before this was noted
	}
	m.Before, m.Last = m.Last, began
	m.Count++
}

// sessionSlot is the check-in after the session that was counted last.
func (t *turn) sessionSlot() flows.Slot {
	asked := t.plan.QuestionnairesAfterSession(t.state.Patient.Meets.Count)
	return flows.Slot{ID: flows.SessionSlot, Weeks: [][]string{asked}}
}

// lastSession is when a session last took place, or may have: before anybody said when they are, nothing is known.
func (t *turn) lastSession() (last time.Time, known bool) {
	m := t.state.Patient.Meets
	last = m.Since
	for _, at := range []time.Time{m.Last, m.Next} {
		if at.After(last) && !at.After(t.now()) {
			last = at
		}
	}
	return last, !m.Since.IsZero()
}

// withoutSession takes out of a check-in of the rotation what is about sessions, where there was none for so long that
// it cannot be asked about.
func (t *turn) withoutSession(slot flows.Slot, asked []string) (kept, idle []string) {
	last, known := t.lastSession()
	if slot.ID == flows.SessionSlot || !known || t.now().Sub(last) < t.plan.Session.Within {
		return asked, nil
	}
	for _, id := range asked {
		if t.plan.Session.About(t.plan.Questionnaires[id]) {
			idle = append(idle, id)
		} else {
			kept = append(kept, id)
		}
	}
	return kept, idle
}

// fileNoSession records what was not asked because there was no session: of this check-in, and, with the first of a
// week, what would have been asked after a session in the week before.
func (t *turn) fileNoSession(slot flows.Slot, day, due time.Time, idle []string) {
	if slot.ID == flows.SessionSlot {
		return
	}
	t.noSession("no_session_"+slot.ID, day, due, idle)
	m := &t.state.Patient.Meets
	begin := flows.Clock(0).On(day.AddDate(0, 0, -monday(day.Weekday())))
	week := begin.Format(time.DateOnly)
	last, known := t.lastSession()
	if !known || week <= m.Week || len(t.plan.AfterSession) == 0 {
		return
	}
	m.Week = week
	before := begin.AddDate(0, 0, -7)
	if t.wall(last).Before(before) {
		asked := slices.DeleteFunc(slices.Clone(t.plan.QuestionnairesAfterSession(m.Count+1)), func(id string) bool {
			return !t.plan.Session.About(t.plan.Questionnaires[id])
		})
		t.noSession("no_session", before, due, asked)
	}
}

// noSession files questionnaires as not asked for want of a session.
func (t *turn) noSession(name string, day, due time.Time, ids []string) {
	if len(ids) == 0 {
		return
	}
	id := occasionID(flows.Slot{ID: name}, day)
	t.keep(record.Occasion{ID: id, Planned: due, Questionnaires: ids})
	t.keep(record.Missed{Occasion: id, Reason: record.EndNoSession})
}
