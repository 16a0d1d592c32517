package turn

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// DropSection ends an unfinished section of the set-up, so that the next text is not taken for its answer.
func (t *Turn) DropSection() {
	if set := t.State.Setting; set != nil && set.Section != "" {
		t.State.Setting = nil
	}
	t.AwaitNothing()
}

// AwaitedFor is how long the bot waits for a text that it asked for.
const AwaitedFor = time.Hour

// QuestionLife is how long a question that a clinician put counts as open. Until then it is not put again.
const QuestionLife = 24 * time.Hour

// Await makes the next text the answer to a question.
func (t *Turn) Await(what string) {
	t.DropNotes()
	t.State.Patient.Awaits = state.Awaited{What: what, Since: t.Now()}
}

// Follows tells whether what is said now comes soon enough after a text that was said at one time, or after the answer
// to it, if that came late (see AnsweredLate).
func (t *Turn) Follows(said, answered time.Time, within time.Duration) bool {
	at := t.SaidAt()
	read := !answered.IsZero() && !at.Before(answered.Add(-onTheWay))
	return at.Sub(said) <= within || read && at.Sub(answered) <= within
}

// AnsweredLate is when the text that is answered now is, if it was said long before. Zero: it is answered at once.
func (t *Turn) AnsweredLate() time.Time {
	if t.Stale() {
		return t.Now()
	}
	return time.Time{}
}

// AwaitNothing makes the next text an answer to nothing. It may still be the next part of a note.
func (t *Turn) AwaitNothing() {
	if t.State.Patient == nil {
		return
	}
	t.State.Patient.Awaits = state.Awaited{}
	if !strings.HasPrefix(t.State.Patient.Thought.What, NotePart) {
		t.Parts().Drop()
	}
}

// AwaitNote makes the patient's next text a note on an alert.
func (t *Turn) AwaitNote(alert string) {
	p := t.State.Patient
	t.Parts().Drop()
	p.NoteFor, p.NoteAt = alert, t.Now()
}

// NoteFor is the alert that the patient's text is a note on, or a further part of one; empty: it is none.
func (t *Turn) NoteFor() string {
	p := t.State.Patient
	if p == nil {
		return ""
	}
	if alert, ok := strings.CutPrefix(t.Parts().GoesOn(), NotePart); ok {
		return alert
	}
	if p.NoteFor != "" && !t.Follows(p.NoteAt, time.Time{}, AwaitedFor) {
		p.NoteFor = ""
	}
	return p.NoteFor
}

// TookNote notes that a text was taken as a note, or as a further part; see Parts.Took.
func (t *Turn) TookNote(alert string, size int) {
	t.State.Patient.NoteFor = ""
	t.Parts().Took(NotePart+alert, size)
}

// cutFrom is how long a text is that the app may have cut, in UTF-16 units: it cuts at 4,096, or at a space before.
const cutFrom = 4000

// restComes is how long after the first part of a text the app has sent the rest.
const restComes = 10 * time.Second

// Rest reports whether a text is the rest of one that the app has cut. It is the answer to nothing: the whole was too
// long, and that was said of its first part.
func (t *Turn) Rest(text string) bool {
	p := t.State.Patient
	if p == nil {
		return false
	}
	after := t.SaidAt().Sub(p.Cut)
	rest := !p.Cut.IsZero() && after >= 0 && after <= restComes
	p.Cut = time.Time{}
	if flows.Units(text) >= cutFrom {
		p.Cut = t.SaidAt()
	}
	return rest
}

// NextSerial numbers an offer or a change that the patient may refuse. Its buttons carry the number.
func (t *Turn) NextSerial() int {
	t.State.Patient.Serial++
	return t.State.Patient.Serial
}

// DropNotes stops waiting for a note on an alert. After turning to something else, a person does not mean their next
// text for the alert's readers.
func (t *Turn) DropNotes() {
	if t.State.Patient != nil {
		t.State.Patient.NoteFor = ""
	}
	if t.State.Desk != nil {
		t.State.Desk.NoteFor = ""
	}
	t.Parts().Drop()
	t.DeskParts().Drop()
}

// DropTyped stops waiting for a text. Whoever wanted the help menu meanwhile may go on with what is about an alert: a
// note, or how to reach them.
func (t *Turn) DropTyped(help bool) {
	if !help {
		t.DropNotes()
	}
	if !help || !t.AwaitsReach() {
		t.AwaitNothing()
	}
}

// AwaitsReach tells whether the next text may say how to reach the patient about an alert.
func (t *Turn) AwaitsReach() bool {
	p := t.State.Patient
	return p != nil && (strings.HasPrefix(p.Awaits.What, "reach:") || strings.HasPrefix(p.Thought.What, RingPart))
}

// Means reports whether a text is one of the plain words under a key, one a line, in the reader's language.
func (t *Turn) Means(text, key string) bool { return wordOf(t.Text(key), text) }

// MeansInAny is Means in every language of the clinic. It serves help, stopping, and the word that clears the screen:
// they must work even if the language is set wrongly.
func (t *Turn) MeansInAny(text, key string) bool {
	return t.Means(text, key) || slices.ContainsFunc(t.Languages(), func(locale string) bool {
		words, _ := t.Plan.Wordings[locale].Text(key, nil)
		return wordOf(words, text)
	})
}

// AsksForHelp tells whether a message is nothing but a call for help, in any language of the clinic: the button under
// the text field, "help", or such a word among those that are said around it ("can you help me please").
func (t *Turn) AsksForHelp(text string) bool {
	if t.MeansInAny(text, "keyboard.help") || t.MeansInAny(text, "discreet.keyboard") {
		return true
	}
	around := make(map[string]bool)
	for _, locale := range t.Languages() {
		words, _ := t.Plan.Wordings[locale].Text("words.help_with", nil)
		for _, word := range flows.Words(words) {
			around[word] = true
		}
	}
	heart := func(text string) []string {
		return slices.DeleteFunc(flows.Words(text), func(word string) bool { return around[word] })
	}
	said := heart(text)
	if len(said) == 0 {
		return t.MeansInAny(text, "words.help")
	}
	return slices.ContainsFunc(t.Languages(), func(locale string) bool {
		lines, _ := t.Plan.Wordings[locale].Text("words.help", nil)
		same := func(line string) bool { return slices.Equal(heart(line), said) }
		return slices.ContainsFunc(strings.Split(lines, "\n"), same)
	})
}

// wordOf compares as phrases are compared: capitals, marks around the words, emoji and invisible characters make no
// difference.
func wordOf(lines, text string) bool {
	said := flows.Words(text)
	return len(said) > 0 && slices.ContainsFunc(strings.Split(lines, "\n"), func(line string) bool {
		return slices.Equal(flows.Words(line), said)
	})
}
