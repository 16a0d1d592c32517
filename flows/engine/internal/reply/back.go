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
		if why := t.stopped(r.Queue[n].By, r.Queue[n].For, r.Queue[n].Text, r.Queue[n].Note); why != "" {
			t.back(n, why, 0)
		}
	}
	if !t.unopened() {
		return
	}
	if why := t.stopped(r.Sent.By, r.Sent.For, r.Sent.Text, r.Sent.Note); why != "" && why != state.ReplyLost {
		r.Sent.End()
	}
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
	r.Opened, r.Gone, r.Last = nil, nil, time.Time{}
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

// Unarrived tells the sender that a reply did not arrive.
func (t Carrier) Unarrived(key string) {
	p := t.State.Patient
	if p == nil || key == "" || p.Replies.Sent.Key != key || p.Replies.Sent.Behind && !t.unopened() {
		t.Ignore("a reply that is over")
		return
	}
	one := &p.Replies.Sent
	t.tell(one.By.ID, one.Key, state.Replied{What: state.ReplyUnarrived, At: one.From})
	one.End() // it is not shown later
}

// Lost tells the sender of a reply behind a note that it did not arrive, because that note did not: nothing reaches the
// patient any more. A note that has arrived can still be opened.
func (t Carrier) Lost() {
	if p := t.State.Patient; p != nil && t.unopened() && p.Held.Message == 0 {
		t.Unarrived(p.Replies.Sent.Key)
	}
}

// unopened reports whether the reply that was sent last waits behind a note.
func (t Carrier) unopened() bool {
	p := t.State.Patient
	return p.Replies.Sent.Key != "" && p.Held != nil && slices.ContainsFunc(p.Held.Parts, func(part state.Part) bool {
		return part.Reply == p.Replies.Sent.Key
	})
}
