package engine

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Held is what waits behind "You have a note" in discreet mode: everything that came unasked since the last look. There
// is one note at a time; a newer one takes over what the older held.
type Held struct {
	ID      string `json:"id"`
	Message int    `json:"message,omitempty"`
	Parts   []Part `json:"parts"`
}

// Part is one message that is held, or one contact card.
type Part struct {
	Class   Class      `json:"class"`
	Text    string     `json:"text,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty"`
	Slot    string     `json:"slot,omitempty"`
	Phone   string     `json:"phone,omitempty"`
	Name    string     `json:"name,omitempty"`
}

// mostParts is how much one note holds; of more the oldest goes, safety last.
const mostParts = 12

// discreetly is the last look at a turn: in discreet mode what comes unasked is held behind a note, and whatever a
// patient is sent is remembered for as long as it can be removed.
func (t *turn) discreetly(e Event) {
	if !t.patientsChat() || slices.ContainsFunc(t.effects, func(e Effect) bool { _, erased := e.(Erase); return erased }) {
		return
	}
	pushed := unasked(e) || t.regained
	if t.discreet() {
		if pushed {
			t.hold()
		} else {
			t.overtaken()
		}
	}
	if pushed || t.state.Desk == nil { // a clinician's own conversation is not tidied away
		t.tracing()
	}
}

// unasked tells whether what follows from an event reaches a patient who did not ask for it just now. Of moments and
// letters those are the exceptions that are for a clinician, or that somebody has just tapped for; so a new one is held
// unless it is named here.
func unasked(e Event) bool {
	switch e := e.(type) {
	case Due:
		switch e.Kind {
		case WakeData, WakeErase, WakeTidy, WakeDigest, WakeSummary, WakePanel, WakeSession, WakeCanary, WakeWatch, WakeInvitation,
			WakeCensus, WakeMonth:
			return false
		case WakeLeave:
			return e.Key == leaveStand
		case WakeNews:
			return e.Key != newsNotes
		default:
			return true
		}
	case Told:
		switch e.Letter.(type) {
		case Offered, Linked, Refused, NotMe: // an invitation that is being opened
			return false
		case Claim, Confirmed, Reserve, Reserved, Roster, Enrolled, Alarm, Settled, Relieved, Unheard, Shown, Eased, Noted, CareChanged, Erased,
			Departed, Particulars, Objected, Rescheduled, Declined, Ended, Orphaned, Propose, Agreed, Decided, Joined, Dismiss, Dismissed, Gone,
			Count, Counted, Canary, CanaryAnswered, CanaryMissed, Watched, Progress, MonthAsked, Month:
			return false
		default:
			return true
		}
	case Outage, SetBack:
		return true
	case Unreachable:
		return e.Slot != slotTidy
	default:
		return false
	}
}

// hold keeps back what this turn would show, and sends a note instead. Earlier messages that it changes read "Done".
func (t *turn) hold() {
	p := t.state.Patient
	first, class, slot := -1, ClassDigest, ""
	var parts []Part
	var until time.Time
	for n, effect := range t.effects {
		switch e := effect.(type) {
		case Say:
			if e.Chat != t.state.Chat || e.Protect {
				continue
			}
			parts = append(parts, Part{Class: e.Class, Text: e.Text, Buttons: e.Buttons, Slot: e.Slot})
			class = min(class, e.Class)
			if e.Slot != "" {
				slot = e.Slot
			}
			if first < 0 {
				first, until = n, e.Until
			}
			t.effects[n] = Ignore{Reason: "held until it is opened"}
		case Card:
			parts = append(parts, Part{Class: e.Class, Phone: e.Phone, Name: e.Name})
			t.effects[n] = Ignore{Reason: "held until it is opened"}
		case Edit:
			t.effects[n] = t.covered(e)
		}
	}
	if first < 0 {
		t.lapse()
		return
	}
	before := p.Held
	if before != nil || len(parts) > 1 {
		until = time.Time{} // it holds more than a question that may be too late
	}
	if before != nil {
		parts = slices.Concat(t.stillHeld(before.Parts, parts), parts)
		if slot == "" {
			slot = slotOf(parts)
		}
	}
	p.Held = &Held{ID: heldKey(t.event.ID), Parts: fewer(parts)}
	t.effects[first] = Say{
		Chat: t.state.Chat, Class: class, Text: t.text("discreet.note"), Slot: slot, Until: until, Trace: traceHeld + ":" + p.Held.ID,
		Buttons: [][]Button{row(button(t.text("discreet.open"), "d:"+p.Held.ID))},
	}
	if before != nil {
		t.takeAway(before.Message)
	}
}

// lapse drops from the note what is over, such as the question of a check-in that has just closed, and takes away a note
// that holds nothing more.
func (t *turn) lapse() {
	p := t.state.Patient
	if p.Held == nil {
		return
	}
	message := p.Held.Message
	if p.Held.Parts = t.stillHeld(p.Held.Parts, nil); len(p.Held.Parts) == 0 {
		p.Held = nil
		t.takeAway(message)
	}
}

// takeAway removes a note that is not needed any more; one that Telegram does not let go says "Done".
func (t *turn) takeAway(message int) {
	if message == 0 {
		return
	}
	if removed := t.remove("", func(tr Trace) bool { return tr.Message == message }); removed == 0 {
		t.edit(message, t.text("discreet.done"))
	}
}

// covered is an edit that nobody asked for: it says "Done", unless the message is the note, which then still holds
// something else.
func (t *turn) covered(e Edit) Effect {
	if t.holds(e.Message) {
		p := t.state.Patient
		if p.Held.Parts = t.stillHeld(p.Held.Parts, nil); len(p.Held.Parts) > 0 {
			return Ignore{Reason: "a note that holds something else"}
		}
		p.Held = nil
	}
	for n := range t.state.Traces {
		t.state.Traces[n].Over = t.state.Traces[n].Over || t.state.Traces[n].Message == e.Message
	}
	e.Text, e.Buttons = t.text("discreet.done"), nil
	return e
}

// overtaken drops from the note what the patient has just been shown in another way, or what is over. A note that still
// holds something else is not written over.
func (t *turn) overtaken() {
	p := t.state.Patient
	if p.Held == nil || t.ignored() {
		return
	}
	var shown []Part
	for _, effect := range t.effects {
		if say, ok := effect.(Say); ok && say.Slot != "" {
			shown = append(shown, Part{Slot: say.Slot})
		}
	}
	message := p.Held.Message
	if p.Held.Parts = t.stillHeld(p.Held.Parts, shown); len(p.Held.Parts) == 0 {
		p.Held = nil
		return
	}
	for n, effect := range t.effects {
		edit, ok := effect.(Edit)
		if ok && edit.Message == message && message != 0 && edit.Text != t.text("discreet.note") {
			t.effects[n] = Ignore{Reason: "a note that holds something else"}
		}
	}
}

// ignored tells whether the event has led to nothing, and so must change nothing.
func (t *turn) ignored() bool {
	return !slices.ContainsFunc(t.effects, func(e Effect) bool { _, none := e.(Ignore); return !none })
}

// fold puts a question that was left half way behind a note, where it stands.
func (t *turn) fold() {
	p := t.state.Patient
	var part Part
	var message *int
	switch set := t.state.Setting; {
	case set != nil && !set.Desk && set.Message != 0:
		part.Text, part.Buttons = t.settingQuestion(t.patientPart(set.Part))
		part.Slot, message = "setup", &set.Message
	case p.Open != nil && p.Open.Message != 0:
		part.Text, part.Buttons = t.question(p.Open)
		part.Slot, message = "occasion:"+p.Open.ID, &p.Open.Message
	}
	if message == nil || t.holds(*message) {
		return
	}
	part.Class = ClassReply
	if p.Held != nil {
		p.Held.Parts = append(t.stillHeld(p.Held.Parts, []Part{part}), part)
		t.edit(*message, t.text("discreet.done"))
		*message = p.Held.Message
		return
	}
	p.Held = &Held{ID: heldKey(t.event.ID), Message: *message, Parts: []Part{part}}
	t.edit(*message, t.text("discreet.note"), row(button(t.text("discreet.open"), "d:"+p.Held.ID)))
}

// stillHeld are the parts that are not over, and that newer ones do not replace.
func (t *turn) stillHeld(parts, newer []Part) []Part {
	return slices.DeleteFunc(slices.Clone(parts), func(p Part) bool {
		id, isCheckIn := strings.CutPrefix(p.Slot, "occasion:")
		open := t.state.Patient.Open
		over := isCheckIn && (open == nil || open.ID != id) || p.Slot == "setup" && t.state.Setting == nil
		return over || p.Slot != "" && slices.ContainsFunc(newer, func(n Part) bool { return n.Slot == p.Slot })
	})
}

func slotOf(parts []Part) string {
	for _, p := range parts {
		if p.Slot != "" {
			return p.Slot
		}
	}
	return ""
}

// fewer keeps what a note may hold: the youngest, and of those that must go first what is not about safety.
func fewer(parts []Part) []Part {
	for len(parts) > mostParts {
		n := max(0, slices.IndexFunc(parts, func(p Part) bool { return p.Class != ClassSafety && p.Slot == "" }))
		parts = slices.Delete(parts, n, n+1)
	}
	return parts
}

// heldKey names a note in its button.
func heldKey(id string) string {
	sum := sha256.Sum256([]byte("held\x00" + id))
	return fmt.Sprintf("%x", sum[:8])
}

// noteArrived learns in which message a note is. One that was replaced before that is removed.
func (t *turn) noteArrived(id string, message int) {
	p := t.state.Patient
	if p == nil {
		return
	}
	if p.Held != nil && p.Held.ID == id {
		p.Held.Message = message
		return
	}
	if !t.inUse(message) {
		t.takeAway(message)
	}
}

// heldOpened shows what waits behind a note, the question that waits for an answer in the note's own place.
func (t *turn) heldOpened(e Tapped, id string) {
	p := t.state.Patient
	if p == nil || p.Held == nil || p.Held.ID != id {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	parts := t.stillHeld(p.Held.Parts, nil)
	p.Held = nil
	main := slices.IndexFunc(parts, func(p Part) bool { return p.Slot != "" })
	if main < 0 {
		main = slices.IndexFunc(parts, func(p Part) bool { return p.Phone == "" })
	}
	if main < 0 {
		t.edit(e.Message, t.text("discreet.done"))
		return
	}
	t.edit(e.Message, parts[main].Text, parts[main].Buttons...)
	t.uncovered(e.Message, parts[main])
	for n, part := range parts {
		switch {
		case n == main:
		case part.Phone != "":
			t.add(Card{Chat: t.state.Chat, Class: min(part.Class, ClassReply), Phone: part.Phone, Name: part.Name})
		default:
			t.say(min(part.Class, ClassReply), part.Text, part.Buttons...)
		}
	}
}

// uncovered notes in which message something is asked now, and what it is about.
func (t *turn) uncovered(message int, part Part) {
	kind, key, _ := strings.Cut(part.Slot, ":")
	if p := t.state.Patient; kind == "occasion" && p.Open != nil && p.Open.ID == key {
		p.Open.Message = message
	}
	if set := t.state.Setting; kind == "setup" && set != nil {
		set.Message = message
	}
	for n := range t.state.Traces {
		if tr := &t.state.Traces[n]; tr.Message == message {
			tr.Kind, tr.Over = tracePlain, false
			if part.Class == ClassSafety {
				tr.Kind = traceSafety
			}
		}
	}
}
