package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// crowded is the office of a clinic with so many patient codes, and one desk to fifty of them.
func crowded(codes int) state.State {
	o := &state.Office{Codes: map[string]string{}, Tokens: map[string]string{}}
	for n := range max(1, codes/50) {
		c := state.Contact{
			ID:   fmt.Sprintf("s%02d-%s", n%16, strings.Repeat("CLIN", 6)+fmt.Sprint(10+n%90)),
			Name: fmt.Sprintf("Dr Lind %d", n), Role: record.Clinician,
		}
		o.Staff = append(o.Staff, c)
		o.Tokens[c.ID] = strings.Repeat("f", 32)
	}
	for n := range codes {
		o.Codes[fmt.Sprintf("A-%d", n)] = o.Staff[n%len(o.Staff)].ID
	}
	return state.State{ID: state.OfficeID, Office: o}
}

// BenchmarkOffice is what one letter to the office costs beside Redis, by the number of patient codes: an alert's step,
// of which a night may bring many, and a code that is taken.
func BenchmarkOffice(b *testing.B) {
	p := shipped(b)
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for _, codes := range []int{20, 2000, 20000} {
		s := crowded(codes)
		from := s.Office.Staff[0].ID
		for name, letter := range map[string]state.Letter{
			"step of an alert": state.Progress{Milestone: record.Milestone{
				Alert: "u1.c1", Step: record.StepSeen, Raised: at,
				When: at,
			}},
			"new code": state.Reserve{Code: "B-1", Token: strings.Repeat("e", 32)},
		} {
			b.Run(fmt.Sprintf("%d codes/%s", codes, name), func(b *testing.B) {
				size := 0
				for b.Loop() {
					after, _ := engine.Step(p, s, state.Told{Header: state.Header{ID: "e1", At: at}, From: from, Letter: letter})
					data, err := state.EncodeState(after)
					if err != nil {
						b.Fatal(err)
					}
					size = len(data)
				}
				b.ReportMetric(float64(size), "bytes")
			})
		}
	}
}
