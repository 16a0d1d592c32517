package safety

import (
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// NoteTyped takes the text as the alert's note, where one was asked for, or as the next part of it.
func (t Side) NoteTyped(text record.FreeText) bool {
	id := t.NoteFor()
	a := t.alertOf(id)
	switch {
	case id == "" || a == nil:
		return false
	case !a.Closed.IsZero():
		t.DropNotes()
		t.noteOver()
	case !t.addNote(a, strings.TrimSpace(text.Reveal())):
		t.Say(state.ClassReply, t.Text("safety.note_full", "numbers", t.Numbers()), t.HelpRow())
	default:
		kept := t.Text("safety.note_kept", "name", t.First().Name)
		t.Say(state.ClassReply, t.together(kept, t.whole(a)), append(t.Parts().Rows(1), t.HelpRow())...)
	}
	return true
}

// longestNote is how much a patient can add to one alert, in UTF-16 units: some pages. Without a limit a note would
// make every later turn of theirs slower.
const longestNote = 3 * turn.Longest

// longestTogether is up to how long a text is shown back with its parts together, in UTF-16 units.
const longestTogether = 1000

// together adds to an answer what several messages read as one. It is not shown where the phone may be seen.
func (t Side) together(answer, text string) string {
	if t.Parts().Count() < 2 || flows.Units(text) > longestTogether || t.Discreet() || t.Careful() {
		return answer
	}
	return t.Text("parts.together", "text", text) + "\n\n" + answer
}

// whole is a note as whoever opens the alert reads it, with what was added after somebody had.
func (t Side) whole(a *state.Alert) string {
	text := a.Note.Reveal()
	for _, r := range a.Added {
		text = turn.Join(text, t.Text("alarm.note_added", "time", t.Clock(r.At), "note", r.Text.Reveal()))
	}
	return text
}

// addNote adds a part to a note, unless the note gets too long. What comes after somebody has read it is kept apart,
// with its time; so is what was written a while ago, because it may not be true any more.
func (t Side) addNote(a *state.Alert, part string) bool {
	size := flows.Units(a.Note.Reveal()) + flows.Units(part)
	for _, r := range a.Added {
		size += flows.Units(r.Text.Reveal())
	}
	switch {
	case size > longestNote:
		return false
	case a.NoteShown, t.Stale():
		a.Added = append(a.Added, state.Remark{At: t.SaidAt(), Text: record.FreeText(part)})
		t.TookNote(a.ID, 0)
	default:
		a.Note = record.FreeText(turn.Join(a.Note.Reveal(), part))
		t.TookNote(a.ID, len(part))
	}
	return true
}

// NoteLeftOut takes away the last part of the patient's note, unless somebody has read it: then it stays, and the
// patient is told so.
func (t Side) NoteLeftOut(e state.Tapped, alert string) {
	a := t.alertOf(alert)
	if a == nil || !a.Closed.IsZero() {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if !t.takeLast(a, t.Parts().Last()) {
		t.Say(state.ClassReply, t.Text("parts.read"),
			turn.Row(turn.Button(t.Text("button.add_note"), press.AddNote{Alert: a.Short})), t.HelpRow())
		return
	}
	t.Parts().LeftOut()
	t.Edit(e.Message, t.together(t.Text("parts.left_out"), t.whole(a)), append(t.Parts().Rows(1), t.HelpRow())...)
}

// takeLast takes the last part of the patient's note away, unless somebody has read it.
func (t Side) takeLast(a *state.Alert, size int) bool {
	if size == 0 {
		last := len(a.Added) - 1
		if last < 0 || a.Added[last].Read {
			return false
		}
		a.Added = a.Added[:last]
		return true
	}
	rest, ok := turn.Without(a.Note.Reveal(), size)
	if !ok || a.NoteShown {
		return false
	}
	a.Note = record.FreeText(rest)
	return true
}

// noted adds what somebody who was called has written. A further part of their note is joined to it, unless somebody
// has read that already, or written since.
func noted(remarks []state.Remark, c state.Contact, l state.Acted) []state.Remark {
	if n := len(remarks) - 1; l.More && n >= 0 && wrote(remarks[n], c) && !remarks[n].Read {
		remarks[n].Text = record.FreeText(turn.Join(remarks[n].Text.Reveal(), l.Note.Reveal()))
		return remarks
	}
	return append(remarks, state.Remark{Name: c.Name, By: c.ID, At: l.At, Text: l.Note})
}

// wrote tells whether a remark is somebody's.
func wrote(r state.Remark, c state.Contact) bool {
	return r.By == c.ID || r.By == "" && r.Name == c.Name
}

// remarkLeftOut takes away the last part of what somebody who was called has written, unless it has been read: then it
// stays, and they are told so.
func (t Side) remarkLeftOut(a *state.Alert, c state.Contact, l state.Acted) {
	for n := len(a.Remarks) - 1; n >= 0; n-- {
		r := &a.Remarks[n]
		if !wrote(*r, c) {
			continue
		}
		rest, ok := turn.Without(r.Text.Reveal(), l.Less)
		if r.Read || !ok {
			t.Tell(c.ID, state.Settled{Alert: a.ID, Act: record.Noted, At: l.At})
			return
		}
		if r.Text = record.FreeText(rest); r.Text == "" {
			a.Remarks = slices.Delete(a.Remarks, n, n+1)
		}
		t.Keep(record.Acknowledgement{
			Alert: a.ID, Short: a.Short, By: c.ID, Name: c.Name, Act: record.Noted, Reason: record.LeftOut,
		})
		return
	}
	t.Ignore("a note that is not there any more")
}
