package reply

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// answers reports whether somebody has what a reply of this kind answers, as their button names it: a summary that they
// have opened lately, with what was shared; a note; or an alert after which they have spoken with the patient. Buttons
// of an earlier release named no alert.
func (t Carrier) answers(c state.Contact, kind, note string) bool {
	p := t.State.Patient
	switch kind {
	case flows.ReplyToSummary:
		return t.Now().Sub(p.Replies.Opened[c.ID]) <= actLife && t.looked(c, kind, note)
	case flows.ReplyToAnswer:
		return t.looked(c, kind, note)
	case flows.ReplyAfterContact:
		return slices.ContainsFunc(p.Alerts, func(a state.Alert) bool {
			named := note == "" || a.Short == note
			return named && a.Ended.By == c.ID && a.Ended.Act == record.Contact && t.Now().Sub(a.Closed) <= turn.AlarmLife
		})
	default:
		return false
	}
}

// looked reports whether somebody has seen all that the patient shared with them, and there is something: else "what
// you shared" would speak of what they do not know, or of nothing. It holds until a reply has been read.
func (t Carrier) looked(c state.Contact, kind, note string) bool {
	switch kind {
	case flows.ReplyToSummary:
		at, seen := t.sharedLast(), t.State.Patient.Replies.Opened[c.ID]
		if of, ok := turn.OpenedAsOf(note); ok && of.Before(seen) { // they have opened it anew since, but answer the older
			seen = of
		}
		return !at.IsZero() && !at.After(seen)
	case flows.ReplyToAnswer:
		return note != "" && note == t.noteLast(c.ID)
	default:
		return true
	}
}

// sharedLast is when the patient shared private answers last that they share still. Zero: they share none.
func (t Carrier) sharedLast() (last time.Time) {
	for _, k := range t.State.Patient.Kept {
		if k.Choice == record.ShareAnswers || k.Choice == record.ShareTheme {
			last = flows.Later(last, k.At)
		}
	}
	return last
}

// noteLast names the last note to somebody that can be answered. Empty: there is none.
func (t Carrier) noteLast(to string) (key string) {
	for _, n := range t.State.Patient.Notices {
		had := slices.ContainsFunc(n.To, func(c state.Contact) bool { return c.ID == to })
		if had && turn.Answerable(n.Rule) && t.Now().Sub(n.At) <= turn.HeldLife {
			key = turn.NoteKey(n.ID)
		}
	}
	return key
}
