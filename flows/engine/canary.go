package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// canaryPatience is how long a test alert may stay without an answer before the others are told.
const canaryPatience = time.Hour

// officeBegun is a start of the bot: what the office does by the clock is planned, for the clinic's file may say
// something else than before. What became due while the bot was away is left to come now.
func (t *turn) officeBegun() {
	if t.state.ID != OfficeID || t.state.Office == nil {
		t.ignore("a start before anybody works here")
		return
	}
	if next := t.state.Office.CanaryNext; !next.IsZero() && !next.After(t.now()) {
		t.ignore("a test alert is due already")
		return
	}
	t.planCanary()
}

// planCanary asks for the next test alert, on the next day with duty hours.
func (t *turn) planCanary() {
	c := t.plan.Clinic.Canary
	t.state.Office.CanaryNext = time.Time{}
	if c == nil {
		t.forget(WakeCanary, "next")
		return
	}
	zone := t.plan.Clinic.Location()
	local := t.now().In(zone)
	for ahead := range 8 {
		day := time.Date(local.Year(), local.Month(), local.Day()+ahead, 0, 0, 0, 0, time.UTC)
		at := flows.Resolve(c.At.On(day), zone)
		if at.After(t.now()) && len(t.plan.Clinic.Hours[day.Weekday()]) > 0 {
			t.state.Office.CanaryNext = at
			t.wake(WakeCanary, "next", at)
			return
		}
	}
}

// canary sends the test alert to whoever holds the post, and plans the next one.
func (t *turn) canary(e Due) {
	c := t.plan.Clinic.Canary
	o := t.state.Office
	if o != nil {
		t.planCanary()
	}
	if o == nil || c == nil {
		t.ignore("a test alert that nobody wants any more")
		return
	}
	o.Canary = &CanaryState{ID: e.Nominal.UTC().Format("20060102"), At: t.now()}
	for _, s := range o.Staff {
		if string(s.Role) == c.Call {
			o.Canary.Waiting = append(o.Canary.Waiting, s)
			t.tell(s.ID, Canary{ID: o.Canary.ID, At: t.now()})
		}
	}
	if len(o.Canary.Waiting) == 0 {
		t.ignore("a test alert for nobody")
		return
	}
	t.wake(WakeCanary, "late", t.now().Add(canaryPatience))
}

// canaryLate tells everybody else who has not answered the test alert: a real one may not reach them either.
func (t *turn) canaryLate() {
	o := t.state.Office
	if o == nil || o.Canary == nil {
		t.ignore("a test alert that is over")
		return
	}
	for _, silent := range o.Canary.Waiting {
		t.keep(record.Canary{To: silent.ID, Name: silent.Name})
		for _, s := range o.Staff {
			if s.ID != silent.ID {
				t.tell(s.ID, CanaryMissed{Name: silent.Name, At: o.Canary.At})
			}
		}
	}
	o.Canary = nil
}

// canaryAnswered files that a test alert has reached its human.
func (t *turn) canaryAnswered(from string, l CanaryAnswered) {
	o := t.state.Office
	if o == nil || o.Canary == nil || o.Canary.ID != l.ID {
		t.ignore("a test alert that is over")
		return
	}
	n := slices.IndexFunc(o.Canary.Waiting, func(c Contact) bool { return c.ID == from })
	if n < 0 {
		t.ignore("a test alert that was answered before")
		return
	}
	if !l.Away {
		t.keep(record.Canary{To: from, Name: o.Canary.Waiting[n].Name, Answered: true, Minutes: int(t.now().Sub(o.Canary.At).Minutes())})
	}
	o.Canary.Waiting = slices.Delete(o.Canary.Waiting, n, n+1)
	if len(o.Canary.Waiting) == 0 {
		o.Canary = nil
		t.forget(WakeCanary, "late")
	}
}

// canaryShown shows the test alert on a clinician's phone, in the class of a real one. Whoever is away is not asked, and
// not named to the others as somebody whom nothing reaches.
func (t *turn) canaryShown(from string, l Canary) {
	if from != OfficeID || t.state.Desk == nil {
		t.ignore("a test alert for nobody")
		return
	}
	if t.away() {
		t.tell(OfficeID, CanaryAnswered{ID: l.ID, Away: true})
		return
	}
	t.say(ClassSafety, t.text("canary.alert", "time", t.clock(l.At)), row(button(t.text("canary.button"), "y:"+l.ID)))
}

// canaryTapped takes the answer.
func (t *turn) canaryTapped(e Tapped, id string) {
	if t.state.Desk == nil {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	t.tell(OfficeID, CanaryAnswered{ID: id})
	t.edit(e.Message, t.text("canary.done", "time", t.clock(t.now())))
}

// canaryMissed shows a colleague whom the test alert did not reach.
func (t *turn) canaryMissed(from string, l CanaryMissed) {
	if from != OfficeID || t.state.Desk == nil {
		t.ignore("news of a test alert for nobody")
		return
	}
	t.say(ClassReply, t.text("canary.missed", "name", l.Name, "time", t.clock(l.At)))
}
