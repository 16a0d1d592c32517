package export

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"testing"

	"footing/flows/record"
)

var benchPeople = flag.Int("people", 2500,
	"how many people BenchmarkMillion exports, in fifties: 25000 have ten million answers")

// BenchmarkMillion writes an export of about a million stored answers, with everything but the store: a year of 2,500
// people. It reports answers a second and the most memory that was taken from the system.
func BenchmarkMillion(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as footing runs
	const models, weeks = 50, 52
	people := *benchPeople
	plan := examplePlan(b)
	start := until().AddDate(0, 0, -7*weeks-4)
	var facts [models][]record.Fact
	answers := 0
	for n := range facts {
		dice := rand.New(rand.NewPCG(1, uint64(n)))
		facts[n] = patient{
			code: "A-17", start: start, zone: "Europe/London", hour: 14, locale: "en", weeks: weeks, research: true,
			private: n%2 == 0, dice: dice, answers: 0.5 + dice.Float64()/2,
		}.facts(plan)
		for _, f := range facts[n] {
			if _, ok := f.Body.(record.Response); ok {
				answers += people / models
			}
		}
	}
	crowd := func(yield func(Person, error) bool) {
		for n := range people {
			p := Person{Pseudonym: fmt.Sprintf("p%016d", n), Key: uint64(n) * 0x9e3779b97f4a7c15, Facts: facts[n%models]}
			if !yield(p, nil) {
				return
			}
		}
	}
	for _, c := range []struct {
		name    string
		level   Level
		formats []Format
	}{
		{"tables", Tables, []Format{CSV}},
		{"records as CSV", Records, []Format{CSV}},
		{"records in all formats", Records, Formats()},
	} {
		b.Run(c.name, func(b *testing.B) {
			done, peak := 0, uint64(0)
			var bytes int64
			o := Options{
				Plan: plan, Study: "one", Level: c.level, Until: until(), Lag: usualLag, Formats: c.formats, Release: "test",
				Progress: func() {
					if done++; done%100 == 0 {
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						peak = max(peak, m.Sys-m.HeapReleased)
					}
				},
			}
			for b.Loop() {
				bytes = 0
				summary, err := Write(o, crowd, func(string) (io.WriteCloser, error) { return counting{&bytes}, nil })
				if err != nil {
					b.Fatal(err)
				}
				if summary.Stored != answers {
					b.Fatalf("%d of %d answers", summary.Stored, answers)
				}
			}
			b.ReportMetric(float64(b.N*answers)/b.Elapsed().Seconds(), "answers/s")
			b.ReportMetric(float64(answers), "answers")
			b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
			b.ReportMetric(float64(bytes)/(1<<20), "written-MB")
		})
	}
}

// counting is a file that keeps nothing.
type counting struct{ bytes *int64 }

func (c counting) Write(p []byte) (int, error) { *c.bytes += int64(len(p)); return len(p), nil }

func (counting) Close() error { return nil }
