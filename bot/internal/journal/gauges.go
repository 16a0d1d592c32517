package journal

import "github.com/prometheus/client_golang/prometheus"

// Gauges are the journal's metrics.
func (j *Journal) Gauges() []prometheus.Collector {
	gauge := func(name, help string, read func() int64) prometheus.Collector {
		return prometheus.NewGaugeFunc(
			prometheus.GaugeOpts{Name: "footing_journal_" + name, Help: help}, func() float64 { return float64(read()) },
		)
	}
	return []prometheus.Collector{
		gauge("bytes", "Bytes of the journal in the data folder.", func() int64 { n, _ := j.Size(); return n }),
		gauge("damaged_bytes", "Bytes of the journal that cannot be read.", func() int64 { _, n := j.Size(); return n }),
		gauge("failing", "1 while the journal takes nothing, so that an older copy of the store could not be brought forward.",
			func() int64 { return bit(j.Problem() != "") }),
		gauge("replayed_turns", "Turns that were made again since the start, because the store came back older.",
			func() int64 { return int64(j.Replayed().Turns) }),
		gauge("lost_turns", "Spans found since the start of which turns are lost, because the journal has not all of them. "+
			"Above 0 needs a human.",
			func() int64 { return int64(j.Replayed().Lost) }),
	}
}
