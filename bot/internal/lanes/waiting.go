package lanes

import "time"

// Waiting is how many messages wait to be sent, or are on their way, and for how long the oldest of them has.
type Waiting struct {
	N      int
	Oldest time.Duration
}

// Add adds one that has waited for so long.
func (w *Waiting) Add(age time.Duration) {
	w.N++
	w.Oldest = max(w.Oldest, age)
}
