package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/storage"
)

// memoryWithin is how long Redis may take to say how much memory it uses.
const memoryWithin = time.Second

// Memory are the gauges of what Redis uses and may use, in bytes. They are absent while it does not say. The label is
// the address of a master of a cluster; one alone has none.
type Memory struct{ Store *storage.Store }

// Describe describes nothing ahead, because what there is depends on the moment.
func (Memory) Describe(chan<- *prometheus.Desc) {}

// Collect asks Redis once.
func (m Memory) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), memoryWithin)
	defer cancel()
	all, err := m.Store.Memory(ctx)
	if err != nil {
		return // what is wrong with Redis is said elsewhere
	}
	gauge := func(name, help, master string, bytes int64) {
		if bytes > 0 {
			desc := prometheus.NewDesc("footing_"+name, help, []string{"master"}, nil)
			to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(bytes), master)
		}
	}
	for master, memory := range all {
		gauge("redis_memory_bytes", "Memory that Redis uses.", master, memory.Used)
		gauge("redis_memory_limit_bytes", "Memory that Redis may use: maxmemory or, without that, the machine's.",
			master, memory.Limit)
	}
}
