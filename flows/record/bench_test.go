package record

import (
	"encoding/json"
	"testing"
	"time"
)

// tapped is the fact of a typical tap.
func tapped() Fact {
	value := 2
	return Fact{
		ID: "u901234567.c4382910563829104637#2#0", At: time.Date(2026, 3, 2, 14, 3, 21, 0, time.UTC),
		Body: Response{
			Occasion: "mon@2026-03-02", Questionnaire: "effort", Version: 3, Item: "effort", Theme: 4, Code: "some", Value: &value,
			Locale: "en",
		},
	}
}

// BenchmarkForms compares the form of today with the JSON of earlier releases: time, allocations, and bytes of a fact.
func BenchmarkForms(b *testing.B) {
	fact := tapped()
	for name, encode := range map[string]func(Fact) ([]byte, error){
		"form 1": Encode, "JSON": func(f Fact) ([]byte, error) { return json.Marshal(f) },
	} {
		data := must(encode(fact))
		b.Run(name+"/encode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := encode(fact); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(data)), "B/fact")
		})
		b.Run(name+"/decode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
