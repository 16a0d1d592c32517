package loop

import "fmt"

// Failures collects what went wrong on some shards while a step goes on with the others, whose people must not wait for
// it. Where it is the same trouble for all of them, its error stays one line.
type Failures struct {
	first error
	N     int // how many there were
}

// Add notes an error; nil is none.
func (f *Failures) Add(err error) {
	if err == nil {
		return
	}
	if f.N++; f.N == 1 {
		f.first = err
	}
}

// Err is the first error, with how many more there were; nil if there was none.
func (f *Failures) Err() error {
	if f.N > 1 {
		return fmt.Errorf("%w (and on %d more shards)", f.first, f.N-1)
	}
	return f.first
}
