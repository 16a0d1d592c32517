package bot

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/flows/state"
)

// raising lets whoever writes "raise", "see", "close" or "break" have an alert that was raised, seen and so on.
func raising(s state.State, e state.Event) (state.State, []state.Effect) {
	said, ok := e.(state.Said)
	if !ok {
		return s, nil
	}
	patient := *somebody(s).Patient
	patient.Alerts = append([]state.Alert(nil), patient.Alerts...)
	s.Chat, s.Patient = said.Chat, &patient
	wake := state.Wake{Kind: state.WakeCall, Key: "a", At: said.At.Add(time.Hour)}
	switch said.Text.Reveal() {
	case "raise":
		patient.Alerts = append(patient.Alerts, state.Alert{ID: "a", At: said.At})
		return s, []state.Effect{wake}
	case "see":
		patient.Alerts[0].Seen = said.At
		return s, []state.Effect{wake}
	default:
		patient.Alerts[0].Closed = said.At
		return s, []state.Effect{state.Forget{Kind: state.WakeCall, Key: "a"}}
	}
}

// TestAlertsAreCounted as they are raised, seen and closed, and the same by a process that takes over.
func TestAlertsAreCounted(t *testing.T) {
	w := newWorld(t, raising)
	b := w.start()
	check := func(b *Bot, open, unseen int, oldest time.Time) {
		t.Helper()
		for {
			if n, err := b.alerts.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			} else if n == 0 {
				break
			}
		}
		c := b.alerts.Count()
		if c.Open != open || c.Unseen != unseen || c.Counting || (c.OldestUnseen == nil) != oldest.IsZero() ||
			c.OldestUnseen != nil && !c.OldestUnseen.Equal(oldest) {
			t.Errorf("counted %+v, want %d open, %d unseen, the oldest of %s", c, open, unseen, oldest)
		}
	}
	first := w.now()
	w.says(ann, "raise")
	w.pump(b)
	if !b.alerts.Count().Counting {
		t.Error("the count is said to be whole before the shards were read")
	}
	check(b, 1, 1, first)
	w.pass(time.Minute)
	w.says(ben, "raise")
	w.pump(b)
	check(b, 2, 2, first)
	w.says(ann, "see")
	w.pump(b)
	check(b, 2, 1, first.Add(time.Minute))
	if err := b.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(b, 0, 0, time.Time{})
	next := w.start()
	w.pump(next)
	check(next, 2, 1, first.Add(time.Minute))
	w.says(ben, "close")
	w.pump(next)
	check(next, 1, 0, time.Time{})
}

// TestAnAlertClosedBehindALostReply: the turn was saved and nobody noted it; the shard is read again.
func TestAnAlertClosedBehindALostReply(t *testing.T) {
	w := newWorld(t, raising)
	gate := guarded(w)
	b := w.start()
	w.says(ann, "raise")
	w.pump(b)
	for range 16 {
		if _, err := b.alerts.Once(t.Context(), b.o.Clock()); err != nil {
			t.Fatal(err)
		}
	}
	w.says(ann, "close")
	w.fetches(b)
	gate.stopAt, gate.torn, gate.only = gate.calls+1, true, true // ann is in memory: the next call saves
	if _, err := b.workers[b.o.Store.ShardOf(ann)].Once(t.Context(), b.o.Clock()); err == nil || !gate.hitRedis {
		t.Fatalf("no reply was lost: %v", err)
	}
	w.pump(b)
	if _, err := b.alerts.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if c := b.alerts.Count(); c.Open != 0 || c.Counting {
		t.Errorf("counted %+v", c)
	}
}

// TestMetricsBeginAtZero: counters are there from the start, nothing is negative, and a time that is not known is
// absent.
func TestMetricsBeginAtZero(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewPedanticRegistry()
		w := newWorld(t, nil).live()
		w.adjust = func(o *Options) { o.Metrics = registry }
		b := w.start()
		found := gathered(t, registry)
		for name, want := range map[string]bool{
			`footing_turns_total event:"Tapped"`: true, `footing_parked_total from:"inbox"`: true,
			`footing_pages_total outcome:"retry"`: true, `footing_updates_total kind:"tap"`: true,
			`footing_sends_total effect:"Say" outcome:"throttled"`: true, `footing_alerts_total`: true,
			`footing_polled_timestamp_seconds`: false, `footing_watch_fed_timestamp_seconds`: false,
			`footing_alerts_open`: true, `footing_set_aside_unlooked`: true,
			`footing_waiting_messages class:"safety"`: true, `footing_waiting_oldest_timestamp_seconds class:"safety"`: false,
		} {
			if value, there := found[name]; there != want || value != 0 {
				t.Errorf("%s: there %v with %v, want %v", name, there, value, want)
			}
		}
		stop := w.run(b)
		w.says(ann, "hello")
		time.Sleep(time.Minute)
		later := gathered(t, registry)
		for name, value := range later {
			before, there := found[name]
			switch {
			case value < 0 || before < 0:
				t.Errorf("%s is %v, and was %v", name, value, before)
			case !there && strings.Contains(name, "_total"):
				t.Errorf("%s was not there from the start", name)
			}
		}
		at := later["footing_polled_timestamp_seconds"]
		if now := float64(w.now().Unix()); at > now || at < now-60 {
			t.Errorf("polled at %v, it is %v", at, now)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestEveryCounterBegins: each value of a label that stands in the code is there from the start.
func TestEveryCounterBegins(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	w := newWorld(t, nil)
	w.adjust = func(o *Options) { o.Metrics = registry }
	w.start()
	begun := strings.Join(slices.Sorted(maps.Keys(gathered(t, registry))), "\n")
	counted := regexp.MustCompile(`etrics\.([A-Z][a-z]+)\.WithLabelValues\(([^\n]*)\)`)
	literal := regexp.MustCompile(`"([A-Za-z]+)"`)
	compared := 0
	for _, pattern := range []string{"*.go", "internal/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range counted.FindAllStringSubmatch(string(source), -1) {
				for _, label := range literal.FindAllStringSubmatch(call[2], -1) {
					name := fmt.Sprintf(`footing_%s_total .*:"%s"`, strings.ToLower(call[1]), label[1])
					if compared++; !regexp.MustCompile(name).MatchString(begun) {
						t.Errorf("%s counts %s %q, which does not exist from the start", file, call[1], label[1])
					}
				}
			}
		}
	}
	if compared < 10 {
		t.Errorf("only %d labels were found", compared)
	}
}

// gathered are all metrics by name and labels, counters and gauges with their value.
func gathered(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]float64)
	for _, family := range families {
		for _, m := range family.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName()+`:"`+l.GetValue()+`"`)
			}
			name := strings.TrimSpace(family.GetName() + " " + strings.Join(labels, " "))
			all[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
			if all[name] < 0 {
				t.Errorf("%s is %v", name, all[name])
			}
		}
	}
	return all
}
