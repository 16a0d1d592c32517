package desk

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// shortNote is what is left at least of a text behind [Open] that is too long for one message, in UTF-16 units.
const shortNote = 200

// AlarmNoteTyped takes a text as the note on an alert, if one is expected, or as the next part of it.
func (t Side) AlarmNoteTyped(text record.FreeText) bool {
	d := t.State.Desk
	if d == nil {
		return false
	}
	id := t.DeskParts().GoesOn()
	if id == "" && t.Follows(d.NoteAt, time.Time{}, turn.AwaitedFor) {
		id = d.NoteFor
	}
	a := t.alarm(id)
	d.NoteFor = ""
	if t.alarmOf(a) == nil {
		t.DeskParts().Drop()
		return false
	}
	part := record.FreeText(strings.TrimSpace(text.Reveal()))
	more := d.Thought.What == id && t.DeskParts().Count() > 0
	t.Tell(a.Patient, state.Acted{Alert: id, Act: record.Noted, Note: part, At: t.SaidAt(), More: more})
	t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedNoted, What: "alert " + a.Short, Of: a.Patient, Code: a.Code})
	t.DeskParts().Took(id, len(part))
	t.Say(state.ClassReply, t.Text("alarm.note_kept", "short", a.Short, "code", a.Code), t.DeskParts().Rows(1)...)
	return true
}

// noteLeftOut takes away the last part of a note. The note itself stands on the patient's side, which says so if that
// part stays because somebody has read it.
func (t Side) noteLeftOut(e state.Tapped) {
	a := t.alarm(t.State.Desk.Thought.What)
	if t.alarmOf(a) == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.Tell(a.Patient, state.Acted{Alert: a.Alert, Act: record.Noted, At: t.SaidAt(), Less: t.DeskParts().Last()})
	t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedNoted, What: "alert " + a.Short, Of: a.Patient, Code: a.Code})
	t.DeskParts().LeftOut()
	var rows [][]state.Button
	if t.DeskParts().Count() > 0 {
		rows = append(rows, t.DeskParts().Rows(1)...)
	}
	t.Edit(e.Message, t.Text("alarm.note_left_out", "short", a.Short, "code", a.Code), rows...)
}

// noteLines are the patient's note with what was added after somebody had read it, and the remarks of those called.
func (t Side) noteLines(l state.Shown) []string {
	var lines []string
	if l.Note != "" {
		lines = append(lines, t.Text("alarm.note", "note", l.Note.Reveal()))
	}
	for _, r := range l.Added {
		lines = append(lines, t.Text("alarm.note_added", "time", t.Clock(r.At), "note", r.Text.Reveal()))
	}
	for _, r := range l.Remarks {
		lines = append(lines, t.Text("alarm.remark", "name", r.Name, "time", t.Clock(r.At), "note", r.Text.Reveal()))
	}
	return lines
}

// shortened cuts note, additions and remarks, the longest first, until they are shorter by so many units.
func shortened(l state.Shown, over int) state.Shown {
	texts := []*record.FreeText{&l.Note}
	l.Added, l.Remarks = append([]state.Remark{}, l.Added...), append([]state.Remark{}, l.Remarks...)
	for _, all := range [][]state.Remark{l.Added, l.Remarks} {
		for n := range all {
			texts = append(texts, &all[n].Text)
		}
	}
	for over > 0 {
		longest := texts[0]
		for _, one := range texts {
			if flows.Units(one.Reveal()) > flows.Units(longest.Reveal()) {
				longest = one
			}
		}
		size := flows.Units(longest.Reveal())
		if size <= shortNote+1 {
			break
		}
		left := max(shortNote, size-over-1)
		*longest = record.FreeText(cutUnits(longest.Reveal(), left) + "…")
		over -= size - left - 1
	}
	return l
}

// wholeNote sends what was said, the note and the remarks in messages of their own.
func (t Side) wholeNote(a *state.Alarmed, l state.Shown) {
	rest := t.alarmText(a) + "\n" + strings.Join(append(t.evidenceLines(l), t.noteLines(l)...), "\n\n")
	for rest != "" {
		part := cutUnits(rest, turn.Longest)
		rest = strings.TrimPrefix(rest, part)
		t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: part, Protect: true})
	}
}

// cutUnits is the beginning of a text, at most so many UTF-16 units.
func cutUnits(text string, most int) string {
	units := 0
	for n, r := range text {
		if units += flows.Units(string(r)); units > most {
			return text[:n]
		}
	}
	return text
}
