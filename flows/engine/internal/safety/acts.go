package safety

import (
	"slices"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// Acted files what a clinician did with an alert. The first "seen" stops the calls and is shown to the patient. A
// second "seen" is filed too, and its sender learns who was first. Without "contact made" or "handled elsewhere" the
// alert is called out again after a while. An act covers only the evidence that its actor had been shown.
func (t Side) Acted(c state.Contact, l state.Acted) {
	a := t.alertOf(l.Alert)
	if a == nil {
		t.Ignore("an alert that is over")
		return
	}
	t.Spoken = l.At
	if l.Less > 0 {
		t.remarkLeftOut(a, c, l)
		return
	}
	t.Keep(record.Acknowledgement{
		Alert: a.ID, Short: a.Short, By: c.ID, Name: c.Name, Act: l.Act, Reason: l.Reason, Note: l.Note,
		Next: l.Next, Older: a.Closed.IsZero() && l.Act != record.Noted && a.Newer(l),
	})
	switch l.Act {
	case record.Seen:
		if !a.Seen.IsZero() {
			t.tellSeen(a, c.ID, true)
			return
		}
		if a.Newer(l) {
			t.staysOpen(a, c)
			return
		}
		t.seen(a, c, l)
	case record.Contact, record.Elsewhere:
		if a.Closed.IsZero() && a.Newer(l) {
			t.staysOpen(a, c)
			t.settle(a, c, l, true)
			return
		}
		if a.Seen.IsZero() {
			t.markSeen(a, c, l.At)
		}
		if a.Closed.IsZero() {
			if l.Act == record.Contact {
				t.Say(state.ClassSafety, t.Text("safety.contact", "name", c.Name, "time", t.Clock(l.At)), t.HelpRow())
			}
			a.Closed, a.Pause = t.Now(), time.Time{}
			a.Ended = state.Settled{Alert: a.ID, Act: l.Act, Reason: l.Reason, Name: c.Name, At: l.At, By: c.ID}
			t.Forget(state.WakeCall, a.ID)
			if l.Reason == record.Mistake { // there is nothing to follow up
				t.Forget(state.WakeFollow, followToday+a.ID)
				t.Forget(state.WakeFollow, followTomorrow+a.ID)
			}
			t.Milestone(a.ID, a.At, turn.StepOf(l.Act))
		}
		t.settle(a, c, l, false)
	case record.NoAnswer:
		t.tried(a, c, l)
	case record.Noted:
		a.Remarks = noted(a.Remarks, c, l)
	case record.Reopened:
	}
}

// staysOpen keeps an alert open for evidence that the actor had not been shown. The calls continue where they stand. An
// actor who had not been called is called about the rest.
func (t Side) staysOpen(a *state.Alert, c state.Contact) {
	if a.Seen.IsZero() {
		t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened}) // because the filed act would make it look seen
	}
	if slices.Contains(a.Called, c.ID) {
		return
	}
	t.call(a, c, state.Alarm{More: true})
	if !a.Seen.IsZero() {
		t.tellSeen(a, c.ID, true)
	}
}

// markSeen makes somebody the one who has seen the alert and must say what came of it. They pressed at a time that may
// lie before this turn, and that people are told.
func (t Side) markSeen(a *state.Alert, c state.Contact, pressed time.Time) {
	a.Seen, a.SeenBy, a.SeenID, a.Pressed = t.Now(), c.Name, c.ID, pressed
	if !slices.Contains(everybody(a), c.ID) {
		a.Earlier = append(a.Earlier, c.ID)
	}
	if !a.EverSeen {
		a.EverSeen = true
		t.Milestone(a.ID, a.At, record.StepSeen)
	}
}

// seen stops the calling and shows the patient who has seen the alert, and when.
func (t Side) seen(a *state.Alert, c state.Contact, l state.Acted) {
	t.markSeen(a, c, l.At)
	t.Wake(state.WakeCall, a.ID, t.Plan.Clinic.AfterDuty(t.Now(), t.Plan.Clinic.Ladder.Reopen))
	t.Say(state.ClassSafety, t.Text("safety.seen", "name", c.Name, "time", t.Clock(l.At)), t.HelpRow())
	t.settle(a, c, l, false)
}

// settle tells the others in whose chats the alert stands what one of them did, and whether it stays open for newer
// evidence.
func (t Side) settle(a *state.Alert, c state.Contact, l state.Acted, open bool) {
	for _, id := range everybody(a) {
		if id != c.ID {
			t.Tell(id, state.Settled{
				Alert: a.ID, Act: l.Act, Reason: l.Reason, Name: c.Name, At: l.At, Open: open, Next: l.Next,
				Heard: !open && heard(a, id, c.ID, l.Act, l.At),
			})
		}
	}
}
