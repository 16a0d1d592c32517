package bench

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row is a line of a table: what it says, and its value for one measure.
type row[T any] struct {
	name    string
	compare bool // with the floors
	value   func(T) float64
}

// rows are what is told of throughput.
func rows() []row[measure] {
	each := func(m measure, n float64) float64 { return n / float64(m.Updates) }
	return []row[measure]{
		{"updates/s", true, func(m measure) float64 { return float64(m.Updates) / m.Took.Seconds() }},
		{"latency p50, ms", true, func(m measure) float64 { return milliseconds(m.Replies[0]) }},
		{"latency p90, ms", true, func(m measure) float64 { return milliseconds(m.Replies[1]) }},
		{"latency p99, ms", true, func(m measure) float64 { return milliseconds(m.Replies[2]) }},
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
	_, err = fmt.Fprintf(b.Out, "%d processors (%s), load %s before. Medians of %d runs of %s each.\n",
		runtime.NumCPU(), processor(), load1, b.Runs, b.Time)
	if err == nil && len(b.People) > 0 && len(b.Processes) == 0 {
		_, err = fmt.Fprint(b.Out, "footing: the real serve, appendfsync always; no journal: the same without one (what it "+
			"costs is the ratio to that). bare: HTTP and JSON, nothing kept.\n"+
			"everysec, always: go-telegram/bot and one write to Redis an update.\n")
	}
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
	lines := [][]string{{"", "footing", "no journal", "bare", "everysec", "always", "to that without", "to everysec", "to always"}}
	for _, r := range rows() {
		line, middle := []string{r.name}, map[string]float64{}
		for _, one := range sides() {
			middle[one.name] = median(measured[one.name], r.value)
			line = append(line, number(middle[one.name]))
		}
		if r.compare {
			for _, floor := range []string{"no journal", "everysec", "always"} {
				line = append(line, ratio(middle["footing"], middle[floor]))
			}
		}
		lines = append(lines, line)
	}
	title := fmt.Sprintf("%s at a time, of %d", persons(people), max(people, b.Population))
	if err := b.print(title, lines); err != nil {
		return err
	}
	_, err := fmt.Fprint(b.Out, commands(measured["footing"]))
	return err
}

// print prints a title and lines in columns.
func (b *bench) print(title string, lines [][]string) error {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, line := range lines {
		_, _ = fmt.Fprintln(w, strings.Join(line, "\t")+"\t")
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(b.Out, "\n%s\n%s", title, text.String())
	return err
}

// columns are rows of medians, a column for each list of measures.
func columns[T any](names []string, measured [][]T, rows []row[T]) [][]string {
	lines := [][]string{append([]string{""}, names...)}
	for _, r := range rows {
		line := []string{r.name}
		for _, list := range measured {
			line = append(line, number(median(list, r.value)))
		}
		lines = append(lines, line)
	}
	return lines
}

// commands lists the most frequent commands of Footing's Redis, those within scripts included, and what fills its
// append-only file.
func commands(measured []measure) string {
	calls, bytes, updates := map[string]int64{}, map[string]int64{}, 0
	for _, m := range measured {
		updates += m.Updates
		for name, n := range m.used.calls {
			calls[name] += n
		}
		for name, n := range m.written {
			bytes[name] += n
		}
	}
	return "footing's Redis commands an update: " + most(calls, updates) + "\n" +
		"footing's AOF, bytes an update: " + most(bytes, updates) + "\n"
}

// most lists what there is most of, an update.
func most(sum map[string]int64, updates int) string {
	names := slices.SortedFunc(maps.Keys(sum), func(a, b string) int {
		return cmp.Or(cmp.Compare(sum[b], sum[a]), strings.Compare(a, b))
	})
	var parts []string
	for _, name := range names[:min(len(names), 20)] {
		parts = append(parts, fmt.Sprintf("%s %s", name, number(float64(sum[name])/float64(updates))))
	}
	return strings.Join(parts, ", ")
}

func persons(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func median[T any](measured []T, value func(T) float64) float64 {
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
