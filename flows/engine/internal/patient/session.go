package patient

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// SessionsAre stores new session times and plans the check-in after the next session.
func (t Side) SessionsAre(planned record.Appointment, by string) {
	p := t.State.Patient
	p.Planned = planned
	if p.Meets.Since.IsZero() {
		p.Meets.Since = t.Now()
	}
	planned.By = by
	t.Keep(planned)
	if p.Meets.Next.IsZero() || p.Meets.Next.After(t.Now()) {
		p.Meets.Next = time.Time{} // one that has begun takes place, whatever comes next
		t.PlanSession()
		if p.Meets.Next.IsZero() {
			t.Forget(state.WakeCheckIn, flows.SessionSlot)
		}
	}
	if last := p.Meets.Last; !last.IsZero() {
		t.noticeGap(last)
	}
}

// PlanSession schedules the check-in after the next session, if one is known. A change of zone moves it only if it
// would fall into the quiet hours.
func (t Side) PlanSession() {
	p := t.State.Patient
	if len(t.Plan.AfterSession) == 0 || !p.SetUp() {
		return
	}
	next := p.Meets.Next
	if next.IsZero() {
		next = p.Planned.After(t.Now())
	}
	if at := t.sessionCheckIn(next); !next.IsZero() && at.After(t.Now()) {
		p.Meets.Next = next
		t.Wake(state.WakeCheckIn, flows.SessionSlot, at)
	}
}

// sessionCheckIn is when the check-in after a session is due: a while after its end, outside the quiet hours.
func (t Side) sessionCheckIn(began time.Time) time.Time {
	rules := t.Plan.Session
	return t.QuietUntil(began.Add(rules.Length + rules.After))
}

// sessionOver opens the check-in after a session and plans the next. It waits while another check-in is open, so as not
// to interrupt it. It also waits for one that comes soon, which would close this one unanswered.
func (t Side) sessionOver(e state.Due) {
	p := t.State.Patient
	if !p.SetUp() || p.Meets.Next.IsZero() || len(t.Plan.AfterSession) == 0 {
		t.Ignore("a session of nobody")
		return
	}
	if free := t.free(); free.After(t.Now()) {
		t.Wake(state.WakeCheckIn, flows.SessionSlot, t.QuietUntil(free))
		t.Ignore("another check-in comes first")
		return
	}
	began, due := p.Meets.Next, e.Nominal
	t.tookPlace(began)
	for {
		next := p.Planned.After(began)
		p.Meets.Next = next
		if next.IsZero() {
			break
		}
		if at := t.sessionCheckIn(next); at.After(t.Now()) {
			t.Wake(state.WakeCheckIn, flows.SessionSlot, at)
			break
		}
		t.neverSent(t.sessionSlot(), t.Wall(began), due)
		began, due = next, t.sessionCheckIn(next)
		t.tookPlace(began)
	}
	t.open(t.sessionSlot(), t.Wall(began), due)
	t.noticeGap(began)
}

// free is the time from which no other check-in is open or about to open.
func (t Side) free() time.Time {
	if o := t.State.Patient.Open; o != nil && !o.Changing && o.Deadline.After(t.Now()) {
		return o.Deadline
	}
	if next := t.NextCheckIn(); !next.IsZero() && next.Sub(t.Now()) < t.Plan.Window.Deadline {
		return next.Add(t.Plan.Window.Inactivity)
	}
	return t.Now()
}

// tookPlace counts a session.
func (t Side) tookPlace(began time.Time) {
	m := &t.State.Patient.Meets
	if m.Since.IsZero() {
		m.Since = began // it was planned before this was noted
	}
	m.Before, m.Last = m.Last, began
	m.Count++
}

// sessionSlot is the check-in after the latest counted session.
func (t Side) sessionSlot() flows.Slot {
	asked := t.Plan.QuestionnairesAfterSession(t.State.Patient.Meets.Count)
	return flows.Slot{ID: flows.SessionSlot, Weeks: [][]string{asked}}
}

// lastSession is when a session last took place or may have. It is unknown until somebody has said when the sessions
// are.
func (t Side) lastSession() (last time.Time, known bool) {
	m := t.State.Patient.Meets
	last = m.Since
	for _, at := range []time.Time{m.Last, m.Next} {
		if at.After(last) && !at.After(t.Now()) {
			last = at
		}
	}
	return last, !m.Since.IsZero()
}

// withoutSession drops session questionnaires if the last session is too long ago.
func (t Side) withoutSession(slot flows.Slot, asked []string) (kept, idle []string) {
	last, known := t.lastSession()
	if slot.ID == flows.SessionSlot || !known || t.Now().Sub(last) < t.Plan.Session.Within {
		return asked, nil
	}
	for _, id := range asked {
		if t.Plan.Session.About(t.Plan.Questionnaires[id]) {
			idle = append(idle, id)
		} else {
			kept = append(kept, id)
		}
	}
	return kept, idle
}

// fileNoSession files what was not asked for lack of a session: in this check-in, and, with the first check-in of a
// week, after the session that the week before did not have.
func (t Side) fileNoSession(slot flows.Slot, day, due time.Time, idle []string) {
	if slot.ID == flows.SessionSlot {
		return
	}
	t.noSession("no_session_"+slot.ID, day, due, idle)
	m := &t.State.Patient.Meets
	begin := flows.Clock(0).On(day.AddDate(0, 0, -turn.Monday(day.Weekday())))
	week := begin.Format(time.DateOnly)
	last, known := t.lastSession()
	if !known || week <= m.Week || len(t.Plan.AfterSession) == 0 {
		return
	}
	m.Week = week
	before := begin.AddDate(0, 0, -7)
	if t.Wall(last).Before(before) {
		asked := slices.DeleteFunc(slices.Clone(t.Plan.QuestionnairesAfterSession(m.Count+1)), func(id string) bool {
			return !t.Plan.Session.About(t.Plan.Questionnaires[id])
		})
		t.noSession("no_session", before, due, asked)
	}
}

// noSession files questionnaires as not asked for lack of a session.
func (t Side) noSession(name string, day, due time.Time, ids []string) {
	if len(ids) == 0 {
		return
	}
	id := flows.Slot{ID: name}.OccasionID(day)
	t.Keep(record.Occasion{ID: id, Planned: due, Questionnaires: ids})
	t.Keep(record.Missed{Occasion: id, Reason: record.EndNoSession})
}
