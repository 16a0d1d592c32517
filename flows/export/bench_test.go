package export

import (
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"footing/flows/record"
)

var benchPeople = flag.Int("people", 2500,
	"how many people BenchmarkMillion exports, in fifties: 25000 have ten million answers")

// BenchmarkMillion writes an export of about a million stored answers, with everything but the store: a year of 2,500
// people. It reports answers a second, how often the floor's time that is, and the most memory that was taken from the
// system. The floor is the least that any export does: each answer becomes a line of CSV, as it was stored.
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
	floor := 0.0 // seconds
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			plainly(b, crowd)
		}
		floor = b.Elapsed().Seconds() / float64(b.N)
	})
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
			if floor > 0 {
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/floor, "floors")
			}
			b.ReportMetric(float64(answers), "answers")
			b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
			b.ReportMetric(float64(bytes)/(1<<20), "written-MB")
		})
	}
}

// plainly writes what people answered, with nothing left out and nothing worked out.
func plainly(b *testing.B, people iter.Seq2[Person, error]) {
	b.Helper()
	var bytes int64
	out := csv.NewWriter(counting{&bytes})
	for p, err := range people {
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range p.Facts {
			if r, ok := f.Body.(record.Response); ok {
				row := []string{p.Pseudonym, r.Occasion, r.Questionnaire, r.Item, r.Code, f.At.Format(time.RFC3339)}
				if err := out.Write(row); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	if out.Flush(); bytes == 0 || out.Error() != nil {
		b.Fatal(bytes, out.Error())
	}
}

// counting is a file that keeps nothing.
type counting struct{ bytes *int64 }

func (c counting) Write(p []byte) (int, error) { *c.bytes += int64(len(p)); return len(p), nil }

func (counting) Close() error { return nil }
