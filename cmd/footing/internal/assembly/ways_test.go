package assembly

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"footing/flows/record"
	"footing/flows/state"
)

// TestWays: everybody who can be called has a way, with the posts that they hold now, and it counts as proven for
// somewhat longer than a week, unless a test alert had no answer. No name is in the metrics.
func TestWays(t *testing.T) {
	now := time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)
	lately, long := now.Add(-7*24*time.Hour), now.Add(-9*24*time.Hour)
	staff := []state.Contact{
		{ID: "lind", Name: "Dr Lind", Role: record.Clinician},
		{ID: "moss", Name: "Dr Moss", Role: record.Clinician},
		{ID: "reed", Name: "Dr Reed", Role: record.Lead},
		{ID: "berg", Name: "Dr Berg", Role: record.Backup},
		{ID: "noor", Name: "Dr Noor", Role: record.Night},
		{ID: "shaw", Name: "Dr Shaw", Role: record.Supervisor},
	}
	ways := waysOf(&state.Office{
		Staff: staff,
		Swaps: []state.Swap{
			{Post: record.Backup, Of: staff[3], Who: staff[0], Said: true, Begun: true},
			{Post: record.Lead, Of: staff[2], Who: staff[1], Said: true}, // to come
		},
		Proven: map[string]time.Time{"lind": lately, "moss": long, "reed": lately, "gone": lately},
		Missed: map[string]time.Time{"reed": now},
	})
	want := []Way{
		{Name: "Dr Lind", Posts: []string{"clinician", "backup"}, Proven: &lately},
		{Name: "Dr Moss", Posts: []string{"clinician"}, Proven: &long},
		{Name: "Dr Reed", Posts: []string{"lead"}, Proven: &lately, Missed: &now},
		{Name: "Dr Berg", Posts: []string{"backup"}},
		{Name: "Dr Noor", Posts: []string{"night"}},
	}
	if diff := cmp.Diff(want, ways); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	var a Assembly
	a.look.Store(&ladderLook{ways: ways})
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(provenWays{&a, func() time.Time { return now }})
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			shown[f.GetName()+" "+m.GetLabel()[0].GetValue()] = m.GetGauge().GetValue()
		}
	}
	if diff := cmp.Diff(map[string]float64{
		"footing_way_proven_timestamp_seconds backup":    float64(lately.Unix()),
		"footing_way_proven_timestamp_seconds clinician": float64(long.Unix()),
		"footing_way_proven_timestamp_seconds lead":      float64(lately.Unix()),
		"footing_ways_unproven backup":                   1,
		"footing_ways_unproven clinician":                1,
		"footing_ways_unproven lead":                     1,
		"footing_ways_unproven night":                    1,
	}, shown); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	if len(waysOf(nil)) > 0 || len((&Assembly{}).Ways()) > 0 {
		t.Error("before anybody works here there are ways")
	}
}
