package turn

import (
	"slices"
	"strings"
	"time"

	"footing/flows/state"
)

// DropPart forgets a part that was begun and left, so that what is typed next is not taken for its answer.
func (t *Turn) DropPart() {
	if set := t.State.Setting; set != nil && set.Part != "" {
		t.State.Setting = nil
	}
	t.AwaitNothing()
}

// AwaitedFor is how long a text that was asked for may take.
const AwaitedFor = time.Hour

// Await makes the next text the answer to a question of ours.
func (t *Turn) Await(what string) {
	t.DropNotes()
	t.State.Patient.Awaits = state.Awaited{What: what, Since: t.Now()}
}

// AwaitNothing forgets what the next text was to answer.
func (t *Turn) AwaitNothing() {
	if t.State.Patient != nil {
		t.State.Patient.Awaits = state.Awaited{}
	}
}

// AwaitNote makes the patient's next text a note on an alert.
func (t *Turn) AwaitNote(alert string) {
	t.State.Patient.NoteFor, t.State.Patient.NoteAt = alert, t.Now()
}

// TakeNote gives the alert that the patient's next text is a note on, or nothing, and forgets it.
func (t *Turn) TakeNote() string {
	p := t.State.Patient
	if p == nil || p.NoteFor == "" {
		return ""
	}
	alert := p.NoteFor
	p.NoteFor = ""
	if t.Now().Sub(p.NoteAt) > AwaitedFor {
		return ""
	}
	return alert
}

// NextSerial numbers something that the patient is offered, or may refuse: its buttons name it.
func (t *Turn) NextSerial() int {
	t.State.Patient.Serial++
	return t.State.Patient.Serial
}

// DropNotes forgets that a note on an alert was asked for: whoever turns to something else does not mean what they
// write then for those who open the alert.
func (t *Turn) DropNotes() {
	if t.State.Patient != nil {
		t.State.Patient.NoteFor = ""
	}
	if t.State.Desk != nil {
		t.State.Desk.NoteFor = ""
	}
}

// Means tells whether a text is one of the plain words listed under a key, one a line, in the reader's language.
func (t *Turn) Means(text, key string) bool { return wordOf(t.Text(key), text) }

// MeansInAny is means for every language of the clinic. Help, stopping, and the word that clears the screen do not wait
// until somebody finds the right language: they may have changed it, or write in the one that comes first.
func (t *Turn) MeansInAny(text, key string) bool {
	return t.Means(text, key) || slices.ContainsFunc(t.Languages(), func(locale string) bool {
		words, _ := t.Plan.Wordings[locale].Text(key, nil)
		return wordOf(words, text)
	})
}

func wordOf(words, text string) bool {
	return slices.ContainsFunc(strings.Split(words, "\n"), func(word string) bool {
		return word != "" && strings.EqualFold(strings.TrimSpace(word), text)
	})
}
