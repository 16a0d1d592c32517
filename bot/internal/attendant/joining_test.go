package attendant

import (
	"log/slog"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/spool"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// TestEvidenceIsCalledOnce: a red answer that has had its turn comes once more if the process ended before it was
// confirmed. It is not counted as another call, and nobody is called again for it; a new one is.
func TestEvidenceIsCalledOnce(t *testing.T) {
	now := loop.Reading{Wall: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	lind := state.Contact{ID: "s00-L", Name: "Dr Lind", Role: record.Clinician}
	alert := state.Standing{
		ID: "u7.c9", At: now.Wall, Since: now.Wall, Repeated: now.Wall, Latest: 2, Last: now.Wall, Taken: []int{0},
		Called: []string{lind.ID}, Events: []string{"u8.c9"},
	}
	seen := alert
	seen.Seen, seen.SeenBy, seen.SeenID = now.Wall, lind.Name, lind.ID
	for name, c := range map[string]struct {
		alert  state.Standing
		event  string
		joined bool
		calls  bool
	}{
		"the first evidence":        {alert: alert, event: "u7.c9", joined: true},
		"later evidence":            {alert: alert, event: "u8.c9", joined: true},
		"a new answer":              {alert: alert, event: "u9.c9", joined: true, calls: true},
		"evidence that was seen":    {alert: seen, event: "u8.c9", joined: true},
		"a new answer, once seen":   {alert: seen, event: "u9.c9"},
		"evidence of another alert": {alert: alert, event: "u6.c9", joined: true, calls: true},
	} {
		a := unheard(t, now)
		a.with.Log, a.with.Spool = slog.New(slog.DiscardHandler), new(spool.Spool)
		learn(a.with.Routes, "s00-K", state.Route{
			Chat: ann, Code: "A-17", Told: true, Alerts: []state.Standing{c.alert},
			Steps: []state.RouteStep{{Call: flows.RankFirst, People: []state.Contact{lind}}},
		})
		event := state.Tapped{Header: state.Header{ID: c.event, At: now.Wall}, Data: "a:1:s1:more", Message: 9}
		p := &plight{id: "s00-K", plea: engine.PleaRed, arrival: storage.Arrival{Chat: ann, Event: event}}
		before := 2
		if joined := a.raiseStanding(p, now); joined != c.joined || joined != (p.emergency != nil) {
			t.Errorf("%s: joined, %t", name, joined)
			continue
		}
		alarm := a.emergencies["u7.c9"]
		if c.calls {
			before++
		}
		if alarm.about().N != before || alarm.renewed != c.calls || len(alarm.red) != before-2 {
			t.Errorf("%s: it tells of %d calls; called again, %t; waiting %v", name, alarm.about().N, alarm.renewed, alarm.red)
		}
	}
}
