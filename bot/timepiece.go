package bot

import (
	"fmt"
	"sync"
	"time"
)

const (
	// leap is how far the wall clock must go ahead of how long the process has run, between two looks at both, for that
	// to need a second clock's word.
	leap = clockSkew
	// leapHeard is how long Telegram has to say what time it is, before the word of Redis suffices: the clock of Redis is
	// often that of the same machine, and leaps with it. A poll brings an answer within 50 s.
	leapHeard = time.Minute
)

// timepiece is the machine's clock without leaps forward that no other clock has confirmed. A machine that was suspended
// and one whose clock was set wrong look alike from within: the wall clock is hours ahead at once. In the first case
// everything that has become due is due. In the second nothing is, and check-ins and the calls of a ladder would come
// hours early. Until it is known which (Timekeeper), time goes on from before the leap. A clock that is set back is
// believed at once.
type timepiece struct {
	raw  Clock
	most time.Duration // the smallest leap

	mu    sync.Mutex
	last  Reading       // of raw
	ahead time.Duration // how far the wall clock is ahead of what is believed
	leapt time.Duration // when, by how long the process has run
}

// newTimepiece makes a timepiece of a machine's clock. A most below 0 lets it believe everything.
func newTimepiece(raw Clock, most time.Duration) *timepiece {
	return &timepiece{raw: raw, most: most, last: raw()}
}

// read is a Clock.
func (p *timepiece) read() Reading {
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

// doubted is a leap that is not confirmed: how far, and when. False if there is none.
func (p *timepiece) doubted() (ahead, leapt time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ahead, p.leapt, p.ahead > 0
}

// doubt holds a clock that is ahead of another at the start.
func (p *timepiece) doubt(ahead time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.most >= 0 && ahead >= p.most {
		p.ahead, p.leapt = p.ahead+ahead, p.last.Run
	}
}

// confirm believes a leap of which another clock knows.
func (p *timepiece) confirm(ahead time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ahead = max(0, p.ahead-ahead)
}

// problem says that the wall clock is not believed, in words for an operator; empty if it is.
func (p *timepiece) problem() string {
	ahead, _, ok := p.doubted()
	if !ok {
		return ""
	}
	return fmt.Sprintf("this machine's clock is %s ahead, which no other clock confirms: time goes on without that",
		ahead.Round(time.Second))
}
