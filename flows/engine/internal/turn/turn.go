// Package turn is a Step under way: the state as it changes, the effects so far, and what every side of a conversation
// needs: texts in the reader's language, messages, due moments, facts, the calendar, the machinery of the set-up, and
// who may be called, told or shown answers.
//
// Begin with Turn. A side embeds it, asks it for words with Text, speaks with Say, Edit and Reply, remembers with Keep,
// and asks to be woken with Wake:
//
//	t.Say(state.ClassReply, t.Text("pause.done", "until", t.Date(until)), t.HelpRow())
//
// It decides nothing: what is urgent is safety's, what is asked is patient's, what a clinician sees is desk's.
package turn

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"footing/flows"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// Turn is one Step under way: the state as it becomes, and the effects so far.
type Turn struct {
	Plan    *flows.Protocol
	State   state.State
	Event   state.Header
	Effects []state.Effect
	Spoken  time.Time      // when the event was said; zero: when it was taken in
	Met     bool           // whoever said it had the truth and the numbers already, before there was a turn
	Section string         // of the set-up, that is to be gone through again
	Home    *time.Location // of the state's zone, once it was needed
	// Regained: a message has arrived with somebody who was not reached.
	Regained bool
}

// Now is the event's time, the only time there is.
func (t *Turn) Now() time.Time { return t.Event.At }

// SaidAt is when what happens now was said or pressed. Facts, notes and alerts name it; calls and hours go by Now.
func (t *Turn) SaidAt() time.Time {
	if t.Spoken.IsZero() || t.Spoken.After(t.Now()) {
		return t.Now()
	}
	return t.Spoken
}

// Add appends an effect. Rows of buttons are fitted to a phone's width.
func (t *Turn) Add(e state.Effect) {
	switch shown := e.(type) {
	case state.Say:
		shown.Buttons = fitted(shown.Buttons)
		e = shown
	case state.Edit:
		shown.Buttons = fitted(shown.Buttons)
		e = shown
	}
	t.Effects = append(t.Effects, e)
}

// Ignore records that nothing was done, with a reason for a counter.
func (t *Turn) Ignore(reason string) { t.Add(state.Ignore{Reason: reason}) }

// stale is how long a reply still answers what was said: after that the person has put the phone away.
const stale = 2 * time.Minute

// Stale reports whether what happens now was said so long ago that a reply comes as a message by itself.
func (t *Turn) Stale() bool { return t.Now().Sub(t.SaidAt()) > stale }

// onTheWay is how long what somebody says may be on its way without being called late.
const onTheWay = time.Minute

// Keep records a fact; its id is that of the effect that records it.
func (t *Turn) Keep(body record.Body) {
	fact := record.Fact{ID: state.EffectID(t.Event.ID, len(t.Effects)), At: t.Now(), Body: body}
	if said := t.SaidAt(); t.Now().Sub(said) >= onTheWay {
		fact.Said = said
	}
	t.Add(state.Keep{Fact: fact})
}

// Wake schedules a due moment. A second one of the same kind and key moves it.
func (t *Turn) Wake(kind state.WakeKind, key string, at time.Time) {
	t.Add(state.Wake{Kind: kind, Key: key, At: at})
}

// Forget cancels a due moment.
func (t *Turn) Forget(kind state.WakeKind, key string) { t.Add(state.Forget{Kind: kind, Key: key}) }

// Tell sends a letter to another participant. It does nothing if there is no recipient, as after a clinician has left.
func (t *Turn) Tell(to string, l state.Letter) {
	if to == "" {
		t.Ignore("a letter to nobody")
		return
	}
	t.Add(state.Tell{To: to, Letter: l})
}

// Say sends a message of the given class to this participant.
func (t *Turn) Say(class state.Class, text string, buttons ...[]state.Button) {
	t.Add(state.Say{Chat: t.State.Chat, Class: class, Text: text, Buttons: buttons})
}

// Reply answers what the person just did, with a text of the wording.
func (t *Turn) Reply(key string, args ...string) {
	t.Say(state.ClassReply, t.Text(key, args...), t.HelpRow())
}

// Edit changes a message of this chat in place.
func (t *Turn) Edit(message int, text string, buttons ...[]state.Button) {
	t.Add(state.Edit{Chat: t.State.Chat, Message: message, Class: state.ClassReply, Text: text, Buttons: buttons})
}

// Toast answers a press; an empty key answers it silently.
func (t *Turn) Toast(e state.Tapped, key string) {
	text := ""
	if key != "" {
		text = t.Text(key)
	}
	if e.Callback == "" { // a press that was kept: its spinning has ended long ago
		return
	}
	t.Add(state.Toast{Callback: e.Callback, Text: text})
}

// NameShown is a name as Telegram shows it, or words that say that it shows nothing.
func (t *Turn) NameShown(name string) string {
	if name == "" {
		return t.Text("opener.nameless")
	}
	return name
}

// Text fills a text of the conversation. Args are name, value, name, value. The clinic's name is always available. An
// unknown key stands for itself, but Check refuses such a wording before anything runs.
func (t *Turn) Text(key string, args ...string) string {
	filled := map[string]string{"clinic": t.Plan.Clinic.Name}
	for i := 0; i+1 < len(args); i += 2 {
		filled[args[i]] = args[i+1]
	}
	text, ok := t.Plan.Wording(t.State.Locale).Text(key, filled)
	if !ok {
		return key
	}
	if p := t.State.Patient; p != nil && p.Clinician.ID == "" {
		return sentences(text, p.Clinician.Name)
	}
	return text
}

// sentences capitalizes the words for an unnamed person where they begin a sentence.
func sentences(text, words string) string {
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 || !unicode.IsLower(first) {
		return text
	}
	parts := strings.Split(text, words)
	for n := 1; n < len(parts); n++ {
		before := strings.Join(parts[:n], "")
		if strings.HasSuffix(before, "\n") || slices.Contains([]string{"", ". ", "? ", "! "},
			before[max(0, len(before)-2):]) {
			parts[n] = string(unicode.ToUpper(first)) + words[size:] + parts[n]
			continue
		}
		parts[n] = words + parts[n]
	}
	return strings.Join(parts, "")
}

// Zone is the participant's zone, or the clinic's until one is confirmed.
func (t *Turn) Zone() *time.Location {
	name := t.State.Zone
	if name == "" || name == t.Plan.Clinic.Zone {
		return t.Plan.Clinic.Location()
	}
	if t.Home == nil || t.Home.String() != name {
		zone, err := flows.LoadZone(name)
		if err != nil {
			return t.Plan.Clinic.Location()
		}
		t.Home = zone
	}
	return t.Home
}

// Clock is a wall-clock time for the reader: with the weekday when it is not today, and with the date when it is more
// than six days away, so that the weekday alone would be taken for another.
func (t *Turn) Clock(at time.Time) string {
	local := at.In(t.Zone())
	switch days := t.LocalDay(at).Sub(t.LocalDay(t.Now())).Abs(); {
	case days == 0:
		return local.Format("15:04")
	case days > 6*24*time.Hour:
		return t.DateTime(at)
	}
	return t.Day(local.Weekday()) + " " + local.Format("15:04")
}

// DayFor names the day of a moment for a reader in a language and a zone, as seen from another: its weekday within six
// days, else its date. So the same weekday is never taken for another.
func (t *Turn) DayFor(at, from time.Time, locale, zone string) string {
	reader := Turn{Plan: t.Plan, State: state.State{Locale: locale, Zone: zone}}
	day := reader.LocalDay(at)
	if days := day.Sub(reader.LocalDay(from)); days > 0 && days <= 6*24*time.Hour {
		return reader.LongDay(day.Weekday())
	}
	return reader.NominalDate(day)
}

// Day is a short weekday name in the reader's language.
func (t *Turn) Day(d time.Weekday) string {
	return t.Text("day." + strings.ToLower(d.String()[:3]))
}

// LongDay is a full weekday name in the reader's language.
func (t *Turn) LongDay(d time.Weekday) string {
	return t.Text("weekday." + strings.ToLower(d.String()[:3]))
}

// Quiet reports whether the quiet hours hold now: nothing unprompted may be sent.
func (t *Turn) Quiet() bool {
	return t.Plan.Quiet(flows.WallClock(t.Now().In(t.Zone())))
}

// AfterQuiet is the current time, or the end of the current quiet hours.
func (t *Turn) AfterQuiet() time.Time { return t.QuietUntil(t.Now()) }

// Waits postpones a message to the end of the quiet hours if they hold now. It reports whether it did.
func (t *Turn) Waits(key string) bool {
	if !t.Quiet() {
		return false
	}
	t.Wake(state.WakeNews, key, t.AfterQuiet())
	return true
}

// QuietUntil is the given time, or the end of the quiet hours around it.
func (t *Turn) QuietUntil(at time.Time) time.Time {
	local := at.In(t.Zone())
	if !t.Plan.Quiet(flows.WallClock(local)) {
		return at
	}
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for range 2 {
		wall := day.Add(time.Duration(t.Plan.Limits.QuietTo) * time.Minute)
		if end := flows.Resolve(wall, t.Zone()); end.After(at) {
			return end
		}
		day = day.AddDate(0, 0, 1)
	}
	return at
}

// WorkingFrom is the earliest time with somebody on duty that is outside the reader's quiet hours.
func (t *Turn) WorkingFrom() time.Time {
	at := t.Now()
	for range 8 { // the one may end within the other
		next := t.QuietUntil(at)
		if duty, ok := t.Plan.Clinic.NextDuty(next); ok {
			next = duty
		}
		if next.Equal(at) {
			return at
		}
		at = next
	}
	return t.AfterQuiet() // a clinic that is on duty at night only
}

// Derive maps a seed and a purpose to a number in [0, n). It depends on nothing else.
func Derive(seed, purpose string, n int) int {
	sum := sha256.Sum256([]byte(seed + "\x00" + purpose))
	return int(binary.BigEndian.Uint32(sum[:4]) % uint32(n)) //nolint:gosec // n is small and positive
}

// ShortID names an alert for people: four characters without look-alikes.
func ShortID(id string) string {
	sum := sha256.Sum256([]byte("alert\x00" + id))
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	return base32.NewEncoding(alphabet).EncodeToString(sum[:])[:4]
}

// AlarmKey names an alert in a button's data. It is longer than the short id for people, because a press must never
// find another alert.
func AlarmKey(id string) string {
	sum := sha256.Sum256([]byte("alarm\x00" + id))
	return fmt.Sprintf("%x", sum[:8])
}

// Row is one row of buttons.
func Row(buttons ...state.Button) []state.Button { return buttons }

// YesOrNo are the two answers to a question.
func (t *Turn) YesOrNo(yes, no press.Press) []state.Button {
	return Row(Button(t.Text("button.yes"), yes), Button(t.Text("button.no"), no))
}

// HelpRow is the help button on a message. Its code is fixed and needs no state.
func (t *Turn) HelpRow() []state.Button {
	return Row(Button(t.Text("button.help"), press.Help{}))
}

// Button is a button with a press as its data.
func Button(text string, p press.Press) state.Button {
	return state.Button{Text: text, Data: press.Encode(p)}
}
