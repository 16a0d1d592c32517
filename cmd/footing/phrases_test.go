package main

import (
	"math"
	"strings"
	"testing"
)

// FuzzMeasure: whatever a file holds is counted or refused, by its line, and nothing of it stands in the error.
func FuzzMeasure(f *testing.F) {
	f.Add("text,label\nI want to die,yes\nfine,no\n")
	f.Add("label,text\r\n1,\"a \"\"b\"\" c\"\n0,x")
	f.Add("\ufefftext,label\n\xff,yes")
	f.Add("text;label\n\"")
	f.Fuzz(func(t *testing.T, data string) {
		const secret = "Zq7secretZq7"
		m, err := measure(strings.NewReader(strings.ReplaceAll(data, "a", secret)), "x.csv",
			func(text string) bool { return strings.Contains(text, "die") })
		switch {
		case err != nil && (m != nil || strings.Contains(err.Error(), secret)):
			t.Fatalf("%v, %v", m, err)
		case err == nil && m.Texts != m.Hits+m.Missed+m.False+m.Quiet:
			t.Fatalf("the counts do not add up: %+v", m)
		}
	})
}

// TestShare: against the Wilson interval as tables give it.
func TestShare(t *testing.T) {
	for _, test := range []struct {
		part, of       int
		low, high, exp float64
	}{{0, 10, 0, 0.278, 0}, {10, 10, 0.722, 1, 1}, {5, 10, 0.237, 0.763, 0.5}, {20, 100, 0.133, 0.289, 0.2}} {
		got := share(test.part, test.of)
		if math.Abs(got.Low-test.low) > 0.001 || math.Abs(got.High-test.high) > 0.001 || got.Share != test.exp {
			t.Errorf("%d of %d: %+v", test.part, test.of, got)
		}
	}
	if share(0, 0) != nil {
		t.Error("a share of nothing")
	}
}
