package bot

import "fmt"

// failures collects what went wrong on some shards while a step goes on with the others, whose people must not wait for
// it. Where it is the same trouble for all of them, its error stays one line.
type failures struct {
	first error
	n     int
}

// add notes an error; nil is none.
func (f *failures) add(err error) {
	if err == nil {
		return
	}
	if f.n++; f.n == 1 {
		f.first = err
	}
}

// err is the first error, with how many more there were; nil if there was none.
func (f *failures) err() error {
	if f.n > 1 {
		return fmt.Errorf("%w (and on %d more shards)", f.first, f.n-1)
	}
	return f.first
}
