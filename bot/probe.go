package bot

import "time"

// pickProbe takes a text about safety while everything is held, if it is time to try one: of the lane that was tried
// longest ago, so that one chat which Telegram goes on refusing does not stand for all.
func (q *queue) pickProbe(now time.Time) *item {
	var best *lane
	turn := 0
	for _, l := range q.lanes {
		n, at := q.probes(l, now)
		if n >= 0 && !at.After(now) && (best == nil || longerAgo(l, n, best, turn)) {
			best, turn = l, n
		}
	}
	if best == nil {
		return nil
	}
	best.turn, best.probed = turn, now
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
		if n, at := q.probes(l, now); n >= 0 && at.Before(next) {
			next = at
		}
	}
	return next
}

// probes is which text about safety of a lane is tried first while everything is held, and when it may be; -1 if the
// lane has none. What was sent already waits, too: only the outbox has to learn of it.
func (q *queue) probes(l *lane, now time.Time) (turn int, at time.Time) {
	turn = -1
	for n, it := range l.items {
		if it.urgent() && !it.over && (turn < 0 || it.until.Before(at)) {
			turn, at = n, it.until
		}
	}
	if l.busy || turn < 0 {
		return -1, time.Time{}
	}
	_, probe := q.holds.everything()
	at = latest(at, latest(probe, l.until))
	if q.limits != nil {
		at = latest(at, latest(q.limits.open(now), q.limits.rested(l.items[turn].chat, now)))
	}
	return turn, at
}

// longerAgo compares lanes by when they were tried, then by which item was there first.
func longerAgo(a *lane, n int, b *lane, m int) bool {
	if !a.probed.Equal(b.probed) {
		return a.probed.Before(b.probed)
	}
	return a.items[n].serial < b.items[m].serial
}
