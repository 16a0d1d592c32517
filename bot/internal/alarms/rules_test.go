package alarms

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/internal/alerts"
)

// TestRulesKnowTheTimes: the times that the rules and the dashboard in deploy/prometheus look at exist. They are absent
// from a bot for which nothing has happened yet, so that no scrape of one shows whether they are named rightly.
func TestRulesKnowTheTimes(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	registry := prometheus.NewRegistry()
	registry.MustRegister(Gauges(func() Page {
		return Page{
			Alerts: alerts.Count{OldestOpen: &at, OldestUnseen: &at}, Urgent: Waiting{Oldest: &at},
			Polled: &at, Taken: &at, Fed: &at, Waiting: map[string]Waiting{"safety": {Oldest: &at}},
		}
	}))
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, family := range families {
		known[family.GetName()] = true
	}
	files, err := filepath.Glob("../../../deploy/prometheus/*")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`footing_[a-z_]+_timestamp_seconds`).FindAllString(string(text), -1) {
			if !known[name] {
				t.Errorf("%s: there is no %s", file, name)
			}
		}
	}
}
