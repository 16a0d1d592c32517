package safety

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// longestRing is how long a number with its time may be, in UTF-16 units.
const longestRing = 200

// leastDigits is how many digits a phone number has at least. A time of the day has fewer.
const leastDigits = 5

// askReach asks how the patient may be reached about an alert. Until they answer it is in this chat.
func (t Side) askReach(a *state.Alert, class state.Class) {
	a.ReachAsked, a.AskedAt = true, t.Now()
	t.Say(class, t.reachQuestion(), t.reachRows(a)...)
}

func (t Side) reachQuestion() string {
	key := map[bool]string{true: "reach.ask", false: "reach.ask_plain"}[t.Careful()]
	return t.Text(key, "name", t.First().Name)
}

func (t Side) reachRows(a *state.Alert) [][]state.Button {
	here := map[bool]string{true: "reach.note", false: "reach.here"}[t.Careful()]
	return [][]state.Button{
		turn.Row(turn.Button(t.Text(here), reachPress(a, state.ReachHere))),
		turn.Row(turn.Button(t.Text("reach.ring"), reachPress(a, state.ReachRing))),
		turn.Row(turn.Button(t.Text("reach.session"), reachPress(a, state.ReachSession))),
		turn.Row(turn.Button(t.Text("reach.not"), reachPress(a, state.ReachNot))),
		t.HelpRow(),
	}
}

func reachPress(a *state.Alert, how string) press.Press {
	return press.Choice{What: "reach", Value: how, More: turn.AlarmKey(a.ID)}
}

// reachAgain is the value of the button that asks once more.
const reachAgain = "again"

// ReachTapped takes the patient's wish about an alert, or asks again.
func (t Side) ReachTapped(e state.Tapped, how, key string) {
	a := t.alertKey(key)
	if a == nil || !a.Closed.IsZero() {
		t.Toast(e, "toast.old")
		return
	}
	switch how {
	case state.ReachHere, state.ReachSession, state.ReachNot:
		t.Toast(e, "")
		t.reachSaid(a, state.Reach{How: how})
		t.Edit(e.Message, t.reachDone(how), t.reachAgainRows(a)...)
	case state.ReachRing:
		t.Toast(e, "")
		t.DropSection()
		t.Await("reach:" + key)
		t.Edit(e.Message, t.Text("reach.ring_ask"), t.reachAgainRows(a)...)
	case reachAgain:
		t.Toast(e, "")
		t.Edit(e.Message, t.reachQuestion(), t.reachRows(a)...)
	default:
		t.Toast(e, "toast.old")
	}
}

// ReachTyped takes a text as the number to ring, and when. What has no number is not kept and asked for again; words of
// danger are answered apart, and the question stays.
func (t Side) ReachTyped(key string, text record.FreeText) bool {
	a := t.alertKey(key)
	if a == nil || !a.Closed.IsZero() {
		return false
	}
	ring, none := strings.TrimSpace(text.Reveal()), flows.Helpline{Number: text.Reveal()}.Dialled(leastDigits) == ""
	switch {
	case none && t.Plan.Mentions(ring):
		t.Await("reach:" + key)
	case none:
		t.Await("reach:" + key)
		t.Say(state.ClassReply, t.Text("reach.ring_none"), t.reachAgainRows(a)...)
	default:
		t.ringSaid(a, key, "", ring)
	}
	return true
}

// RingTyped adds a text to the number to ring that came just before: people write one thought in several messages.
func (t Side) RingTyped(key string, text record.FreeText) bool {
	a := t.alertKey(key)
	if !t.ringStands(a) {
		return false
	}
	t.ringSaid(a, key, a.Reach.Ring.Reveal(), strings.TrimSpace(text.Reveal()))
	return true
}

// ringStands tells whether a number to ring is kept of which more may be said.
func (t Side) ringStands(a *state.Alert) bool {
	return a != nil && a.Closed.IsZero() && a.Reach.How == state.ReachRing && !t.early(a.Reach)
}

// RingLeftOut takes away the last part of the number to ring. Whoever may have read it hears that there is something
// new to read. The first part is changed as a whole, as the rows offer.
func (t Side) RingLeftOut(e state.Tapped, key string) {
	a := t.alertKey(key)
	if !t.ringStands(a) || t.Parts().Count() < 2 {
		t.Toast(e, "toast.old")
		return
	}
	ring, ok := turn.Without(a.Reach.Ring.Reveal(), t.Parts().Last())
	if !ok {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.Parts().LeftOut()
	t.reachSaid(a, state.Reach{How: state.ReachRing, Ring: record.FreeText(ring)})
	t.Edit(e.Message, t.together(t.reachDone(state.ReachRing), a.Reach.Ring.Reveal()), t.ringRows(a)...)
}

// ringRows offer to leave out the last part, where there are several, and to change it all.
func (t Side) ringRows(a *state.Alert) [][]state.Button {
	return append(t.Parts().Rows(2), t.reachAgainRows(a)...)
}

// ringSaid keeps the number to ring with a part more, and takes what comes soon for the next.
func (t Side) ringSaid(a *state.Alert, key, before, part string) {
	ring := turn.Join(before, part)
	if flows.Units(ring) > longestRing {
		t.Await("reach:" + key)
		t.Say(state.ClassReply, t.Text("reach.ring_again"), t.HelpRow())
		return
	}
	t.reachSaid(a, state.Reach{How: state.ReachRing, Ring: record.FreeText(ring)})
	t.Parts().Took(turn.RingPart+key, len(part))
	t.Say(state.ClassReply, t.together(t.reachDone(state.ReachRing), a.Reach.Ring.Reveal()), t.ringRows(a)...)
}

// reachSaid keeps what the patient wishes and tells all in whose chats the alert stands that there is something new to
// read.
func (t Side) reachSaid(a *state.Alert, r state.Reach) {
	r.At = t.SaidAt()
	a.Reach, a.AskedAt = r, time.Time{}
	for _, id := range everybody(a) {
		t.Tell(id, state.ReachSaid{Alert: a.ID, At: r.At})
	}
}

func (t Side) reachDone(how string) string {
	if how == state.ReachHere && t.Careful() {
		return t.Text("reach.said_note")
	}
	return t.Text("reach.said_" + how)
}

func (t Side) reachAgainRows(a *state.Alert) [][]state.Button {
	return [][]state.Button{turn.Row(turn.Button(t.Text("share.change"), reachPress(a, reachAgain))), t.HelpRow()}
}

// ReachWanted is the question of somebody who may act on an alert. The patient is asked again, whatever they said
// before, unless the question is before them: then whoever asks hears since when.
func (t Side) ReachWanted(c state.Contact, l state.AskReach) {
	a := t.alertOf(l.Alert)
	if a == nil || !a.Closed.IsZero() {
		t.Ignore("an alert that is over")
		return
	}
	if !a.AskedAt.IsZero() && t.Now().Sub(a.AskedAt) < turn.QuestionLife {
		t.Tell(c.ID, state.ReachSaid{Alert: a.ID, At: a.AskedAt, Waits: true})
		return
	}
	t.askReach(a, state.ClassSafety)
}

// reachOf is how the patient may be reached about an alert, as those who act on it are shown. A number that was given
// before careful contact is kept back: then it is this chat until they say otherwise. A wish to be left in peace holds.
func (t Side) reachOf(a *state.Alert) state.Reach {
	r := a.Reach
	switch {
	case r.How == "" && a.ReachAsked:
		return state.Reach{How: state.ReachHere}
	case r.How == state.ReachRing && t.early(r):
		return state.Reach{How: state.ReachHere, At: r.At, Early: true}
	}
	r.Early = false
	return r
}

// alertKey finds a remembered alert by the name that buttons use.
func (t Side) alertKey(key string) *state.Alert {
	if t.State.Patient == nil {
		return nil
	}
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; turn.AlarmKey(a.ID) == key {
			return a
		}
	}
	return nil
}
