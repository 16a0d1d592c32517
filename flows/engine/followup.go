package engine

import (
	"strings"
	"time"

	"footing/flows"
)

// After a red answer or a call for help there are two gentle follow-ups: one later on the same day, if that is not
// in the quiet hours, and one on the next day. They ask nothing and need no answer.
const (
	followToday    = "1:"
	followTomorrow = "2:"
	followAfter    = 3 * time.Hour
)

// followLater plans the follow-ups of an alert, counted from its youngest evidence.
func (t *turn) followLater(a *Alert) {
	local := t.now().In(t.zone())
	first := t.now().Add(followAfter).In(t.zone())
	if first.Format(time.DateOnly) == local.Format(time.DateOnly) && !t.plan.Quiet(wallClock(first)) {
		t.wake(WakeFollow, followToday+a.ID, first)
	}
	at := min(max(wallClock(local), t.plan.Limits.Earliest), t.plan.Limits.Latest)
	t.wake(WakeFollow, followTomorrow+a.ID, flows.Resolve(at.On(local.AddDate(0, 0, 1)), t.zone()))
}

// followUp asks after the patient. It keeps still for somebody who stopped, or who asked for a pause since, and after an
// alert that another has followed: that one has follow-ups of its own, and nobody is told the same twice.
func (t *turn) followUp(key string) {
	id, today := strings.CutPrefix(key, followToday)
	if !today {
		id = strings.TrimPrefix(key, followTomorrow)
	}
	a := t.alertOf(id)
	p := t.state.Patient
	switch {
	case a == nil, p.Left, t.gaveUp(), p.pausedAt(t.now()) && !p.Pause.From.Before(a.At):
		t.ignore("nobody to follow up")
	case a.ID != p.Alerts[len(p.Alerts)-1].ID:
		t.ignore("a later alert is followed up")
	case t.quiet() && today:
		t.ignore("too late for a follow-up")
	case t.quiet():
		t.wake(WakeFollow, key, t.afterQuiet())
	default:
		text := t.text(map[bool]string{true: "follow.today", false: "follow.tomorrow"}[today], "name", t.first().Name)
		t.say(ClassPrompt, text, row(button(t.text("button.safe_for_now"), "s:"+a.Short)), t.helpRow())
	}
}
