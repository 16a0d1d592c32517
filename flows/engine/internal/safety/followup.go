package safety

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
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
// an alert that a newer one has followed, which has its own follow-ups unless it was pressed by mistake.
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
	case t.followed(a):
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
		safe := turn.Button(t.Text("button.safe_for_now"), press.Safe{Alert: a.Short})
		t.Say(state.ClassPrompt, t.Text(words, "name", t.First().Name), turn.Row(safe), t.HelpRow())
	}
}

// followed tells whether a newer alert has follow-ups in place of those of this one.
func (t Side) followed(a *state.Alert) bool {
	for _, newer := range slices.Backward(t.State.Patient.Alerts) {
		if newer.ID == a.ID {
			return false
		}
		if newer.Ended.Reason != record.Mistake {
			return true
		}
	}
	return false
}
