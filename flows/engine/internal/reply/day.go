package reply

import (
	"slices"
	"time"

	"footing/flows/state"
)

// nextFor is the next appointment, as far as somebody may know of it and can name its day: whoever reads the patient's
// facts, and if it is still ahead when a reply of theirs goes. Zero: they cannot.
func (t Carrier) nextFor(c state.Contact) time.Time {
	next := t.State.Patient.Planned.After(t.Now())
	if !next.After(t.from(c.ID)) || !t.May(c.ID, state.RightFacts) {
		return time.Time{}
	}
	return next
}

// dayHolds reports whether the appointment whose day a reply names is still to come as it was, and on the day that the
// patient has read, where they have read one. A reply that names none holds.
func (t Carrier) dayHolds(day time.Time, named string) bool {
	if day.IsZero() {
		return true
	}
	planned := t.State.Patient.Planned.After(day.Add(-time.Second))
	return t.Now().Before(day) && planned.Equal(day) && (named == "" || named == t.local(day))
}

// local is the patient's date of a moment.
func (t Carrier) local(at time.Time) string { return t.LocalDay(at).Format(time.DateOnly) }

// date keeps a reply that is being sent until the appointment whose day it names is over, and returns that day in the
// patient's words; empty if it names none.
func (t Carrier) date(key string) string {
	r := &t.State.Patient.Replies
	if r.Sent.Key != key || r.Sent.Day.IsZero() {
		return ""
	}
	r.Sent.Named = t.local(r.Sent.Day)
	r.Dated = append(r.Dated, r.Sent)
	return t.DayFor(r.Sent.Day, t.Now(), t.State.Locale, t.State.Zone)
}

// undate tells the patient that a reply that they may have read does not hold any more, because the appointment whose
// day it names was changed, and forgets what is over.
func (t Carrier) undate() {
	r := &t.State.Patient.Replies
	for n := len(r.Dated) - 1; n >= 0; n-- {
		one := &r.Dated[n]
		unsent := one.Message == 0 && !one.Behind // its message may be on its way
		switch {
		case !t.Now().Before(one.Day) && !one.Owed, !t.State.Patient.SetUp(), unsent && t.Now().Sub(one.At) > triedFor:
			r.Dated = slices.Delete(r.Dated, n, n+1)
		case one.Told, one.Owed, unsent, t.State.Blocked, t.dayHolds(one.Day, one.Named):
		default:
			t.withdraw(n)
		}
	}
}

// withdraw says in the message of a reply that it does not hold any more. Where that cannot be read, or the reply was
// read behind a note, it is said anew.
func (t Carrier) withdraw(n int) {
	one := t.State.Patient.Replies.Dated[n]
	if one.Message != 0 {
		t.Add(state.Edit{
			Chat: t.State.Chat, Message: one.Message, Class: state.ClassReply, Text: t.moved(n),
			Buttons: [][]state.Button{t.HelpRow()}, Anchor: state.AnchorDated + one.Key,
		})
	}
	if one.Message != 0 && !t.Discreet() && !t.Careful() {
		t.told(n)
		return
	}
	t.sayMoved(n)
}

// sayMoved says in a message that a reply does not hold any more, by day.
func (t Carrier) sayMoved(n int) {
	one := &t.State.Patient.Replies.Dated[n]
	at := t.AfterQuiet()
	if one.Owed = at.After(t.Now()); one.Owed {
		t.Wake(state.WakeReply, one.Key, at)
		return
	}
	t.Say(state.ClassPrompt, t.moved(n), t.HelpRow())
	t.told(n)
}

// owed says what waited for the patient's waking hours; false if nothing did.
func (t Carrier) owed(key string) bool {
	p := t.State.Patient
	if p == nil {
		return false
	}
	n := p.Replies.DatedAt(key)
	if n < 0 || !p.Replies.Dated[n].Owed {
		return false
	}
	t.sayMoved(n)
	return true
}

// moved are the words that a reply does not hold any more.
func (t Carrier) moved(n int) string {
	p := t.State.Patient
	one := p.Replies.Dated[n]
	day, _ := time.Parse(time.DateOnly, one.Named)
	return t.Text("reply.day_moved", "name", one.By.Name, "day", t.NominalDate(day), "next", t.NextWords(p.Planned))
}

// told tells the sender of a reply, once, that the patient hears that it does not hold any more. Whoever was left out
// since, or has no tie any more, hears nothing of appointments.
func (t Carrier) told(n int) {
	one := &t.State.Patient.Replies.Dated[n]
	if !one.Told && t.May(one.By.ID, state.RightReply) {
		t.tell(one.By.ID, one.Key, state.Replied{What: state.ReplyWithdrawn, Why: state.ReplyMoved})
	}
	one.Told = true
}

// Arrived keeps the message of a reply that names a day.
func (t Carrier) Arrived(key string, message int) {
	if t.State.Patient == nil {
		return
	}
	r := &t.State.Patient.Replies
	if n := r.DatedAt(key); n >= 0 && !r.Dated[n].Behind {
		r.Dated[n].Message = message
	}
}

// Unchanged takes it that the message of a reply could not be changed: the patient has removed it.
func (t Carrier) Unchanged(key string) {
	if t.State.Patient == nil || t.State.Patient.Replies.DatedAt(key) < 0 {
		t.Ignore("a reply that is over")
		return
	}
	t.sayMoved(t.State.Patient.Replies.DatedAt(key))
}

// unsent takes it that a reply that names a day was not sent. Where it may not be sent any more, because of its day,
// that is told, and true returned.
func (t Carrier) unsent(key string) bool {
	r := &t.State.Patient.Replies
	n := r.DatedAt(key)
	if n < 0 || r.Dated[n].Message != 0 || r.Dated[n].Behind {
		return false
	}
	one := r.Dated[n]
	r.Dated = slices.Delete(r.Dated, n, n+1)
	if t.dayHolds(one.Day, one.Named) {
		return false
	}
	t.end(key)
	t.tell(one.By.ID, key, state.Replied{What: state.ReplyBack, Why: state.ReplyMoved})
	return true
}
