package bot

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/telegram"
	"footing/flows/record"
	"footing/flows/state"
)

// metrics count and measure the loops. No label names a person, and none takes values that people choose.
type metrics struct {
	updates  *prometheus.CounterVec
	turns    *prometheus.CounterVec
	ignored  *prometheus.CounterVec
	sends    *prometheus.CounterVec
	parked   *prometheus.CounterVec
	pages    *prometheus.CounterVec
	turnTime prometheus.Histogram
	raised   prometheus.Counter
	silent   prometheus.Counter
	steps    map[record.Step]prometheus.Histogram // how long alerts took to come so far
}

func newMetrics() *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "footing_" + name, Help: help}, labels)
	}
	single := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "footing_" + name, Help: help})
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: "footing_" + name, Help: help, Buckets: buckets})
	}
	return &metrics{
		updates: counter("updates_total", "Updates received from Telegram, by kind.", "kind"),
		turns:   counter("turns_total", "Turns committed, by type of event.", "event"),
		ignored: counter("ignored_total", "Events that changed nothing, by our own word for why.", "reason"),
		sends:   counter("sends_total", "Attempts to send, by type of message and outcome.", "effect", "outcome"),
		parked: counter("parked_total",
			"What could not be dealt with and was set aside, by where it stood. Anything above 0 needs a human.", "from"),
		pages: counter("pages_total",
			"Attempts to tell a human by the second channel about an alert that Telegram does not take, by outcome.", "outcome"),
		turnTime: histogram("turn_seconds", "From taking an event up to its commit.",
			prometheus.ExponentialBuckets(0.0005, 2, 14)),
		raised: single("alerts_total", "Alerts raised."),
		silent: single("alerts_unreached_total",
			"Times that a patient was told that nobody has opened their alert. Anything above 0 is worth a look at the ladder."),
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
func (m *metrics) milestone(s record.Milestone) {
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

// register registers the metrics, and gauges that read the bot when they are asked for.
func (m *metrics) register(to prometheus.Registerer, b *Bot) error {
	if to == nil {
		return nil
	}
	all := []prometheus.Collector{
		m.updates, m.turns, m.ignored, m.sends, m.parked, m.pages, m.turnTime, m.raised,
		m.silent,
	}
	for _, step := range m.steps {
		all = append(all, step)
	}
	gauge := func(name, help string, read func() float64) {
		all = append(all, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "footing_" + name, Help: help}, read))
	}
	gauge("inbox_entries", "Entries in hand that wait for their turn.",
		func() float64 { return float64(b.workers.depth()) })
	gauge("outbox_messages", "Messages that wait to be sent or are on their way.",
		func() float64 { return float64(b.sender.depth()) })
	gauge("leases", "Shards that this process holds.", func() float64 { return float64(len(b.leases.Held())) })
	all = append(all, &gauges{b})
	m.begin()
	for _, c := range all {
		if err := to.Register(c); err != nil {
			return fmt.Errorf("register metrics: %w", err)
		}
	}
	return nil
}

// begin makes every counter exist at 0 for each value that its labels are known to take, so that its first rise is seen
// as one. Only the reasons for which events are ignored are words of many places.
func (m *metrics) begin() {
	for kind := telegram.KindOther; kind <= telegram.KindMember; kind++ {
		m.updates.WithLabelValues(kind.String())
	}
	m.updates.WithLabelValues("unreadable")
	for _, event := range state.Events() {
		m.turns.WithLabelValues(kindOf(event))
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
			m.sends.WithLabelValues(kindOf(effect), outcome.String())
		}
	}
	m.sends.WithLabelValues(kindOf(state.Say{}), "late")
	m.sends.WithLabelValues(kindOf(state.Toast{}), "skipped")
	for _, outcome := range []string{"done", "retry"} {
		m.sends.WithLabelValues(kindOf(state.Tell{}), outcome)
		m.pages.WithLabelValues(outcome)
	}
	for _, box := range []string{"inbox", "outbox"} {
		m.parked.WithLabelValues(box)
	}
}
