package patient

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// MostParts is how many parts one cover holds. Beyond that the oldest are dropped, those about safety last.
const MostParts = 12

// Discreetly is the last pass over a turn. In discreet mode and under careful contact it holds unprompted messages
// behind a cover. It also remembers every message to a patient for as long as it can be removed.
func (t Side) Discreetly(e state.Event) {
	if !t.PatientsChat() || slices.ContainsFunc(t.Effects,
		func(e state.Effect) bool { _, erased := e.(state.Erase); return erased }) {
		return
	}
	pushed := unasked(e) || t.Regained || t.Stale()
	if back, ok := e.(state.Membership); ok && t.Careful() {
		pushed = !back.Blocked // the phone may be in other hands: nothing was opened yet
	}
	if t.covered() {
		if pushed {
			t.cover()
		} else {
			t.overtaken()
		}
	}
	if pushed || t.State.Desk == nil { // a clinician's own conversation is not tidied away
		t.tracing()
	}
}

// unasked reports whether an event brings the patient something they did not just ask for. It lists the exceptions:
// moments and letters for a clinician, and those that follow a tap. A new kind is held unless it is listed here.
func unasked(e state.Event) bool {
	switch e := e.(type) {
	case state.Due:
		switch e.Kind {
		case state.WakeData, state.WakeErase, state.WakeTidy, state.WakeDigest, state.WakeSummary, state.WakePanel,
			state.WakeSession, state.WakeCanary, state.WakeWatch, state.WakeInvitation,
			state.WakeCensus, state.WakeMonth:
			return false
		case state.WakeLeave:
			return e.Key == state.LeaveStand
		case state.WakeNews:
			return e.Key != state.NewsNotices
		default:
			return true
		}
	case state.Told:
		switch e.Letter.(type) {
		case state.Offered, state.Linked, state.Refused, state.NotMe: // an invitation that is being opened
			return false
		case state.Claim, state.Confirmed, state.Reserve, state.Reserved, state.Roster, state.Enrolled, state.Alarm,
			state.Settled, state.Relieved, state.Unheard, state.Shown, state.Eased, state.Notice, state.CareChanged,
			state.Erased,
			state.Departed, state.Particulars, state.Objected, state.Rescheduled, state.Declined, state.Ended, state.Orphaned,
			state.Propose, state.Agreed, state.Decided, state.Joined, state.Dismiss, state.Dismissed, state.Gone,
			state.Count, state.Counted, state.Canary, state.CanaryAnswered, state.CanaryMissed,
			state.Replied, state.Watched, state.Progress, state.MonthAsked, state.Month:
			return false
		default:
			return true
		}
	case state.Outage, state.SetBack:
		return true
	case state.Unreachable:
		return e.Anchor != state.AnchorTidy
	default:
		return false
	}
}

// cover keeps back this turn's messages and sends a cover instead. Earlier messages that the turn edits read "Done".
func (t Side) cover() {
	p := t.State.Patient
	first, class, anchor, silent := -1, state.ClassDigest, "", true
	var parts []state.Part
	var until time.Time
	for n, effect := range t.Effects {
		switch e := effect.(type) {
		case state.Say:
			if e.Chat != t.State.Chat || e.Protect {
				continue
			}
			part := t.heldPart(e)
			parts = append(parts, part)
			class, silent = min(class, e.Class), silent && e.Quiet
			if part.Anchor != "" {
				anchor = part.Anchor
			}
			if first < 0 {
				first, until = n, e.Until
			}
			t.Effects[n] = state.Ignore{Reason: "held until it is opened"}
		case state.Card:
			parts = append(parts, state.Part{Class: e.Class, Phone: e.Phone, Name: e.Name})
			t.Effects[n] = state.Ignore{Reason: "held until it is opened"}
		case state.Edit:
			t.Effects[n] = t.coveredEdit(e)
		}
	}
	if first < 0 {
		t.lapse()
		return
	}
	quiet := silent || t.Careful() && onlySafety(parts)
	before := p.Held
	if before != nil || len(parts) > 1 {
		until = time.Time{} // it holds more than a question that may be too late
	}
	if before != nil {
		parts = slices.Concat(t.StillHeld(before.Parts, parts), parts)
		if anchor == "" {
			anchor = anchorOf(parts)
		}
		if slices.ContainsFunc(parts, func(p state.Part) bool { return p.Class == state.ClassSafety }) {
			class = state.ClassSafety // which the cover that it takes the place of was sent as
		}
	}
	p.Held = &state.Held{ID: heldKey(t.Event.ID), Parts: t.fewer(parts)}
	t.Effects[first] = state.Say{
		Chat: t.State.Chat, Class: class, Text: t.Text("discreet.note"), Quiet: quiet, Until: until,
		Anchor:  cmp.Or(anchor, onlyReply(p.Held.Parts)),
		Trace:   state.TraceHeld + ":" + p.Held.ID,
		Buttons: [][]state.Button{turn.Row(turn.Button(t.Text("discreet.open"), press.Uncover{Cover: p.Held.ID}))},
	}
	if before != nil {
		t.takeAway(before.Message)
	}
}

// onlySafety reports whether all parts are about safety.
func onlySafety(parts []state.Part) bool {
	return !slices.ContainsFunc(parts, func(p state.Part) bool { return p.Class != state.ClassSafety })
}

// heldPart is a message behind a cover. A reply is not anchored there: what is asked beside it takes the cover's place.
// A question is shown as long as what it belongs to is open, and a reply as long as it stands.
func (t Side) heldPart(e state.Say) state.Part {
	part := state.Part{Class: e.Class, Text: e.Text, Buttons: e.Buttons, Anchor: e.Anchor}
	switch key, reply := strings.CutPrefix(e.Anchor, state.AnchorReply); {
	case reply:
		part.Anchor, part.Reply, part.At = "", key, t.Now()
	case e.Anchor == "":
		part.At, part.Until = t.Now(), e.Until
	}
	return part
}

// onlyReply is the anchor of a reply behind a cover that holds nothing else.
func onlyReply(parts []state.Part) string {
	if len(parts) == 1 && parts[0].Reply != "" {
		return state.AnchorReply + parts[0].Reply
	}
	return ""
}

// lapse drops what is over from the cover, such as the question of a check-in that has closed, and removes an empty
// cover.
func (t Side) lapse() {
	p := t.State.Patient
	if p.Held == nil {
		return
	}
	message := p.Held.Message
	if p.Held.Parts = t.StillHeld(p.Held.Parts, nil); len(p.Held.Parts) == 0 {
		p.Held = nil
		t.takeAway(message)
	}
}

// takeAway removes a cover that is no longer needed. One that Telegram cannot delete reads "Done".
func (t Side) takeAway(message int) {
	if message == 0 {
		return
	}
	if !t.canRemove(message) {
		t.Edit(message, t.Text("discreet.done"))
		t.markOver(message)
	}
	t.Remove("", func(tr state.Trace) bool { return tr.Message == message })
}

// coveredEdit turns an unprompted edit into "Done". A cover that still holds something else is left as it is.
func (t Side) coveredEdit(e state.Edit) state.Effect {
	if t.holds(e.Message) {
		p := t.State.Patient
		if p.Held.Parts = t.StillHeld(p.Held.Parts, nil); len(p.Held.Parts) > 0 {
			return state.Ignore{Reason: "a cover that holds something else"}
		}
		p.Held = nil
	}
	t.markOver(e.Message)
	e.Text, e.Buttons = t.Text("discreet.done"), nil
	return e
}

// overtaken drops from the cover what this turn has just shown and what is over. A cover that still holds something is
// not overwritten.
func (t Side) overtaken() {
	p := t.State.Patient
	if p.Held == nil || t.ignored() && !t.takenBack() {
		return
	}
	var shown []state.Part
	for _, effect := range t.Effects {
		if say, ok := effect.(state.Say); ok && say.Anchor != "" {
			shown = append(shown, state.Part{Anchor: say.Anchor})
		}
	}
	message, replied := p.Held.Message, slices.ContainsFunc(p.Held.Parts, func(p state.Part) bool { return p.Reply != "" })
	if p.Held.Parts = t.StillHeld(p.Held.Parts, shown); len(p.Held.Parts) == 0 {
		if p.Held = nil; replied && len(shown) == 0 { // it was taken back: nothing stands in its place
			t.takeAway(message)
		}
		return
	}
	for n, effect := range t.Effects {
		edit, ok := effect.(state.Edit)
		if ok && edit.Message == message && message != 0 && edit.Text != t.Text("discreet.note") {
			t.Effects[n] = state.Ignore{Reason: "a cover that holds something else"}
		}
	}
}

// takenBack reports whether a reply behind the cover has been taken back, which time alone can do: a leave begins.
func (t Side) takenBack() bool {
	return slices.ContainsFunc(t.State.Patient.Held.Parts, t.taken)
}

// taken reports whether a part is a reply that has been taken back.
func (t Side) taken(p state.Part) bool {
	_, stands := t.State.Patient.Replies.Find(p.Reply)
	return p.Reply != "" && !stands
}

// ignored reports whether the event had no effect. Such an event must change nothing.
func (t Side) ignored() bool {
	return !slices.ContainsFunc(t.Effects, func(e state.Effect) bool { _, none := e.(state.Ignore); return !none })
}

// fold hides a half-finished question behind a cover, in the same message.
func (t Side) fold() {
	p := t.State.Patient
	var part state.Part
	var message *int
	switch set := t.State.Setting; {
	case set != nil && !set.Desk && set.Message != 0:
		part.Text, part.Buttons = t.SettingQuestion(t.Steps(set.Section))
		part.Anchor, message = "setup", &set.Message
	case p.Open != nil && p.Open.Message != 0:
		part.Text, part.Buttons = t.question(p.Open)
		part.Anchor, message = "occasion:"+p.Open.ID, &p.Open.Message
	}
	if message == nil || t.holds(*message) {
		return
	}
	part.Class = state.ClassReply
	if p.Held != nil {
		p.Held.Parts = append(t.StillHeld(p.Held.Parts, []state.Part{part}), part)
		t.Edit(*message, t.Text("discreet.done"))
		*message = p.Held.Message
		return
	}
	p.Held = &state.Held{ID: heldKey(t.Event.ID), Message: *message, Parts: []state.Part{part}}
	t.Edit(*message, t.Text("discreet.note"),
		turn.Row(turn.Button(t.Text("discreet.open"), press.Uncover{Cover: p.Held.ID})))
}

// StillHeld lists the parts that are neither over nor replaced by newer ones.
func (t Side) StillHeld(parts, newer []state.Part) []state.Part {
	return slices.DeleteFunc(slices.Clone(parts), func(p state.Part) bool {
		id, isCheckIn := strings.CutPrefix(p.Anchor, "occasion:")
		open := t.State.Patient.Open
		over := isCheckIn && (open == nil || open.ID != id) || p.Anchor == "setup" && t.State.Setting == nil ||
			t.taken(p) || !p.Until.IsZero() && !t.Now().Before(p.Until)
		return over || p.Anchor != "" && slices.ContainsFunc(newer, func(n state.Part) bool { return n.Anchor == p.Anchor })
	})
}

func anchorOf(parts []state.Part) string {
	for _, p := range parts {
		if p.Anchor != "" {
			return p.Anchor
		}
	}
	return ""
}

// fewer keeps the newest parts up to the limit, and drops replies and those about safety last. Under careful contact it
// drops none about safety, but of those in the very same words only the newest stays.
func (t Side) fewer(parts []state.Part) []state.Part {
	if t.Careful() {
		return fewerCarefully(parts)
	}
	for len(parts) > MostParts {
		n := max(0, slices.IndexFunc(parts, func(p state.Part) bool {
			return p.Class != state.ClassSafety && p.Anchor == "" && p.Reply == ""
		}))
		parts = slices.Delete(parts, n, n+1)
	}
	return parts
}

// heldKey names a cover in its button.
func heldKey(id string) string {
	sum := sha256.Sum256([]byte("held\x00" + id))
	return fmt.Sprintf("%x", sum[:8])
}

// coverArrived stores a cover's message id. A cover that was replaced in the meantime is removed.
func (t Side) coverArrived(id string, message int) {
	p := t.State.Patient
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
