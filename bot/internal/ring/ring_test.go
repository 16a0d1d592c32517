package ring

import (
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/flows"
	"footing/flows/state"
)

// TestARingCountsForItsPostInItsRound: a call for one post of an alert is none for another, and none once the alert was
// called out anew. The patient's side is told of each post that was called, in the same words as at first.
func TestARingCountsForItsPostInItsRound(t *testing.T) {
	rang := time.Date(2026, 3, 2, 10, 0, 30, 0, time.UTC)
	r := New(Parts{})
	r.rung[ringing{"a", flows.RankFirst}] = rung{"m1", loop.Reading{Wall: rang}}
	r.rung[ringing{"a", ""}] = rung{"m2", loop.Reading{Wall: rang}}
	r.rung[ringing{"b", flows.RankBackup}] = rung{"m3", loop.Reading{Wall: rang}}
	for name, c := range map[string]struct {
		alert   string
		post    flows.Rank
		began   time.Time // zero: the route has no such alert
		want    bool
		message string
	}{
		"this round":               {"a", flows.RankFirst, rang.Add(-time.Minute), true, ""},
		"no route":                 {"a", flows.RankFirst, time.Time{}, true, ""},
		"called anew":              {"a", flows.RankFirst, rang.Add(time.Minute), false, ""},
		"another post":             {"a", flows.RankBackup, rang.Add(-time.Minute), false, ""},
		"another alert":            {"b", flows.RankFirst, rang.Add(-time.Minute), false, ""},
		"no known alert":           {"", flows.RankFirst, time.Time{}, false, ""},
		"its post was not known":   {"a", flows.RankBackup, rang.Add(-time.Minute), true, "m2"},
		"another message's post":   {"a", flows.RankBackup, rang.Add(-time.Minute), false, "m4"},
		"its post, but anew since": {"a", flows.RankBackup, rang.Add(time.Minute), false, "m2"},
	} {
		var route state.Route
		if !c.began.IsZero() {
			route.Alerts = []state.Standing{{ID: c.alert, Since: c.began}}
		}
		if _, got := r.rang(Alarm{Alert: c.alert, ID: c.message}, c.post, route); got != c.want {
			t.Errorf("%s: rang is %t", name, got)
		}
	}
	told := r.Rung("s00-A", "a")
	if len(told) != 2 { // and of the call for no post, which counts for the first of the ladder
		t.Fatalf("the patient's side is told %+v", told)
	}
	e, _ := told[0].Event.(state.Called)
	if e.ID != "m1/page/first" || !e.At.Equal(rang) || e.Evidence != "a" || !e.Channel || e.Post != flows.RankFirst ||
		told[0].To != "s00-A" {
		t.Errorf("the patient's side is told %+v", told[0])
	}
	if told := r.Rung("s00-A", ""); len(told) != 0 {
		t.Errorf("of no alert the patient's side is told %+v", told)
	}
}
