package office

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// canaryPatience is how long a test alert may stay without an answer before the others are told.
const canaryPatience = time.Hour

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

// planCanary schedules the next test alert, on the next day with duty hours.
func (t Side) planCanary() {
	c := t.Plan.Clinic.Canary
	t.State.Office.CanaryNext = time.Time{}
	if c == nil {
		t.Forget(state.WakeCanary, "next")
		return
	}
	zone := t.Plan.Clinic.Location()
	local := t.Now().In(zone)
	for ahead := range 8 {
		day := time.Date(local.Year(), local.Month(), local.Day()+ahead, 0, 0, 0, 0, time.UTC)
		at := flows.Resolve(c.At.On(day), zone)
		if at.After(t.Now()) && t.Plan.Clinic.DutyDay(day) {
			t.State.Office.CanaryNext = at
			t.Wake(state.WakeCanary, "next", at)
			return
		}
	}
}

// canary sends the test alert to the post's holder and schedules the next one.
func (t Side) canary(e state.Due) {
	c := t.Plan.Clinic.Canary
	o := t.State.Office
	if o != nil {
		t.planCanary()
	}
	if o == nil || c == nil {
		t.Ignore("a test alert that nobody wants any more")
		return
	}
	o.Canary = &state.CanaryState{ID: e.Nominal.UTC().Format("20060102"), At: t.Now()}
	for _, s := range o.Staff {
		if string(s.Role) == c.Call {
			o.Canary.Waiting = append(o.Canary.Waiting, s)
			t.Tell(s.ID, state.Canary{ID: o.Canary.ID, At: t.Now()})
		}
	}
	if len(o.Canary.Waiting) == 0 {
		t.Ignore("a test alert for nobody")
		return
	}
	t.Wake(state.WakeCanary, "late", t.Now().Add(canaryPatience))
}

// canaryLate tells everybody else who has not answered the test alert, because a real one may not reach them either.
func (t Side) canaryLate() {
	o := t.State.Office
	if o == nil || o.Canary == nil {
		t.Ignore("a test alert that is over")
		return
	}
	for _, silent := range o.Canary.Waiting {
		t.Keep(record.Canary{To: silent.ID, Name: silent.Name})
		for _, s := range o.Staff {
			if s.ID != silent.ID {
				t.Tell(s.ID, state.CanaryMissed{Name: silent.Name, At: o.Canary.At})
			}
		}
	}
	o.Canary = nil
}

// canaryAnswered files that a test alert has reached a human.
func (t Side) canaryAnswered(from string, l state.CanaryAnswered) {
	o := t.State.Office
	if o == nil || o.Canary == nil || o.Canary.ID != l.ID {
		t.Ignore("a test alert that is over")
		return
	}
	n := slices.IndexFunc(o.Canary.Waiting, func(c state.Contact) bool { return c.ID == from })
	if n < 0 {
		t.Ignore("a test alert that was answered before")
		return
	}
	if !l.Away {
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
