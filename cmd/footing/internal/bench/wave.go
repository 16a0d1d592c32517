package bench

import (
	"context"
	"time"
)

// wave is many check-ins that come by themselves at once.
type wave struct {
	come        chan *person // to whom one came
	sent        int          // new messages, of whatever kind
	invited     int
	first, last time.Duration
}

// stroke is how often somebody acts while a wave comes, and every helpStroke-th of them calls for help.
const (
	stroke     = 100 * time.Millisecond
	helpStroke = 3
)

// invited notes that a check-in came by itself.
func (p *phones) invited(came time.Duration, who *person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := &p.wave
	if w.invited++; w.invited == 1 {
		w.first = came
	}
	w.last = came
	w.come <- who // has room for all
}

// ride lets people who have their check-in answer a question or call for help, each once, while the others wait for
// theirs.
func (p *phones) ride(ctx context.Context) {
	beat := time.NewTicker(stroke)
	defer beat.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		select {
		case who := <-p.wave.come:
			if n%helpStroke == 0 {
				who.says(help, "/help")
			} else {
				who.press()
			}
		default:
		}
	}
}
