package loop

import (
	"fmt"
	"sync"
	"time"
)

// Timepiece is the machine's clock without leaps forward that no other clock has confirmed. A machine that was
// suspended and one whose clock was set wrong look alike from within: the wall clock is hours ahead at once. In the
// first case everything that has become due is due. In the second nothing is, and check-ins and the calls of a ladder
// would come hours early. Until it is known which (Timekeeper), time goes on from before the leap. A clock that is set
// back is believed at once.
type Timepiece struct {
	raw  Clock
	most time.Duration // the smallest leap

	mu    sync.Mutex
	last  Reading       // of raw
	ahead time.Duration // how far the wall clock is ahead of what is believed
	leapt time.Duration // when, by how long the process has run
}

// NewTimepiece makes a timepiece of a machine's clock. A most below 0 lets it believe everything.
func NewTimepiece(raw Clock, most time.Duration) *Timepiece {
	return &Timepiece{raw: raw, most: most, last: raw()}
}

// Read is a Clock.
func (p *Timepiece) Read() Reading {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.raw()
	gone := now.Wall.Sub(p.last.Wall) - (now.Run - p.last.Run)
	p.last = now
	switch {
	case p.most < 0:
	case gone >= p.most:
		p.ahead += gone
		p.leapt = now.Run
	case gone < 0 && p.ahead > 0: // it is set right again
		p.ahead = max(0, p.ahead+gone)
	}
	return Reading{Wall: now.Wall.Add(-p.ahead), Run: now.Run}
}

// Doubted is a leap that is not confirmed: how far, and when. False if there is none.
func (p *Timepiece) Doubted() (ahead, leapt time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ahead, p.leapt, p.ahead > 0
}

// Doubt holds a clock that is ahead of another at the start.
func (p *Timepiece) Doubt(ahead time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.most >= 0 && ahead >= p.most {
		p.ahead, p.leapt = p.ahead+ahead, p.last.Run
	}
}

// Confirm believes a leap of which another clock knows.
func (p *Timepiece) Confirm(ahead time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ahead = max(0, p.ahead-ahead)
}

// Problem says that the wall clock is not believed, in words for an operator; empty if it is.
func (p *Timepiece) Problem() string {
	ahead, _, ok := p.Doubted()
	if !ok {
		return ""
	}
	return fmt.Sprintf("this machine's clock is %s ahead, which no other clock confirms: time goes on without that",
		ahead.Round(time.Second))
}
