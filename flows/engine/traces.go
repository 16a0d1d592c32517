package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
)

// Trace is a message of the bot in a patient's chat, remembered as long as Telegram lets a bot remove it, and not longer.
type Trace struct {
	Message int       `json:"message"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Over    bool      `json:"over,omitempty"` // it reads "Done" already
}

// The kinds of traces. A note's names what it holds: "held:" and its id.
const (
	tracePlain    = "plain"
	traceSafety   = "safety"   // stands while an alert is open
	traceKeyboard = "keyboard" // carries the help button under the text field, which would go with it
	traceFixed    = "fixed"    // a card or a file: it can be removed, not changed
	traceHeld     = "held"
)

const (
	removable  = 48 * time.Hour // Telegram's limit
	tidyAfter  = 24 * time.Hour // in discreet mode messages are removed when they are so old
	mostTraces = 100            // of a chat; as many as one call removes
)

// overAfter is how long after the patient did something what is over reads "Done" in discreet mode.
const overAfter = 10 * time.Minute

// The keys of WakeTidy, and the slot of what was asked for by /tidy.
const (
	tidyOver = "over"
	tidyOld  = "old"
	slotTidy = "tidy"
)

// trace remembers a message that has arrived.
func (t *turn) trace(e Sent) {
	if e.Trace == "" {
		return
	}
	kind, held, _ := strings.Cut(e.Trace, ":")
	if kind == traceKeyboard { // from now on the one before it can go
		for n := range t.state.Traces {
			if t.state.Traces[n].Kind == traceKeyboard {
				t.state.Traces[n].Kind = traceFixed
			}
		}
	}
	t.state.Traces = slices.DeleteFunc(t.state.Traces, func(tr Trace) bool {
		return tr.Kind != traceKeyboard && t.now().Sub(tr.At) >= removable
	})
	t.state.Traces = append(t.state.Traces, Trace{Message: e.Message, At: t.now(), Kind: kind})
	t.state.Traces = t.state.Traces[max(0, len(t.state.Traces)-mostTraces):]
	if kind == traceHeld {
		t.noteArrived(held, e.Message)
	}
	t.planTidy()
}

// planTidy asks for the moment at which the oldest message is to be removed.
func (t *turn) planTidy() {
	if !t.discreet() {
		return
	}
	for _, tr := range t.state.Traces {
		if tr.Kind == traceKeyboard {
			continue
		}
		soon := t.now().Add(time.Minute)
		if t.inUse(tr.Message) {
			soon = t.now().Add(time.Hour)
		}
		t.wake(WakeTidy, tidyOld, latest(tr.At.Add(tidyAfter), soon))
		return
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// inUse tells whether a message is where something is asked now, or is the note that waits to be opened.
func (t *turn) inUse(message int) bool {
	p := t.state.Patient
	switch {
	case t.state.Setting != nil && t.state.Setting.Message == message:
		return true
	case p == nil:
		return false
	case p.Open != nil && p.Open.Message == message:
		return true
	default:
		return p.Held != nil && p.Held.Message == message
	}
}

// tidyDue does what discreet mode does by the clock.
func (t *turn) tidyDue(key string) {
	switch {
	case !t.discreet():
		t.ignore("nothing to tidy")
	case key == tidyOver && t.now().Sub(t.state.Patient.Heard) < overAfter:
		t.wake(WakeTidy, tidyOver, t.state.Patient.Heard.Add(overAfter))
	case key == tidyOver:
		t.allOver()
	default:
		t.remove("", func(tr Trace) bool { return t.now().Sub(tr.At) >= tidyAfter && !t.inUse(tr.Message) })
		t.planTidy()
	}
}

// allOver lets read "Done" whatever is over, and puts behind a note what waits for an answer. What was said about safety
// stands while an alert is open.
func (t *turn) allOver() {
	t.fold()
	for n := range t.state.Traces {
		tr := &t.state.Traces[n]
		waits := tr.Kind == traceSafety && len(t.openAlerts()) > 0
		if tr.Kind == traceKeyboard || tr.Kind == traceFixed || tr.Over || waits || t.inUse(tr.Message) {
			continue
		}
		tr.Over = true
		t.edit(tr.Message, t.text("discreet.done"))
	}
}

// remove takes messages away that Telegram still lets go, and forgets the others; it counts those that go. The message
// that carries the help button stays.
func (t *turn) remove(slot string, which func(Trace) bool, more ...int) (removed int) {
	gone := more
	t.state.Traces = slices.DeleteFunc(t.state.Traces, func(tr Trace) bool {
		switch {
		case tr.Kind == traceKeyboard || !which(tr):
			return false
		case t.now().Sub(tr.At) >= removable:
			return true
		}
		removed++
		gone = append(gone, tr.Message)
		t.unpin(tr.Message)
		return true
	})
	for part := range slices.Chunk(gone, mostTraces) {
		t.add(Delete{Chat: t.state.Chat, Class: ClassReply, Messages: part, Slot: slot})
	}
	return removed
}

// unpin forgets where something was asked, because that message goes: what follows comes in a new one.
func (t *turn) unpin(message int) {
	if set := t.state.Setting; set != nil && set.Message == message {
		set.Message = 0
	}
	if p := t.state.Patient; p != nil && p.Open != nil && p.Open.Message == message {
		p.Open.Message = 0
	}
	if p := t.state.Patient; p != nil && p.Held != nil && p.Held.Message == message {
		p.Held = nil
	}
}

// tidyAsked removes what can be removed of the bot's messages, and says what can't.
func (t *turn) tidyAsked(e Said) {
	p := t.state.Patient
	removed := t.remove(slotTidy, func(tr Trace) bool { return !t.holds(tr.Message) }, e.Message)
	text := t.text("tidy.done", "count", strconv.Itoa(removed))
	if p.Open != nil {
		text += "\n" + t.text("tidy.open")
	}
	t.say(ClassReply, text)
}

// holds tells whether a message is the note that waits to be opened: what is behind it was not read yet.
func (t *turn) holds(message int) bool {
	p := t.state.Patient
	return p != nil && p.Held != nil && p.Held.Message == message
}

// tidyRefused: Telegram has kept some of what was to be removed.
func (t *turn) tidyRefused() {
	if t.state.Patient == nil {
		t.ignore("a message could not be removed")
		return
	}
	t.say(ClassReply, t.text("tidy.refused"))
}

// exit is the word that at once clears the screen: the open message reads "Done", the others go, the word too. What
// was answered stays; the check-in is there again with /checkin.
func (t *turn) exit(e Said) bool {
	p := t.state.Patient
	if p == nil || !t.meansInAny(strings.TrimSpace(e.Text.Reveal()), "words.exit") {
		return false
	}
	t.dropPart()
	p.NoteFor = ""
	cover := 0
	for _, tr := range t.state.Traces {
		if tr.Kind == tracePlain || tr.Kind == traceSafety || tr.Kind == traceHeld && !t.holds(tr.Message) {
			cover = tr.Message
		}
	}
	if p.Open != nil {
		p.Open.Reminded = true // nothing comes after it while somebody is looking
		if p.Open.Message != 0 && !t.holds(p.Open.Message) {
			cover = p.Open.Message
		}
	}
	t.remove("", func(tr Trace) bool { return tr.Message != cover && !t.holds(tr.Message) }, e.Message)
	if cover == 0 {
		t.say(ClassReply, t.text("discreet.done"))
		return true
	}
	t.unpin(cover)
	t.edit(cover, t.text("discreet.done"))
	for n := range t.state.Traces {
		t.state.Traces[n].Over = t.state.Traces[n].Over || t.state.Traces[n].Message == cover
	}
	return true
}

// tracing marks what this turn sends to the patient, so that it can be removed later.
func (t *turn) tracing() {
	for n, effect := range t.effects {
		switch e := effect.(type) {
		case Say:
			if e.Chat != t.state.Chat || e.Protect || e.Trace != "" {
				continue
			}
			e.Trace = tracePlain
			if e.Class == ClassSafety {
				e.Trace = traceSafety
			}
			if len(e.Keyboard) > 0 {
				e.Trace = traceKeyboard
			}
			t.effects[n] = e
		case Card:
			e.Trace = traceFixed
			t.effects[n] = e
		case Document:
			e.Trace = traceFixed
			t.effects[n] = e
		}
	}
}

// patientsChat tells whether this is, or is about to be, the chat of a patient.
func (t *turn) patientsChat() bool {
	o := t.state.Opener
	return t.state.Patient != nil || o != nil && o.Offer != nil && o.Offer.Role == record.Patient
}
