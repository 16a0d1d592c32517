package bench

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row is a line of a table: what it says, and its value for one measure; negative where it says nothing.
type row struct {
	name    string
	compare bool // with the floors
	value   func(measure) float64
}

func rows() []row {
	each := func(m measure, n float64) float64 { return n / float64(m.Updates) }
	return []row{
		{"updates/s", true, func(m measure) float64 { return float64(m.Updates) / m.Took.Seconds() }},
		{"latency p50, ms", true, func(m measure) float64 { return milliseconds(m.Latencies[0]) }},
		{"latency p90, ms", true, func(m measure) float64 { return milliseconds(m.Latencies[1]) }},
		{"latency p99, ms", true, func(m measure) float64 { return milliseconds(m.Latencies[2]) }},
		{"CPU of the bot, ms an update", true, func(m measure) float64 { return each(m, milliseconds(m.used.bot)) }},
		{"CPU of Redis, ms an update", true, func(m measure) float64 { return each(m, milliseconds(m.used.redis)) }},
		{"CPU of the phones, ms an update", true, func(m measure) float64 { return each(m, milliseconds(m.used.phones)) }},
		{"Redis commands an update", false, func(m measure) float64 { return each(m, float64(m.used.commands)) }},
		{"Redis readings an update", false, func(m measure) float64 { return each(m, float64(m.used.trips)) }},
		{"AOF, bytes an update", false, func(m measure) float64 { return each(m, float64(m.used.aof)) }},
		{"AOF, bytes an answer", false, func(m measure) float64 { return float64(m.used.aof) / float64(max(m.Answers, 1)) }},
		{"Redis memory, bytes an answer", false, func(m measure) float64 {
			return float64(m.used.memory) / float64(max(m.Answers, 1))
		}},
		{"updates never answered", false, func(m measure) float64 { return float64(m.Lost) }},
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// head prints where and how it is measured.
func (b *bench) head() error {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		load = []byte("unknown")
	}
	load1, _, _ := strings.Cut(string(load), " ")
	_, err = fmt.Fprintf(b.Out, "%d processors (%s), load %s before. Medians of %d runs of %s each.\n"+
		"footing: the real serve, appendfsync always. bare: HTTP and JSON, nothing kept.\n"+
		"everysec, always: go-telegram/bot and one write to Redis an update.\n",
		runtime.NumCPU(), processor(), load1, b.Runs, b.Time)
	return err
}

// processor is the machine's, as Linux knows it.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		_, rest, _ := strings.Cut(string(text), "model name")
		name, _, _ := strings.Cut(rest, "\n")
		if _, name, found := strings.Cut(name, ":"); found {
			return strings.TrimSpace(name)
		}
	}
	return runtime.GOARCH
}

// table prints the medians of all sides, and what Footing is to each floor with a store.
func (b *bench) table(people int, measured map[string][]measure) error {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(w, "\t%s\t%s\t%s\t%s\tto everysec\tto always\t\n", "footing", "bare", "everysec", "always")
	for _, r := range rows() {
		middle := map[string]float64{}
		_, _ = fmt.Fprintf(w, "%s", r.name)
		for _, one := range sides() {
			middle[one.name] = median(measured[one.name], r.value)
			_, _ = fmt.Fprintf(w, "\t%s", number(middle[one.name]))
		}
		if !r.compare {
			_, _ = fmt.Fprint(w, "\t\t\t\n")
			continue
		}
		_, _ = fmt.Fprintf(w, "\t%s\t%s\t\n", ratio(middle["footing"], middle["everysec"]),
			ratio(middle["footing"], middle["always"]))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	title := fmt.Sprintf("\n%s at a time, of %d\n", persons(people), max(people, population))
	_, err := fmt.Fprint(b.Out, title, text.String(), b.commands(measured["footing"]))
	return err
}

// commands lists the most frequent commands of Footing's Redis, those within scripts included.
func (b *bench) commands(measured []measure) string {
	sum, updates := map[string]int64{}, 0
	for _, m := range measured {
		updates += m.Updates
		for name, n := range m.used.calls {
			sum[name] += n
		}
	}
	var names []string
	for name := range sum {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return int(sum[b]-sum[a]) + strings.Compare(a, b)
	})
	var parts []string
	for _, name := range names[:min(len(names), 20)] {
		parts = append(parts, fmt.Sprintf("%s %s", name, number(float64(sum[name])/float64(updates))))
	}
	return "footing's Redis commands an update: " + strings.Join(parts, ", ") + "\n"
}

func persons(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func median(measured []measure, value func(measure) float64) float64 {
	var values []float64
	for _, m := range measured {
		values = append(values, value(m))
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// number has as many digits as say something.
func number(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v >= 100 || v <= -100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10 || v <= -10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.3f", v)
	}
}

func ratio(a, b float64) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}
