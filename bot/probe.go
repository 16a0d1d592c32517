package bot

import "time"

// pickProbe takes a text about safety while everything is held, if it is time to try one: of the lane that was tried
// longest ago, so that one chat which Telegram goes on refusing does not stand for all.
func (q *queue) pickProbe(now time.Time) *item {
	var best *lane
	for _, l := range q.lanes {
		at, ok := q.probes(l, now)
		if ok && !at.After(now) && (best == nil || longerAgo(l, best)) {
			best = l
		}
	}
	if best == nil {
		return nil
	}
	best.turn, best.probed = 0, now
	best.head().probe = true
	return q.take(best, now)
}

// nextProbe is when pick may have something while everything is held: zero if nothing waits.
func (q *queue) nextProbe(now time.Time) time.Time {
	if q.size() == 0 {
		return time.Time{}
	}
	next, _ := q.holds.everything()
	for _, l := range q.lanes {
		if at, ok := q.probes(l, now); ok && at.Before(next) {
			next = at
		}
	}
	return next
}

// probes is when the oldest text about safety of a lane may be tried while everything is held; ok is false if the lane
// has none. What was sent already waits, too: only the outbox has to learn of it.
func (q *queue) probes(l *lane, now time.Time) (at time.Time, ok bool) {
	if l.busy || len(l.items) == 0 || !l.items[0].urgent() || l.items[0].over {
		return at, false
	}
	_, at = q.holds.everything()
	if at = latest(at, l.until); q.limits != nil {
		at = latest(at, latest(q.limits.open(now), q.limits.rested(l.items[0].chat, now)))
	}
	return at, true
}

// longerAgo compares lanes by when they were tried, then by which was there first.
func longerAgo(a, b *lane) bool {
	if !a.probed.Equal(b.probed) {
		return a.probed.Before(b.probed)
	}
	return a.items[0].serial < b.items[0].serial
}
