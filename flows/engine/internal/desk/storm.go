package desk

import (
	"strconv"
	"strings"
	"time"

	"footing/flows/state"
)

// A storm is one person's many presses about one alert. They are counted in one message, which is edited.
const (
	StormFor = time.Minute // alarms about further presses, from the youngest alarm message on
	easedFor = time.Hour   // "I'm safe for now", from the first in the note on
)

// stormed counts a further press in the youngest alarm message, if that is fresh and nobody has acted on it. It reports
// whether it did. Repeats of the ladder are always new messages, because an edit notifies nobody.
func (t Side) stormed(a *state.Alarmed, l state.Alarm) bool {
	further := l.More && !l.Repeat && !l.Reopen && l.Message == 0 && l.Upto > a.Upto
	if !further || a.Seen || a.Rang.IsZero() || t.Now().Sub(a.Rang) >= StormFor {
		return false
	}
	a.Upto, a.Unheard = l.Upto, l.Unheard
	a.Presses++
	if !a.Waits {
		t.showStorm(a)
	}
	return true
}

// showStorm writes the count and the last time into the youngest alarm message. Its buttons cover what it tells of.
func (t Side) showStorm(a *state.Alarmed) {
	lines := []string{
		t.alarmText(a), t.Text("alarm.storm", "n", strconv.Itoa(a.Presses), "time", t.Clock(t.Now())),
	}
	if a.Unheard {
		lines = append(lines, t.Text("alarm.unheard"))
	}
	t.Edit(a.Message, strings.Join(append(lines, t.Text("alarm.repeats")), "\n"), t.alarmButtons(a)...)
}

// eased shows that the patient pressed "I'm safe for now". It informs only; the alert stays open. Further presses are
// counted in the same note.
func (t Side) eased(l state.Eased) {
	a := t.alarm(l.Alert)
	if a == nil {
		t.Ignore("an alert that is over")
		return
	}
	fresh := a.EasedFrom.IsZero() || t.Now().Sub(a.EasedFrom) >= easedFor
	if fresh {
		a.Eased, a.EasedFrom, a.EasedMessage = 0, t.Now(), 0
	}
	a.Eased++
	a.EasedAt = l.At
	switch {
	case fresh:
		t.Add(state.Say{
			Chat: t.State.Chat, Class: state.ClassReply, Text: t.easedText(a), Anchor: "eased:" + a.Alert,
		})
	case a.EasedMessage != 0:
		t.Edit(a.EasedMessage, t.easedText(a))
	}
}

func (t Side) easedText(a *state.Alarmed) string {
	if a.Eased > 1 {
		return t.Text("alarm.eased_times", "short", a.Short, "code", a.Code, "n", strconv.Itoa(a.Eased),
			"time", t.Clock(a.EasedAt))
	}
	return t.Text("alarm.eased", "short", a.Short, "code", a.Code, "time", t.Clock(a.EasedAt))
}

// EasedSent stores the id of the note about "I'm safe for now", and brings it up to date.
func (t Side) EasedSent(id string, message int) {
	a := t.alarm(id)
	if a == nil || t.alarmOf(a) == nil {
		t.Ignore("an alert that is over")
		return
	}
	a.EasedMessage = message
	if a.Eased > 1 {
		t.Edit(message, t.easedText(a))
	}
}
