package bot

import (
	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/internal/alarms"
	"footing/bot/internal/metrics"
)

// looking are the gauges that read the bot when they are asked for.
func (b *Bot) looking() []prometheus.Collector {
	all := []prometheus.Collector{
		alarms.Gauges(func() Alarms { return b.Alarms(b.o.Clock()) }), metrics.Memory{Store: b.o.Store},
	}
	gauge := func(name, help string, read func() float64) {
		all = append(all, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "footing_" + name, Help: help}, read))
	}
	gauge("inbox_entries", "Entries in hand that wait for their turn.",
		func() float64 { _, n := b.workers.depth(); return float64(n) })
	gauge("outbox_messages", "Messages that wait to be sent or are on their way.",
		func() float64 { return float64(b.sender.depth()) })
	gauge("leases", "Shards that this process holds.", func() float64 { return float64(len(b.leases.Held())) })
	return append(all, b.journal.Gauges()...)
}
