// Package metrics holds what the bot counts and measures. No label names a person or takes a value that people choose,
// and every counter is there at 0 from the start, so that its first rise is seen as one.
//
// Make Metrics with New and Register them once. Whoever does something counts it there and then, with KindOf and
// OutcomeOf for the labels; a turn that was committed is counted by Turn. Gauges that look at the bot are the bot's own
// and are handed to Register. Add a new counter to begin as well.
package metrics

import (
	"fmt"
	"reflect"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/telegram"
	"footing/flows/record"
	"footing/flows/state"
)

// Metrics count and measure the loops.
type Metrics struct {
	Updates  *prometheus.CounterVec
	Turns    *prometheus.CounterVec
	Ignored  *prometheus.CounterVec
	Sends    *prometheus.CounterVec
	Parked   *prometheus.CounterVec
	Pages    *prometheus.CounterVec
	TurnTime prometheus.Histogram
	raised   prometheus.Counter
	silent   prometheus.Counter
	steps    map[record.Step]prometheus.Histogram // how long alerts took to come so far
}

// New makes metrics that nobody sees yet.
func New() *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "footing_" + name, Help: help}, labels)
	}
	single := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "footing_" + name, Help: help})
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: "footing_" + name, Help: help, Buckets: buckets})
	}
	return &Metrics{
		Updates: counter("updates_total", "Updates received from Telegram, by kind.", "kind"),
		Turns:   counter("turns_total", "Turns committed, by type of event.", "event"),
		Ignored: counter("ignored_total", "Events that changed nothing, by type.", "event"),
		Sends:   counter("sends_total", "Attempts to send, by type of message and outcome.", "effect", "outcome"),
		Parked: counter("parked_total",
			"What could not be dealt with and was set aside, by where it stood. Anything above 0 needs a human.", "from"),
		Pages: counter("pages_total",
			"Attempts to tell a human by the second channel about an alert, by outcome.", "outcome"),
		TurnTime: histogram("turn_seconds", "From taking an event up to its commit.",
			prometheus.ExponentialBuckets(0.0005, 2, 14)),
		raised: single("alerts_total", "Alerts raised."),
		silent: single("alerts_unreached_total",
			"Times that a patient was told that nobody has opened their alert, or noted contact since somebody did. "+
				"Anything above 0 is worth a look at the ladder."),
		steps: map[record.Step]prometheus.Histogram{
			record.StepReached: histogram("alert_seconds",
				"From the update with a patient's red answer to Telegram's acceptance of the alert for a clinician's phone, each once.",
				prometheus.ExponentialBuckets(0.05, 2, 16)),
			record.StepSeen: histogram("alert_seen_seconds", "From an alert to the press of somebody who has seen it.",
				prometheus.ExponentialBuckets(15, 2, 14)),
			record.StepContact: histogram("alert_contact_seconds", "From an alert to the press of somebody who made contact.",
				prometheus.ExponentialBuckets(15, 2, 14)),
		},
	}
}

// milestone adds a step of an alert to the metrics. The office files each step, also one from before a
// restart.
func (m *Metrics) milestone(s record.Milestone) {
	switch s.Step {
	case record.StepRaised:
		m.raised.Inc()
	case record.StepUnreached:
		m.silent.Inc()
	default:
		if h := m.steps[s.Step]; h != nil {
			h.Observe(s.When.Sub(s.Raised).Seconds())
		}
	}
}

// Turn adds a committed turn to the metrics.
func (m *Metrics) Turn(event state.Event, effects []state.Effect, took time.Duration) {
	m.Turns.WithLabelValues(KindOf(event)).Inc()
	m.TurnTime.Observe(took.Seconds())
	for _, e := range effects {
		switch e := e.(type) {
		case state.Ignore:
			m.Ignored.WithLabelValues(KindOf(event)).Inc()
		case state.Keep:
			if step, ok := e.Fact.Body.(record.Milestone); ok {
				m.milestone(step)
			}
		}
	}
}

// Register registers the metrics, and others beside them. Without a registry nobody sees them.
func (m *Metrics) Register(to prometheus.Registerer, others ...prometheus.Collector) error {
	if to == nil {
		return nil
	}
	all := []prometheus.Collector{
		m.Updates, m.Turns, m.Ignored, m.Sends, m.Parked, m.Pages, m.TurnTime, m.raised,
		m.silent,
	}
	for _, step := range m.steps {
		all = append(all, step)
	}
	m.begin()
	for _, c := range append(all, others...) {
		if err := to.Register(c); err != nil {
			return fmt.Errorf("register metrics: %w", err)
		}
	}
	return nil
}

// begin makes every counter exist at 0 for each value that its labels are known to take, so that its first rise is seen
// as one.
func (m *Metrics) begin() {
	for kind := telegram.KindOther; kind <= telegram.KindMember; kind++ {
		m.Updates.WithLabelValues(kind.String())
	}
	for _, kind := range []string{"unreadable", "refused"} {
		m.Updates.WithLabelValues(kind)
	}
	events, _, _ := state.Kinds()
	for _, event := range events {
		m.Turns.WithLabelValues(KindOf(event))
		m.Ignored.WithLabelValues(KindOf(event))
	}
	for _, effect := range []state.Effect{
		state.Say{},
		state.Edit{},
		state.Picture{},
		state.Card{},
		state.Document{},
		state.Delete{},
		state.Menu{},
		state.Toast{},
	} {
		for outcome := telegram.Done; outcome <= telegram.Retry; outcome++ {
			m.Sends.WithLabelValues(KindOf(effect), outcome.String())
		}
		m.Sends.WithLabelValues(KindOf(effect), "late")
	}
	for outcome := telegram.Done; outcome <= telegram.Retry; outcome++ {
		m.Sends.WithLabelValues("Emergency", outcome.String())
	}
	m.Sends.WithLabelValues(KindOf(state.Toast{}), "skipped")
	m.Sends.WithLabelValues(KindOf(state.Page{}), "late")
	m.Sends.WithLabelValues(KindOf(state.Page{}), "skipped")
	for _, outcome := range []string{"done", "retry"} {
		m.Sends.WithLabelValues(KindOf(state.Tell{}), outcome)
		m.Pages.WithLabelValues(outcome)
	}
	for _, box := range []string{"inbox", "outbox", "record", "spool"} {
		m.Parked.WithLabelValues(box)
	}
}

// OutcomeOf is a label for a call that is not to Telegram.
func OutcomeOf(err error) string {
	if err != nil {
		return "retry"
	}
	return "done"
}

// KindOf names a type without its package: "Say", "Tapped".
func KindOf(v any) string {
	if v == nil {
		return "nothing"
	}
	return reflect.TypeOf(v).Name()
}
