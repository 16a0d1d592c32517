package office

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// canaryAhead is how many days ahead a day with duty hours is looked for: over closed weeks, too.
const canaryAhead = 60

const (
	// canaryPatience is how much duty time a test alert may stay without an answer before the others are told.
	canaryPatience = time.Hour
	// canaryDelay is how late the end of that time may be noticed. If it is later, the bot was away, and so were presses.
	canaryDelay = 10 * time.Minute
)

// officeBegun handles a start of the bot: it plans the office's timed work anew, because the clinic's file may have
// changed. Work that fell due while the bot was down stays due.
func (t Side) officeBegun() {
	if t.State.ID != state.OfficeID || t.State.Office == nil {
		t.Ignore("a start before anybody works here")
		return
	}
	if next := t.State.Office.CanaryNext; !next.IsZero() && !next.After(t.Now()) {
		t.Ignore("a test alert is due already")
		return
	}
	t.planCanary()
}

// planCanary schedules the next day's test alerts, within the duty hours of the next day that has some.
func (t Side) planCanary() {
	c := t.Plan.Clinic.Canary
	t.State.Office.CanaryNext = time.Time{}
	if c == nil {
		t.Forget(state.WakeCanary, "next")
		return
	}
	zone := t.Plan.Clinic.Location()
	local := t.Now().In(zone)
	for ahead := range canaryAhead {
		day := time.Date(local.Year(), local.Month(), local.Day()+ahead, 0, 0, 0, 0, time.UTC)
		at := t.onDuty(flows.Resolve(c.At.On(day), zone), day)
		if at.After(t.Now()) && t.Plan.Clinic.DutyDay(day) {
			t.State.Office.CanaryNext = at
			t.Wake(state.WakeCanary, "next", at)
			return
		}
	}
}

// onDuty is a time of a day if somebody is on duty then, else the next on that day, else the first.
func (t Side) onDuty(at, day time.Time) time.Time {
	zone := t.Plan.Clinic.Location()
	next, ok := t.Plan.Clinic.NextDuty(at)
	if ok && next.In(zone).Day() != day.Day() {
		next, ok = t.Plan.Clinic.NextDuty(flows.Resolve(day, zone))
	}
	if !ok {
		return at
	}
	return next
}

// testedOn tells whether a person's weekly test falls on a date. Each has a weekday of their own among those with duty
// hours; in a week in which it is closed the next open day takes its place, else the last one before it.
func (t Side) testedOn(id string, date time.Time) bool {
	var usual []time.Weekday
	for _, day := range turn.Week() {
		if len(t.Plan.Clinic.Hours[day]) > 0 {
			usual = append(usual, day)
		}
	}
	if len(usual) == 0 {
		return false
	}
	own := turn.Monday(usual[turn.Derive(id, "canary", len(usual))])
	monday, test := date.AddDate(0, 0, -turn.Monday(date.Weekday())), time.Time{}
	for n := range 7 {
		day := monday.AddDate(0, 0, n)
		if t.Plan.Clinic.DutyDay(day) && (test.IsZero() || turn.Monday(test.Weekday()) < own) {
			test = day
		}
	}
	return test.Equal(date)
}

// testedSince tells whether a person's weekly test falls on the day of a moment, or on one that has passed since, as
// while the bot was down.
func (t Side) testedSince(id string, at time.Time) bool {
	zone := t.Plan.Clinic.Location()
	date, today := flows.Clock(0).On(at.In(zone)), flows.Clock(0).On(t.Now().In(zone))
	for ; !date.After(today); date = date.AddDate(0, 0, 1) {
		if t.testedOn(id, date) {
			return true
		}
	}
	return false
}

// canary sends the test alert to those whose day it is, and schedules the next one. Everybody who works here can be
// called, by their own post, by a swap or as a stand-in, but for supervisors.
func (t Side) canary(e state.Due) {
	c := t.Plan.Clinic.Canary
	o := t.State.Office
	since := e.Nominal
	if o != nil {
		if planned := o.CanaryNext; !planned.IsZero() && planned.Before(since) {
			since = planned // it was put off
		}
		t.planCanary()
		next, ok := t.Plan.Clinic.NextDuty(t.Now())
		if putOff := ok && next.After(t.Now()) || o.Canary != nil; putOff && !o.CanaryNext.IsZero() {
			o.CanaryNext = since // nobody is on duty now, or the one before is still open: it comes with the next
			return
		}
	}
	if o == nil || c == nil {
		t.Ignore("a test alert that nobody wants any more")
		return
	}
	o.Canary = &state.CanaryState{ID: since.UTC().Format("20060102"), At: t.Now()}
	for _, s := range o.Staff {
		if s.Role != record.Supervisor && t.testedSince(s.ID, since) {
			o.Canary.Waiting = append(o.Canary.Waiting, s)
			t.Tell(s.ID, state.Canary{ID: o.Canary.ID, At: t.Now()})
		}
	}
	if len(o.Canary.Waiting) == 0 {
		o.Canary = nil // nobody's day
		return
	}
	t.awaitCanary()
}

// awaitCanary schedules the end of the time in which the test alerts are answered.
func (t Side) awaitCanary() {
	t.Wake(state.WakeCanary, "late", t.Plan.Clinic.AfterDuty(t.Now(), canaryPatience))
}

// canaryLate tells the leads who has not answered the test alert, because a real one may not reach them either. It is
// remembered for the operator until the next press.
func (t Side) canaryLate(e state.Due) {
	o := t.State.Office
	if o == nil || o.Canary == nil {
		t.Ignore("a test alert that is over")
		return
	}
	if t.Now().Sub(e.Nominal) > canaryDelay {
		t.awaitCanary()
		return
	}
	for _, silent := range o.Canary.Waiting {
		t.Keep(record.Canary{To: silent.ID, Name: silent.Name})
		if o.Missed == nil {
			o.Missed = map[string]time.Time{}
		}
		o.Missed[silent.ID] = o.Canary.At
		for _, lead := range t.leads() {
			if lead != silent.ID {
				t.Tell(lead, state.CanaryMissed{Name: silent.Name, At: o.Canary.At})
			}
		}
	}
	o.Canary = nil
}

// leads are those who have a lead's post, and those who hold one for a while now, each once.
func (t Side) leads() (ids []string) {
	for _, c := range t.State.Office.Staff {
		holds := func(s state.Swap) bool { return s.Begun && s.Post == record.Lead && s.Who.ID == c.ID }
		if c.Role == record.Lead || slices.ContainsFunc(t.State.Office.Swaps, holds) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// proven notes when a press proved the way to somebody who works here.
func (t Side) proven(id string, at time.Time) {
	o := t.State.Office
	if _, works := t.staff(id); !works {
		return
	}
	delete(o.Missed, id)
	if o.Proven == nil {
		o.Proven = map[string]time.Time{}
	}
	if at.After(o.Proven[id]) {
		o.Proven[id] = at
	}
}

// canaryAnswered files that a test alert has reached a human. A press that comes late proves the way, too.
func (t Side) canaryAnswered(from string, l state.CanaryAnswered) {
	o := t.State.Office
	if !l.Away {
		at := l.At
		if at.IsZero() || at.After(t.Now()) { // from before an update, or the clock was set back
			at = t.Now()
		}
		t.proven(from, at)
	}
	if o == nil || o.Canary == nil || o.Canary.ID != l.ID {
		t.Ignore("a test alert that is over")
		return
	}
	n := slices.IndexFunc(o.Canary.Waiting, func(c state.Contact) bool { return c.ID == from })
	if n < 0 {
		t.Ignore("a test alert that was answered before")
		return
	}
	if !l.Away && !l.Proved {
		t.Keep(record.Canary{
			To: from, Name: o.Canary.Waiting[n].Name, Answered: true,
			Minutes: int(t.Now().Sub(o.Canary.At).Minutes()),
		})
	}
	o.Canary.Waiting = slices.Delete(o.Canary.Waiting, n, n+1)
	if len(o.Canary.Waiting) == 0 {
		o.Canary = nil
		t.Forget(state.WakeCanary, "late")
	}
}
