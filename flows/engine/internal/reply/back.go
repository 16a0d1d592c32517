package reply

import (
	"slices"
	"time"

	"footing/flows/state"
)

// TakeBack takes back replies that may not be sent any more: their sender has left, is away or was left out, an alert
// is open, the clinic has changed its texts, or the patient shares no more, or something that the sender has not seen.
// What waits behind a note for one of these reasons is not shown any more, and nobody is told: that would say that it
// had not been read.
func (t Carrier) TakeBack() {
	if t.State.Patient == nil {
		return
	}
	r := &t.State.Patient.Replies
	for n := len(r.Queue) - 1; n >= 0; n-- {
		one := r.Queue[n]
		why := t.stopped(one.By, one.For, one.Text, one.Note)
		if why == "" && !t.dayHolds(one.Day, one.Named) {
			why = state.ReplyMoved
		}
		if why != "" {
			t.back(n, why, 0)
		}
	}
	for n := len(r.Before) - 1; n >= 0; n-- {
		key := r.Before[n].Key
		if t.takeBack(key); !t.pending(key) {
			r.Before = slices.Delete(r.Before, n, n+1)
		}
	}
	t.takeBack(r.Sent.Key)
	t.undate()
}

// takeBack takes back a reply that was sent, as far as nobody can have read it: it is not handed over to Telegram any
// more, and not shown from behind a note.
func (t Carrier) takeBack(key string) {
	if !t.pending(key) {
		return
	}
	one, _ := t.State.Patient.Replies.Find(key)
	why := t.stopped(one.By, one.For, one.Text, one.Note)
	if why != "" && why != state.ReplyLost || !t.dayHolds(one.Day, one.Named) {
		t.end(key)
	}
}

// end forgets a reply that was sent: nothing can become of it any more.
func (t Carrier) end(key string) {
	r := &t.State.Patient.Replies
	if r.Sent.Key == key {
		r.Sent.End()
	}
	for n := range r.Before {
		if r.Before[n].Key == key {
			r.Before[n].End()
		}
	}
	if n := r.DatedAt(key); n >= 0 && r.Dated[n].Behind { // nobody has read it
		r.Dated = slices.Delete(r.Dated, n, n+1)
	}
}

// pending reports whether something can still become of a reply that was sent: it waits behind a note, or it is so
// young that it may still wait for Telegram.
func (t Carrier) pending(key string) bool {
	one, known := t.State.Patient.Replies.Find(key)
	if !known || one.Behind {
		return known && t.unopened(key)
	}
	return t.Now().Sub(one.At) <= triedFor
}

// Stands reports whether a reply that was sent may be handed over to Telegram, now that this is about to be done.
func (t Carrier) Stands(key string) bool {
	p := t.State.Patient
	if p == nil {
		return false
	}
	one, known := p.Replies.Find(key)
	if !known {
		return false
	}
	why := t.stopped(one.By, one.For, one.Text, one.Note)
	// whether it arrives, Telegram says
	return (why == "" || why == state.ReplyLost) && t.dayHolds(one.Day, one.Named)
}

// stopped says why a reply may not be sent or shown any more.
func (t Carrier) stopped(by state.Contact, kind, text, note string) string {
	why := t.forbids(by, kind)
	switch {
	case why != "":
		return why
	case !t.approved(kind, text):
		return state.ReplyChanged
	case !t.looked(by, kind, note):
		return state.ReplyClosed
	}
	return ""
}

// Over takes back what waits of somebody who has everything removed.
func (t Carrier) Over() {
	r := &t.State.Patient.Replies
	for n := len(r.Queue) - 1; n >= 0; n-- {
		t.back(n, state.ReplyClosed, 0)
	}
	r.Sent.End()
	r.Opened, r.Gone, r.Last, r.Before, r.Dated = nil, nil, time.Time{}, nil, nil
}

// back takes back a reply that was not sent. Of one that is gone its sender hears nothing: it
// waited for a colleague's, and was said to be taken back unheard.
func (t Carrier) back(n int, why string, message int) {
	r := &t.State.Patient.Replies
	one := r.Queue[n]
	r.Queue = slices.Delete(r.Queue, n, n+1)
	t.Forget(state.WakeReply, one.Key)
	if !one.Gone {
		t.tell(one.By.ID, one.Key, state.Replied{What: state.ReplyBack, Why: why, Message: message})
	}
}

// Unarrived takes it that a reply did not arrive. One that has only waited too long is sent again, as long as it may
// be; of any other the sender hears.
func (t Carrier) Unarrived(key string, late bool) {
	p := t.State.Patient
	if p != nil && t.unsent(key) {
		return
	}
	if p == nil || !t.pending(key) {
		t.Ignore("a reply that is over")
		return
	}
	one, _ := p.Replies.Find(key)
	switch {
	case one.Behind && len(p.Held.Parts) > 1:
		t.Ignore("a reply that waits behind a newer note")
	case late && t.Now().Sub(one.From) <= triedFor:
		t.end(key) // it is not shown from behind the old note
		one.At, one.Behind, one.Named = time.Time{}, false, ""
		p.Replies.Queue = slices.Insert(p.Replies.Queue, 0, one)
		p.Replies.Last = time.Time{} // the day has had none
		t.Wake(state.WakeReply, key, t.QuietUntil(t.Now().Add(retryAfter)))
	default:
		t.fail(key)
	}
}

// fail ends a reply that was sent and does not arrive, if it is known still, and tells its sender.
func (t Carrier) fail(key string) {
	if one, known := t.State.Patient.Replies.Find(key); known {
		t.tell(one.By.ID, one.Key, state.Replied{What: state.ReplyUnarrived, At: one.From})
		t.end(key) // it is not shown later
	}
}

// Lost tells the senders of replies behind a note that they did not arrive, because that note did not: nothing reaches
// the patient any more. A note that has arrived can still be opened.
func (t Carrier) Lost() {
	p := t.State.Patient
	if p == nil || p.Held == nil || p.Held.Message != 0 {
		return
	}
	for _, part := range p.Held.Parts {
		t.fail(part.Reply)
	}
}

// unopened reports whether a reply waits behind a note.
func (t Carrier) unopened(key string) bool {
	p := t.State.Patient
	return key != "" && p.Held != nil && slices.ContainsFunc(p.Held.Parts, func(part state.Part) bool {
		return part.Reply == key
	})
}
