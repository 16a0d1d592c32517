// Package reply is the patient's side of replies: the texts that a clinic has approved, with which staff answer what
// patients share.
//
// Begin with Told, which takes the letters of those who reply. A reply is handed over; its sender can take it back
// until the time that they were told, and then it is gone. It is sent in the patient's waking hours, on a day that had
// none. Whether that is later, because a colleague replies as well, nobody is told. Due does both.
//
// TakeBack, at the beginning and the end of every turn, takes back what may not be sent any more, and what waits behind
// a note and may not be shown any more, whatever has changed. What is on its way to Telegram is asked for by Stands
// before it is handed over there, and comes back by Unarrived where it was not.
//
// It never quotes an answer, and knows none. Nothing counts the answers that had no reply.
package reply

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// Carrier carries replies to a patient in one turn.
type Carrier struct{ *turn.Turn }

// Told takes a letter of somebody who replies.
func (t Carrier) Told(from string, l state.Reply) {
	if t.State.Patient == nil || !t.May(from, state.RightLetters) {
		t.Ignore("a reply of somebody who is not linked")
		return
	}
	c, _ := t.State.Patient.Contact(from)
	switch l.Step {
	case state.ReplyAsk:
		t.asked(c, l)
	case state.ReplyHand:
		t.taken(c, l)
	case state.ReplyUndo:
		t.undone(c, l)
	default:
		t.Ignore("a step of a newer release")
	}
}

// Opened notes that somebody has opened the summary as it was at a time: only of what was shared before that can they
// say that they have looked.
func (t Carrier) Opened(by string, at time.Time) {
	if t.State.Patient == nil || !t.May(by, state.RightFacts) {
		return
	}
	r := &t.State.Patient.Replies
	r.Opened = t.lately(r.Opened)
	r.Opened[by] = t.Now()
	if !at.IsZero() && at.Before(t.Now()) {
		r.Opened[by] = at
	}
}

// actLife is how long what somebody has done counts for a reply.
const actLife = 7 * 24 * time.Hour

// lately is what counts still of what people have done.
func (t Carrier) lately(acts map[string]time.Time) map[string]time.Time {
	still := map[string]time.Time{}
	for by, at := range acts {
		if t.Now().Sub(at) <= actLife {
			still[by] = at
		}
	}
	return still
}

// asked says whether a reply can be sent, in which language, and from when.
func (t Carrier) asked(c state.Contact, l state.Reply) {
	if why := t.why(c, l.For, l.Note); why != "" {
		t.Tell(c.ID, state.Replied{What: state.ReplyRefused, Why: why})
		return
	}
	can := state.Replied{
		What: state.ReplyCan, For: l.For, Note: l.Note, Locale: t.LocaleFor(t.State.Locale), At: t.from(c.ID),
		Careful: t.Careful(), Day: t.nextFor(c),
	}
	if !can.Day.IsZero() {
		can.Zone = t.Zone().String()
	}
	t.Tell(c.ID, can)
}

// taken takes over a reply: it is gone at once, or waits. What is not the clinic's text, as the sender was shown it, is
// refused.
func (t Carrier) taken(c state.Contact, l state.Reply) {
	why, r := t.why(c, l.For, l.Note), &t.State.Patient.Replies
	text, known := t.chosen(l.For, l.Text)
	if why == "" && !known {
		why = state.ReplyChanged
	}
	if !text.NamesDay() {
		l.Day = time.Time{}
	} else if why == "" && (l.Day.IsZero() || !l.Day.Equal(t.nextFor(c))) {
		why = state.ReplyMoved
	}
	if why != "" {
		t.Tell(c.ID, state.Replied{What: state.ReplyRefused, Why: why, Message: l.Message})
		return
	}
	one := r.Sent
	one.End()
	one.Key, one.Text, one.For, one.By, one.From = turn.AlarmKey(t.Event.ID), l.Text, l.For, c, t.from(c.ID)
	one.Note, one.Day = l.Note, l.Day
	r.Queue = append(r.Queue, one)
	if one.From.After(t.Now()) {
		t.Wake(state.WakeReply, one.Key, one.From)
		t.Tell(c.ID, state.Replied{Key: one.Key, What: state.ReplyWaits, At: one.From, Message: l.Message})
		return
	}
	t.gone(len(r.Queue)-1, l.Message)
}

// undone takes a reply back because its sender wants that.
func (t Carrier) undone(c state.Contact, l state.Reply) {
	n := t.queued(l.Key)
	if n >= 0 && t.State.Patient.Replies.Queue[n].By.ID == c.ID && !t.State.Patient.Replies.Queue[n].Gone {
		t.back(n, state.ReplyByYou, l.Message)
		return
	}
	t.Tell(c.ID, state.Replied{Key: l.Key, What: state.ReplyTooLate, Message: l.Message})
}

// Due sends a reply whose time has come.
func (t Carrier) Due(key string) {
	n := t.queued(key)
	if n < 0 && t.owed(key) {
		return
	}
	if n < 0 {
		t.Ignore("no reply that waits")
		return
	}
	one := t.State.Patient.Replies.Queue[n]
	at := t.AfterQuiet() // the patient may be in another zone now
	switch {
	case one.Gone:
		t.next()
	case at.After(t.Now()):
		t.Wake(state.WakeReply, key, at)
	default:
		t.gone(n, 0)
	}
}

// gone lets a reply go: from now on its sender hears of it only if it does not arrive. So they read the same whether it
// is sent now or waits for a day that has none.
func (t Carrier) gone(n, message int) {
	r := &t.State.Patient.Replies
	one := &r.Queue[n]
	one.Gone, one.From = true, t.Now()
	r.Gone = t.lately(r.Gone)
	r.Gone[one.By.ID] = t.Now()
	t.tell(one.By.ID, one.Key, state.Replied{What: state.ReplySent, Message: message})
	t.next()
}

// next sends the first reply that is gone, if the day has had none, and has the others wait. What was sent before and
// waits to be read, or for Telegram, stays before it.
func (t Carrier) next() {
	r := &t.State.Patient.Replies
	for n, one := range r.Queue {
		if one.Gone && !t.free().After(t.Now()) {
			r.Queue = slices.Delete(r.Queue, n, n+1)
			if t.pending(r.Sent.Key) {
				r.Before = append(r.Before, r.Sent)
			}
			r.Sent = one
			t.send()
			break
		}
	}
	for _, one := range r.Queue {
		if one.Gone {
			t.Wake(state.WakeReply, one.Key, t.free())
		}
	}
}

// send sends the reply whose turn it is. In discreet mode and under careful contact it comes behind a note.
func (t Carrier) send() {
	p := t.State.Patient
	one := &p.Replies.Sent
	one.At, one.Behind = t.Now(), t.Discreet() || t.Careful()
	p.Replies.Last = t.Now()
	says := t.Plan.Wording(t.State.Locale).Says(one.Text, one.By.Name, t.Plan.Clinic.Name, t.date(one.Key))
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassPrompt, Text: t.Text("reply.comes", "name", one.By.Name, "reply", says),
		Buttons: [][]state.Button{t.HelpRow()}, Anchor: state.AnchorReply + one.Key, Until: t.until(),
	})
	t.Keep(record.Audit{By: one.By.ID, Deed: record.DeedSent, What: record.ChangeReply, Of: t.State.ID, Code: p.Code})
}

// tell tells the sender what has become of a reply. Whoever has no tie to the patient any more hears of it as well.
func (t Carrier) tell(to, key string, news state.Replied) {
	news.Key, news.Code = key, t.State.Patient.Code
	t.Tell(to, news)
}

// queued finds a reply that was handed over and not sent; -1 if there is none.
func (t Carrier) queued(key string) int {
	if t.State.Patient == nil {
		return -1
	}
	for n, one := range t.State.Patient.Replies.Queue {
		if one.Key == key {
			return n
		}
	}
	return -1
}

// approved reports whether a text is one of the clinic's in the patient's language, word for word.
func (t Carrier) approved(kind, text string) bool {
	_, known := t.chosen(kind, text)
	return known
}

// chosen finds the clinic's reply whose text in the patient's language this is.
func (t Carrier) chosen(kind, text string) (flows.Reply, bool) {
	all := t.Plan.Clinic.Approves(kind)
	n := slices.IndexFunc(all, func(one flows.Reply) bool {
		return text != "" && one.Texts[t.LocaleFor(t.State.Locale)] == text
	})
	if n < 0 {
		return flows.Reply{}, false
	}
	return all[n], true
}

// mostQueued is how many replies wait at most, to be sent or to be read. Beyond that none is possible, for a reason
// that nobody is told. A note holds more, so that none is lost there.
const mostQueued = 8

// why says why somebody cannot send a reply now; empty if they can.
func (t Carrier) why(c state.Contact, kind, note string) string {
	why, r, own := t.forbids(c, kind), t.State.Patient.Replies, false
	for _, one := range r.Queue {
		own = own || one.By.ID == c.ID && !one.Gone
	}
	switch {
	case why != "":
		return why
	case !t.answers(c, kind, note), len(r.Queue)+len(r.Before) >= mostQueued:
		return state.ReplyClosed
	case own:
		return state.ReplyQueued
	}
	return ""
}

// forbids says why a reply of somebody may be neither sent nor shown now; empty if it may. Who has no right to it is
// not told that the patient has left them out, nor who may not know of it that an alert is open.
func (t Carrier) forbids(c state.Contact, kind string) string {
	p := t.State.Patient
	_, away := t.LeaveAt(c.ID, t.Now())
	open := slices.ContainsFunc(p.Alerts, func(a state.Alert) bool { return a.Closed.IsZero() })
	switch {
	case away || p.Stand != nil && p.Clinician.ID == c.ID:
		return state.ReplyAway
	case !p.SetUp(), !t.May(c.ID, state.RightReply), kind == flows.ReplyToSummary && !t.May(c.ID, state.RightFacts):
		return state.ReplyClosed
	case len(t.Plan.Clinic.Approves(kind)) == 0:
		return state.ReplyOff
	case open:
		return t.toldTo(c, state.RightAct, state.ReplyAlert)
	case t.wish() != "": // it stands behind [Open] of the alert
		return t.toldTo(c, state.RightAct, t.wish())
	case p.PausedAt(t.Now()): // a summary shows it
		return t.toldTo(c, state.RightFacts, state.ReplyPaused)
	case t.State.Blocked:
		return state.ReplyLost
	}
	return ""
}

// toldTo is a reason as somebody may hear it: those without the right to know it hear only that no reply is possible.
func (t Carrier) toldTo(c state.Contact, right state.Right, why string) string {
	if !t.May(c.ID, right) {
		return state.ReplyClosed
	}
	return why
}

// wish is that the patient does not want to be contacted, or only in the session, as they said about an alert; empty if
// they did not. It holds as long after that alert as buttons about it work, and what they said later goes before.
func (t Carrier) wish() string {
	for _, a := range slices.Backward(t.State.Patient.Alerts) {
		switch {
		case a.Reach.How == "" || !a.Closed.IsZero() && t.Now().Sub(a.Closed) > turn.AlarmLife:
		case a.Reach.How == state.ReachSession || a.Reach.How == state.ReachNot:
			return a.Reach.How
		default:
			return ""
		}
	}
	return ""
}
