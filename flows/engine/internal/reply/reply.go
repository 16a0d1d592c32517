// Package reply is the patient's side of replies: the texts that a clinic has approved, with which staff answer what
// patients share.
//
// Begin with Told, which takes the letters of those who reply. A reply waits in the state until the patient is awake
// and had none that day; Due sends it. TakeBack, at the end of every turn, takes back one that waits and may not be
// sent any more, whatever has changed.
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

// anchor begins the anchor of a reply's message.
const anchor = "reply:"

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

// asked says whether a reply can be sent, in which language, and when it would arrive.
func (t Carrier) asked(c state.Contact, l state.Reply) {
	why := t.why(c, l.For)
	if why == "" && t.State.Patient.Replies.Waits() {
		why = state.ReplyQueued
	}
	if why != "" {
		t.Tell(c.ID, state.Replied{What: state.ReplyRefused, Why: why})
		return
	}
	t.Tell(c.ID, state.Replied{
		What: state.ReplyCan, For: l.For, Locale: t.LocaleFor(t.State.Locale), At: t.arrives(), Careful: t.Careful(),
	})
}

// taken takes over a reply: it is sent at once, or waits. What is not the clinic's text, as the sender was shown it, is
// refused.
func (t Carrier) taken(c state.Contact, l state.Reply) {
	why, r := t.why(c, l.For), &t.State.Patient.Replies
	switch {
	case why != "":
	case r.Waits():
		why = state.ReplyQueued
	case !t.approved(l.For, l.Text):
		why = state.ReplyChanged
	}
	if why != "" {
		t.Tell(c.ID, state.Replied{What: state.ReplyRefused, Why: why, Message: l.Message})
		return
	}
	r.Key, r.Text, r.For, r.By = turn.AlarmKey(t.Event.ID), l.Text, l.For, c
	r.At, r.Sent = t.Now(), time.Time{}
	if at := t.arrives(); at.After(t.Now()) {
		t.Wake(state.WakeReply, r.Key, at)
		t.Tell(c.ID, state.Replied{Key: r.Key, What: state.ReplyWaits, At: at, Message: l.Message})
		return
	}
	t.send(l.Message)
}

// undone takes a reply back because its sender wants that.
func (t Carrier) undone(c state.Contact, l state.Reply) {
	if r := t.State.Patient.Replies; r.Waits() && r.Key == l.Key && r.By.ID == c.ID {
		t.back(state.ReplyByYou, l.Message)
		return
	}
	t.Tell(c.ID, state.Replied{Key: l.Key, What: state.ReplyTooLate, Message: l.Message})
}

// Due sends a reply that has waited.
func (t Carrier) Due(key string) {
	t.TakeBack()
	if !t.waits() || t.State.Patient.Replies.Key != key {
		t.Ignore("no reply that waits")
		return
	}
	if at := t.arrives(); at.After(t.Now()) { // the patient is in another zone now
		t.Wake(state.WakeReply, key, at)
		return
	}
	t.send(0)
}

// send sends the reply, and says so to its sender. In discreet mode and under careful contact it comes behind a note,
// which has no anchor of its own: Lost knows about it.
func (t Carrier) send(message int) {
	p := t.State.Patient
	r := &p.Replies
	r.Sent, r.Last = t.Now(), t.Now()
	says := t.Plan.Wording(t.State.Locale).Says(r.Text, r.By.Name, t.Plan.Clinic.Name)
	say := state.Say{
		Chat: t.State.Chat, Class: state.ClassPrompt, Text: t.Text("reply.comes", "name", r.By.Name, "reply", says),
		Buttons: [][]state.Button{t.HelpRow()},
	}
	if !t.Discreet() && !t.Careful() {
		say.Anchor = anchor + r.Key
	}
	t.Add(say)
	t.Keep(record.Audit{By: r.By.ID, Deed: record.DeedSent, What: record.ChangeReply, Of: t.State.ID, Code: p.Code})
	t.tell(state.Replied{What: state.ReplySent, At: t.Now(), Message: message})
}

// TakeBack takes back a reply that waits and may not be sent any more: its sender has left, is away or was left out, an
// alert is open, the clinic has changed its texts, or the patient shares no more.
func (t Carrier) TakeBack() {
	if !t.waits() {
		return
	}
	r := t.State.Patient.Replies
	why := t.why(r.By, r.For)
	if why == "" && !t.approved(r.For, r.Text) {
		why = state.ReplyChanged
	}
	if why != "" {
		t.back(why, 0)
	}
}

// Over takes back what waits of somebody who has everything removed.
func (t Carrier) Over() {
	if t.waits() {
		t.back(state.ReplyClosed, 0)
	}
}

func (t Carrier) back(why string, message int) {
	t.Forget(state.WakeReply, t.State.Patient.Replies.Key)
	t.tell(state.Replied{What: state.ReplyBack, Why: why, Message: message})
	t.over()
}

// Unarrived tells the sender that a reply did not arrive.
func (t Carrier) Unarrived(key string) {
	p := t.State.Patient
	if p == nil || key == "" || p.Replies.Key != key || p.Replies.Sent.IsZero() {
		t.Ignore("a reply that is over")
		return
	}
	t.tell(state.Replied{What: state.ReplyUnarrived, At: p.Replies.Sent})
	t.over()
}

// over forgets a reply, but for the day of the last.
func (t Carrier) over() {
	r := &t.State.Patient.Replies
	r.Key, r.Text, r.For, r.By = "", "", "", state.Contact{}
	r.At, r.Sent = time.Time{}, time.Time{}
}

// lostWith is how soon after a reply somebody is lost with whom it then did not arrive.
const lostWith = 10 * time.Minute

// Lost tells the sender of a reply behind a note that it did not arrive: nothing reaches the patient any more.
func (t Carrier) Lost() {
	p := t.State.Patient
	if p == nil || p.Replies.Sent.IsZero() || t.Now().Sub(p.Replies.Sent) > lostWith || !t.Discreet() && !t.Careful() {
		return
	}
	t.Unarrived(p.Replies.Key)
}

// tell tells the sender what has become of the reply, while they are linked.
func (t Carrier) tell(news state.Replied) {
	r := t.State.Patient.Replies
	if news.Key = r.Key; t.May(r.By.ID, state.RightLetters) {
		t.Tell(r.By.ID, news)
		return
	}
	t.Ignore("a reply of somebody who has left")
}

// waits reports whether there is a patient for whom a reply waits.
func (t Carrier) waits() bool { return t.State.Patient != nil && t.State.Patient.Replies.Waits() }

// approved reports whether a text is one of the clinic's in the patient's language, word for word.
func (t Carrier) approved(kind, text string) bool {
	return text != "" && slices.ContainsFunc(t.Plan.Clinic.Approves(kind), func(one flows.Reply) bool {
		return one.Texts[t.LocaleFor(t.State.Locale)] == text
	})
}

// arrives is when a reply is sent that is handed over now: when the patient is awake, on a day that had none.
func (t Carrier) arrives() time.Time {
	at := t.AfterQuiet()
	last := t.State.Patient.Replies.Last
	if last.IsZero() || t.LocalDay(at).After(t.LocalDay(last)) {
		return at
	}
	return t.QuietUntil(flows.Resolve(t.LocalDay(last).AddDate(0, 0, 1), t.Zone()))
}

// why says why somebody cannot send a reply now; empty if they can. Who has no right to it is not told that the patient
// has left them out, nor who may not know of it that an alert is open.
func (t Carrier) why(c state.Contact, kind string) string {
	p := t.State.Patient
	_, away := t.AwayUntil(c.ID)
	open := slices.ContainsFunc(p.Alerts, func(a state.Alert) bool { return a.Closed.IsZero() })
	switch {
	case away || p.Stand != nil && p.Clinician.ID == c.ID:
		return state.ReplyAway
	case !p.SetUp(), !t.May(c.ID, state.RightReply):
		return state.ReplyClosed
	case len(t.Plan.Clinic.Approves(kind)) == 0:
		return state.ReplyOff
	case open && t.May(c.ID, state.RightAct):
		return state.ReplyAlert
	case open, !t.answers(c, kind):
		return state.ReplyClosed
	case t.State.Blocked:
		return state.ReplyLost
	}
	return ""
}

// answers reports whether somebody has what a reply of this kind answers: a summary that they may read, or an alert
// after which they have spoken with the patient.
func (t Carrier) answers(c state.Contact, kind string) bool {
	switch kind {
	case flows.ReplyToSummary:
		return t.May(c.ID, state.RightFacts)
	case flows.ReplyAfterContact:
		return slices.ContainsFunc(t.State.Patient.Alerts, func(a state.Alert) bool {
			return a.Ended.By == c.ID && a.Ended.Act == record.Contact && t.Now().Sub(a.Closed) <= turn.AlarmLife
		})
	default:
		return kind == flows.ReplyToAnswer
	}
}
