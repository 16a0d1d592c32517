package safety

import (
	"slices"
	"strings"

	"footing/flows/state"
)

// An alert must always be with somebody whom Telegram has brought it and who may act on it. Where the last of them
// goes, the ladder does not wait for its next step.

// Unreached handles a person whom the alarm cannot reach. The next person of the ladder who was not yet called is
// called at once, whatever the hour. If there is none, the patient is told the truth.
func (t Side) Unreached(c state.Contact, l state.Unreached) {
	a := t.alertOf(l.Alert)
	if a == nil || !a.Seen.IsZero() {
		t.Ignore("an alert that is seen")
		return
	}
	switch {
	case !t.May(c.ID, state.RightAct): // they have left
		a.Called = without(a.Called, c.ID)
	case slices.Contains(a.Called, c.ID):
		a.Unreached = append(without(a.Unreached, c.ID), c.ID)
	}
	t.callAbsent(a, c.ID)
	t.pageUnreached(a, c)
	n, before := t.freshStep(a, c.ID), len(a.Called)
	if n >= 0 {
		t.take(a, n)
		t.sayPassedOn(a, c, before)
	} else {
		t.callAway(a)
	}
	t.tookEarly(a, n)
}

// callAbsent calls the clinician on leave where the stand-in does not get the alarm.
func (t Side) callAbsent(a *state.Alert, gone string) {
	p := t.State.Patient
	if p.Stand != nil && gone == p.Stand.ID && !slices.Contains(a.Called, p.Clinician.ID) &&
		t.May(p.Clinician.ID, state.RightCalled) {
		t.call(a, p.Clinician, state.Alarm{})
	}
}

// callAway calls those who are away, where an alert has reached nobody else.
func (t Side) callAway(a *state.Alert) {
	if len(t.othersReached(a)) > 0 {
		return
	}
	for _, c := range append(t.With(state.RightCalled), t.State.Patient.Clinician) {
		if t.IsAway(c.ID) && !slices.Contains(a.Called, c.ID) && t.May(c.ID, state.RightCalled) {
			t.call(a, c, state.Alarm{})
		}
	}
}

// othersReached lists those whom an alert has reached but for the clinician and whoever is away.
func (t Side) othersReached(a *state.Alert) []state.Contact {
	return slices.DeleteFunc(t.reached(a), func(c state.Contact) bool {
		return t.IsAway(c.ID) || c.ID == t.State.Patient.Clinician.ID
	})
}

// tookEarly goes on after a step that was taken before its time. If there was none to take, the patient is told that
// nobody has the alert.
func (t Side) tookEarly(a *state.Alert, n int) {
	if tell := n < 0 || t.Plan.Clinic.Ladder.Steps[n].Tell; tell && !a.Told {
		t.nobody(a)
	}
	if n >= 0 {
		t.climb(a)
		return
	}
	t.callAt(a, t.nextCall(a))
}

// Relieve tells a person whom the patient has excluded that the open alerts are not with them any more. They can no
// longer act on them and must not believe that they have.
func (t Side) Relieve(id string) {
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.Closed.IsZero() && slices.Contains(everybody(a), id) {
			t.Tell(id, state.Relieved{Alert: a.ID})
		}
	}
}

// everybody lists the ids of all in whose chats an alert stands, whenever they were called. Whatever ends or changes
// what they may do about it, they hear.
func everybody(a *state.Alert) []string {
	all := slices.Clone(a.Called)
	for _, id := range a.Earlier {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}

// PassOn takes those who cannot act on an open alert any more off it: they were excluded, or have no place on the
// ladder now. If nobody is left whom it has reached, or only the clinician who is away, it goes on to the next person
// at once. It runs on the result of every turn, so no way of going can be missed.
func (t Side) PassOn() {
	p := t.State.Patient
	if p == nil {
		return
	}
	for n := range p.Alerts {
		a := &p.Alerts[n]
		if !a.Closed.IsZero() {
			continue
		}
		left := func(id string) bool { return !t.May(id, state.RightAct) }
		gone := slices.DeleteFunc(slices.Clone(a.Called), func(id string) bool { return !left(id) })
		a.Called, a.Earlier = slices.DeleteFunc(a.Called, left), slices.DeleteFunc(a.Earlier, left)
		if a.Seen.IsZero() && (len(gone) > 0 && len(t.reached(a)) == 0 || t.withAbsent(a)) {
			t.passOn(a, gone)
		}
	}
}

// withAbsent tells whether an alert has reached nobody but people who are away, and somebody who is there was not
// called yet.
func (t Side) withAbsent(a *state.Alert) bool {
	reached := t.reached(a)
	there := func(c state.Contact) bool { return !t.IsAway(c.ID) }
	return len(reached) > 0 && !slices.ContainsFunc(reached, there) && t.SomebodyThere() && t.freshStep(a, "") >= 0
}

func (t Side) passOn(a *state.Alert, gone []string) {
	before := len(a.Called)
	for _, id := range gone {
		t.callAbsent(a, id)
	}
	next := t.freshStep(a, "")
	if next >= 0 {
		t.take(a, next)
	} else {
		t.callAway(a)
	}
	t.saySent(a, before)
	t.tookEarly(a, next)
}

// reached lists those who were called about an alert, may act on it, and whom Telegram has brought it as far as is
// known.
func (t Side) reached(a *state.Alert) []state.Contact {
	return slices.DeleteFunc(t.With(state.RightAct), func(c state.Contact) bool { return !hasReached(a, c.ID) })
}

func hasReached(a *state.Alert, id string) bool {
	return slices.Contains(a.Called, id) && !slices.Contains(a.Unreached, id)
}

// oneReached names one person whom an alert has reached, the first on the ladder if it has reached them. Empty: nobody.
func (t Side) oneReached(a *state.Alert) string {
	reached := t.reached(a)
	for _, c := range reached {
		if c.ID == t.First().ID {
			return c.Name
		}
	}
	if len(reached) == 0 {
		return ""
	}
	return reached[0].Name
}

// sayPassedOn corrects what the patient read about who got the alert: it was sent to others in somebody's place.
func (t Side) sayPassedOn(a *state.Alert, c state.Contact, before int) {
	if next := t.namesOf(a.Called[before:]); next != "" {
		t.Say(state.ClassSafety, t.Text("safety.passed_on", "name", c.Name, "next", next, "numbers", t.Numbers()),
			t.HelpRow())
	}
}

// saySent tells the patient to whom an alert was sent after those who had it have gone.
func (t Side) saySent(a *state.Alert, before int) {
	if next := t.namesOf(a.Called[before:]); next != "" {
		t.Say(state.ClassSafety, t.withAway(t.Text("safety.told", "name", next))+"\n\n"+t.numbersNow(), t.HelpRow())
	}
}

// numbersNow are the clinic's numbers and, if nobody is there to read, when somebody is.
func (t Side) numbersNow() string {
	if t.Attended() {
		return t.Text("safety.numbers", "numbers", t.Numbers())
	}
	return t.Text("safety.off_duty", "when", t.Clock(t.AttendedFrom()), "numbers", t.Numbers())
}

// namesOf names the people with the given ids.
func (t Side) namesOf(ids []string) string {
	var names []string
	for _, id := range ids {
		if c, ok := t.State.Patient.Contact(id); ok {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

func without(ids []string, id string) []string {
	return slices.DeleteFunc(ids, func(other string) bool { return other == id })
}
