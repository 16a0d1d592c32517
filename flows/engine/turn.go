package engine

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
	"footing/flows/record"
)

// turn is one Step under way: the state as it becomes, and the effects so far.
type turn struct {
	plan    *flows.Protocol
	state   State
	event   Header
	effects []Effect
	part    string         // of the set-up, that is to be gone through again
	home    *time.Location // of the state's zone, once it was needed
	// regained: a message has arrived with somebody who was not reached.
	regained bool
}

// now is the event's time, the only time there is.
func (t *turn) now() time.Time { return t.event.At }

func (t *turn) add(e Effect) {
	switch shown := e.(type) {
	case Say:
		shown.Buttons = fitted(shown.Buttons)
		e = shown
	case Edit:
		shown.Buttons = fitted(shown.Buttons)
		e = shown
	}
	t.effects = append(t.effects, e)
}

func (t *turn) ignore(reason string) { t.add(Ignore{Reason: reason}) }

// keep records a fact; its id is that of the effect that records it.
func (t *turn) keep(body record.Body) {
	id := EffectID(t.event.ID, len(t.effects))
	t.add(Keep{Fact: record.Fact{ID: id, At: t.now(), Body: body}})
}

func (t *turn) wake(kind WakeKind, key string, at time.Time) {
	t.add(Wake{Kind: kind, Key: key, At: at})
}

func (t *turn) forget(kind WakeKind, key string) { t.add(Forget{Kind: kind, Key: key}) }

// tell writes to another participant. Where somebody has left and no other was found, there is nobody to write to.
func (t *turn) tell(to string, l Letter) {
	if to == "" {
		t.ignore("a letter to nobody")
		return
	}
	t.add(Tell{To: to, Letter: l})
}

// say sends a message of the given class to this participant.
func (t *turn) say(class Class, text string, buttons ...[]Button) {
	t.add(Say{Chat: t.state.Chat, Class: class, Text: text, Buttons: buttons})
}

// reply answers what the person just did, in words of the wording.
func (t *turn) reply(key string, args ...string) {
	t.say(ClassReply, t.text(key, args...), t.helpRow())
}

func (t *turn) edit(message int, text string, buttons ...[]Button) {
	t.add(Edit{Chat: t.state.Chat, Message: message, Class: ClassReply, Text: text, Buttons: buttons})
}

// toast ends a press; an empty key ends it silently.
func (t *turn) toast(e Tapped, key string) {
	text := ""
	if key != "" {
		text = t.text(key)
	}
	t.add(Toast{Callback: e.Callback, Text: text})
}

// text fills a text of the conversation. Args are name, value, name, value. The clinic's name is always
// there. A key that no wording has stands for itself: Check refuses such a wording before anything runs.
func (t *turn) text(key string, args ...string) string {
	filled := map[string]string{"clinic": t.plan.Clinic.Name}
	for i := 0; i+1 < len(args); i += 2 {
		filled[args[i]] = args[i+1]
	}
	text, ok := t.plan.Wording(t.state.Locale).Text(key, filled)
	if !ok {
		return key
	}
	if p := t.state.Patient; p != nil && p.Clinician.ID == "" {
		return sentences(text, p.Clinician.Name)
	}
	return text
}

// sentences lets every sentence that begins with the words for somebody unnamed begin with a capital letter.
func sentences(text, words string) string {
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 || !unicode.IsLower(first) {
		return text
	}
	parts := strings.Split(text, words)
	for n := 1; n < len(parts); n++ {
		before := strings.Join(parts[:n], "")
		if strings.HasSuffix(before, "\n") || slices.Contains([]string{"", ". ", "? ", "! "}, before[max(0, len(before)-2):]) {
			parts[n] = string(unicode.ToUpper(first)) + words[size:] + parts[n]
			continue
		}
		parts[n] = words + parts[n]
	}
	return strings.Join(parts, "")
}

// zone is the participant's zone, or the clinic's before one was confirmed.
func (t *turn) zone() *time.Location {
	name := t.state.Zone
	if name == "" || name == t.plan.Clinic.Zone {
		return t.plan.Clinic.Location()
	}
	if t.home == nil || t.home.String() != name {
		zone, err := flows.LoadZone(name)
		if err != nil {
			return t.plan.Clinic.Location()
		}
		t.home = zone
	}
	return t.home
}

// clock is a wall-clock time for the reader, with the weekday when it is not today.
func (t *turn) clock(at time.Time) string {
	local, today := at.In(t.zone()), t.now().In(t.zone())
	if local.Format(time.DateOnly) == today.Format(time.DateOnly) {
		return local.Format("15:04")
	}
	return t.day(local.Weekday()) + " " + local.Format("15:04")
}

func (t *turn) day(d time.Weekday) string {
	return t.text("day." + strings.ToLower(d.String()[:3]))
}

func (t *turn) longDay(d time.Weekday) string {
	return t.text("weekday." + strings.ToLower(d.String()[:3]))
}

// quiet tells whether nothing unasked-for may be sent now.
func (t *turn) quiet() bool {
	return t.plan.Quiet(wallClock(t.now().In(t.zone())))
}

// afterQuiet is now, or the end of the quiet hours that now lies in.
func (t *turn) afterQuiet() time.Time { return t.quietUntil(t.now()) }

// waits puts something to tell off to the end of the quiet hours, if it is one of them now. It tells whether it did.
func (t *turn) waits(key string) bool {
	if !t.quiet() {
		return false
	}
	t.wake(WakeNews, key, t.afterQuiet())
	return true
}

// quietUntil is the given time, or the end of the quiet hours that it lies in.
func (t *turn) quietUntil(at time.Time) time.Time {
	local := at.In(t.zone())
	if !t.plan.Quiet(wallClock(local)) {
		return at
	}
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for range 2 {
		wall := day.Add(time.Duration(t.plan.Limits.QuietTo) * time.Minute)
		if end := flows.Resolve(wall, t.zone()); end.After(at) {
			return end
		}
		day = day.AddDate(0, 0, 1)
	}
	return at
}

// workingFrom is now, or when somebody is on duty next and the reader's night is over.
func (t *turn) workingFrom() time.Time {
	at := t.now()
	for range 8 { // the one may end within the other
		next := t.quietUntil(at)
		if duty, ok := t.plan.Clinic.NextDuty(next); ok {
			next = duty
		}
		if next.Equal(at) {
			return at
		}
		at = next
	}
	return t.afterQuiet() // a clinic that is on duty at night only
}

func wallClock(local time.Time) flows.Clock {
	return flows.Clock(local.Hour()*60 + local.Minute())
}

// derive gives a number in [0, n) that depends on the seed and what it is for, and on nothing else.
func derive(seed, purpose string, n int) int {
	sum := sha256.Sum256([]byte(seed + "\x00" + purpose))
	return int(binary.BigEndian.Uint32(sum[:4]) % uint32(n)) //nolint:gosec // n is small and positive
}

// shortID names an alert for people: four characters without look-alikes.
func shortID(id string) string {
	sum := sha256.Sum256([]byte("alert\x00" + id))
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	return base32.NewEncoding(alphabet).EncodeToString(sum[:])[:4]
}

// alarmKey names an alert in a button's data: longer than the short id that people read, for a press must never
// find another alert.
func alarmKey(id string) string {
	sum := sha256.Sum256([]byte("alarm\x00" + id))
	return fmt.Sprintf("%x", sum[:8])
}

// hash is what is kept of an invitation's secret.
func hash(secret string) string {
	sum := sha256.Sum256([]byte("invitation\x00" + secret))
	return fmt.Sprintf("%x", sum[:16])
}

func button(text, data string) Button { return Button{Text: text, Data: data} }

func row(buttons ...Button) []Button { return buttons }

// helpRow is the help button on a message of the bot. Its code is fixed and needs no state.
func (t *turn) helpRow() []Button {
	return row(button(t.text("button.help"), "h"))
}
