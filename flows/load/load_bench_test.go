package load_test

import (
	"testing"

	"footing/flows"
	"footing/flows/load"
)

// BenchmarkLoad reads and checks the shipped protocol, which every start and every command does.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load.Load(flows.Library(), flows.SampleClinic(), "clinic.sample.yaml"); err != nil {
			b.Fatal(err)
		}
	}
}
