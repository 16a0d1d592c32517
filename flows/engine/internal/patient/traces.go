package patient

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

const (
	removable = 48 * time.Hour // Telegram's limit
	tidyAfter = 24 * time.Hour // in discreet mode messages are removed when they are so old
)

// MostTraces is how many messages of a chat are remembered; as many as one call removes.
const MostTraces = 100

// mostLegible is how many are remembered at most, where they can still be read in discreet mode.
const mostLegible = 5 * MostTraces

// Trace remembers a message that has arrived, so that it can be removed.
func (t Side) Trace(e state.Sent) {
	if e.Trace == "" {
		return
	}
	if t.traced(e.Message) {
		return // a cover that was opened before this came
	}
	kind, held, _ := strings.Cut(e.Trace, ":")
	if kind == state.TraceKeyboard { // from now on the one before it can go
		for n := range t.State.Traces {
			if t.State.Traces[n].Kind == state.TraceKeyboard {
				t.State.Traces[n].Kind = state.TraceFixed
			}
		}
	}
	t.State.Traces = slices.DeleteFunc(t.State.Traces, func(tr state.Trace) bool {
		return tr.Kind != state.TraceKeyboard && t.Now().Sub(tr.At) >= removable && !t.legible(tr)
	})
	t.State.Traces = append(t.State.Traces, state.Trace{Message: e.Message, At: t.Now(), Kind: kind})
	t.forgetOldest()
	if kind == state.TraceHeld {
		t.coverArrived(held, e.Message)
	}
	t.planTidy()
}

// forgetOldest forgets messages beyond the limit. Those that can still be read in discreet mode stay known for longer:
// a note that waited for weeks of an open alert can hold more than a hundred, and all are to go.
func (t Side) forgetOldest() {
	over := len(t.State.Traces) - MostTraces
	t.State.Traces = slices.DeleteFunc(t.State.Traces, func(tr state.Trace) bool {
		forget := over > 0 && !t.legible(tr)
		if forget {
			over--
		}
		return forget
	})
	t.State.Traces = t.State.Traces[max(0, len(t.State.Traces)-mostLegible):]
}

// traced reports whether a message is remembered.
func (t Side) traced(message int) bool {
	return slices.ContainsFunc(t.State.Traces, func(tr state.Trace) bool { return tr.Message == message })
}

// planTidy schedules the removal of the next message. One in use is looked at again every hour while Telegram would
// still remove it, and then once a day.
func (t Side) planTidy() {
	if !t.Discreet() {
		return
	}
	var next time.Time
	for _, tr := range t.State.Traces {
		if tr.Kind == state.TraceKeyboard {
			continue
		}
		soon := t.Now().Add(time.Minute)
		switch {
		case t.inUse(tr.Message) && t.Now().Sub(tr.At) >= removable:
			soon = t.Now().Add(24 * time.Hour)
		case t.inUse(tr.Message):
			soon = t.Now().Add(time.Hour)
		}
		if at := flows.Later(tr.At.Add(tidyAfter), soon); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if !next.IsZero() {
		t.Wake(state.WakeTidy, state.TidyOld, next)
	}
}

// inUse reports whether a message holds an open question, or is the cover that waits to be opened.
func (t Side) inUse(message int) bool {
	p := t.State.Patient
	switch {
	case t.State.Setting != nil && t.State.Setting.Message == message:
		return true
	case p == nil:
		return false
	case p.Open != nil && p.Open.Message == message:
		return true
	default:
		return p.Held != nil && p.Held.Message == message
	}
}

// tidyDue does the timed work of discreet mode.
func (t Side) tidyDue(key string) {
	switch {
	case !t.Discreet():
		t.Ignore("nothing to tidy")
	case t.Now().Sub(t.State.Patient.Heard) < turn.OverAfter: // they may be reading what an old message says now
		t.Wake(state.WakeTidy, key, t.State.Patient.Heard.Add(turn.OverAfter))
	case key == state.TidyOver:
		t.allOver()
	default:
		t.Remove("", func(tr state.Trace) bool { return t.Now().Sub(tr.At) >= tidyAfter && !t.inUse(tr.Message) })
		t.planTidy()
	}
}

// legible reports whether a message in discreet mode can still be read, and so must not be forgotten. Telegram does not
// remove one that is older than 48 hours, such as a note that was opened days after it came; but it can still become
// "Done".
func (t Side) legible(tr state.Trace) bool {
	return t.Discreet() && !tr.Over && tr.Kind != state.TraceKeyboard && tr.Kind != state.TraceFixed
}

// allOver edits finished messages to "Done" and hides an open question behind a cover. Safety messages stay while an
// alert is open.
func (t Side) allOver() {
	t.fold()
	for n := range t.State.Traces {
		tr := &t.State.Traces[n]
		waits := tr.Kind == state.TraceSafety && len(t.safety.OpenAlerts()) > 0
		if tr.Kind == state.TraceKeyboard || tr.Kind == state.TraceFixed || tr.Over || waits || t.inUse(tr.Message) {
			continue
		}
		tr.Over = true
		t.Edit(tr.Message, t.Text("discreet.done"))
	}
}

// Remove deletes the matching messages that Telegram still allows to be deleted, and forgets the others; those that can
// be read read "Done" from now on. It returns how many are deleted. The message that carries the help button stays.
func (t Side) Remove(anchor string, which func(state.Trace) bool, more ...int) (removed int) {
	gone := more
	t.State.Traces = slices.DeleteFunc(t.State.Traces, func(tr state.Trace) bool {
		switch {
		case tr.Kind == state.TraceKeyboard || !which(tr):
			return false
		case t.Now().Sub(tr.At) >= removable:
			if t.legible(tr) {
				t.Edit(tr.Message, t.Text("discreet.done"))
				t.unpin(tr.Message)
			}
			return true
		}
		removed++
		gone = append(gone, tr.Message)
		t.unpin(tr.Message)
		return true
	})
	for part := range slices.Chunk(gone, MostTraces) {
		t.Add(state.Delete{Chat: t.State.Chat, Class: state.ClassReply, Messages: part, Anchor: anchor})
	}
	return removed
}

// unpin forgets where a question was asked because that message is deleted. What follows comes in a new one.
func (t Side) unpin(message int) {
	if set := t.State.Setting; set != nil && set.Message == message {
		set.Message = 0
	}
	if p := t.State.Patient; p != nil && p.Open != nil && p.Open.Message == message {
		p.Open.Message = 0
	}
	if p := t.State.Patient; p != nil && p.Held != nil && p.Held.Message == message {
		p.Held = nil
	}
}

// tidyAsked deletes the bot's messages as far as possible, and says what remains.
func (t Side) tidyAsked(e state.Said) {
	p := t.State.Patient
	removed := t.Remove(state.AnchorTidy, func(tr state.Trace) bool { return !t.holds(tr.Message) }, e.Message)
	text := t.Text("tidy.done", "count", strconv.Itoa(removed))
	if p.Open != nil {
		text += "\n" + t.Text("tidy.open")
	}
	t.Say(state.ClassReply, text)
}

// holds reports whether a message is the unopened cover, whose content was not read yet.
func (t Side) holds(message int) bool {
	p := t.State.Patient
	return p != nil && p.Held != nil && p.Held.Message == message
}

// TidyRefused says that Telegram kept some messages.
func (t Side) TidyRefused() {
	if t.State.Patient == nil {
		t.Ignore("a message could not be removed")
		return
	}
	t.Say(state.ClassReply, t.Text("tidy.refused"))
}

// Exit handles the word that clears the screen at once. The open message reads "Done", the others are deleted, and so
// is the word. Answers stay, and /checkin continues the check-in.
func (t Side) Exit(e state.Said) bool {
	p := t.State.Patient
	if p == nil || !t.MeansInAny(strings.TrimSpace(e.Text.Reveal()), "words.exit") {
		return false
	}
	t.DropSection()
	t.DropNotes() // what comes next is none
	cover := 0
	for _, tr := range t.State.Traces {
		if tr.Kind == state.TracePlain || tr.Kind == state.TraceSafety || tr.Kind == state.TraceHeld && !t.holds(tr.Message) {
			cover = tr.Message
		}
	}
	if p.Open != nil {
		p.Open.Reminded = true // nothing comes after it while somebody is looking
		if p.Open.Message != 0 && !t.holds(p.Open.Message) {
			cover = p.Open.Message
		}
	}
	t.Remove("", func(tr state.Trace) bool { return tr.Message != cover && !t.holds(tr.Message) }, e.Message)
	if cover == 0 {
		t.Say(state.ClassReply, t.Text("discreet.done"))
		return true
	}
	t.unpin(cover)
	t.Edit(cover, t.Text("discreet.done"))
	t.markOver(cover)
	return true
}

// markOver remembers that a message reads "Done".
func (t Side) markOver(message int) {
	for n := range t.State.Traces {
		t.State.Traces[n].Over = t.State.Traces[n].Over || t.State.Traces[n].Message == message
	}
}

// tracing marks this turn's messages to the patient, so that they can be removed later.
func (t Side) tracing() {
	for n, effect := range t.Effects {
		switch e := effect.(type) {
		case state.Say:
			if e.Chat != t.State.Chat || e.Protect || e.Trace != "" {
				continue
			}
			e.Trace = state.TracePlain
			if e.Class == state.ClassSafety {
				e.Trace = state.TraceSafety
			}
			if len(e.Keyboard) > 0 {
				e.Trace = state.TraceKeyboard
			}
			t.Effects[n] = e
		case state.Card:
			e.Trace = state.TraceFixed
			t.Effects[n] = e
		case state.Document:
			e.Trace = state.TraceFixed
			t.Effects[n] = e
		}
	}
}
