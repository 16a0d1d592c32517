package safety

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// After a red answer or a call for help there are two gentle follow-ups: one later on the same day, if that is not
// in the quiet hours, and one on the next day. They ask nothing and need no answer.
const (
	followToday    = "1:"
	followTomorrow = "2:"
	followAfter    = 3 * time.Hour
)

// followLater plans the follow-ups of an alert, counted from its youngest evidence.
func (t Side) followLater(a *state.Alert) {
	local := t.Now().In(t.Zone())
	first := t.Now().Add(followAfter).In(t.Zone())
	if first.Format(time.DateOnly) == local.Format(time.DateOnly) && !t.Plan.Quiet(flows.WallClock(first)) {
		t.Wake(state.WakeFollow, followToday+a.ID, first)
	}
	at := min(max(flows.WallClock(local), t.Plan.Limits.Earliest), t.Plan.Limits.Latest)
	t.Wake(state.WakeFollow, followTomorrow+a.ID, flows.Resolve(at.On(local.AddDate(0, 0, 1)), t.Zone()))
}

// FollowUp asks after the patient. It is skipped if the patient has stopped or has paused since. It is also skipped for
// an alert that a newer one has followed: the newer one has its own follow-ups.
func (t Side) FollowUp(key string) {
	id, today := strings.CutPrefix(key, followToday)
	if !today {
		id = strings.TrimPrefix(key, followTomorrow)
	}
	a := t.alertOf(id)
	p := t.State.Patient
	switch {
	case a == nil, p.Left, t.GaveUp(), p.PausedAt(t.Now()) && !p.Pause.From.Before(a.At):
		t.Ignore("nobody to follow up")
	case a.ID != p.Alerts[len(p.Alerts)-1].ID:
		t.Ignore("a later alert is followed up")
	case t.Quiet() && today:
		t.Ignore("too late for a follow-up")
	case t.Quiet():
		t.Wake(state.WakeFollow, key, t.AfterQuiet())
	default:
		words := "follow.tomorrow"
		switch {
		case today:
			words = "follow.today"
		case len(t.Staffed()) == 0: // Help can tell nobody
			words = "follow.tomorrow_nobody"
		}
		t.Say(state.ClassPrompt, t.Text(words, "name", t.First().Name), turn.Row(turn.Button(t.Text("button.safe_for_now"), press.Safe{Alert: a.Short})),
			t.HelpRow())
	}
}
