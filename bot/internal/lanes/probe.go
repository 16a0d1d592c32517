package lanes

import (
	"time"

	"footing/flows"
)

// pickProbe takes a text about safety while everything is held, if it is time to try one. It chooses the lane that was
// tried longest ago, so that one chat which Telegram goes on refusing does not stand for all chats.
func (q *Queue) pickProbe(now time.Time) *Queued {
	var best *lane
	index := 0
	for _, l := range q.lanes {
		n, at := q.probes(l, now)
		if n >= 0 && !at.After(now) && (best == nil || longerAgo(l, n, best, index)) {
			best, index = l, n
		}
	}
	if best == nil {
		return nil
	}
	best.next, best.probed = index, now
	best.head().probe = true
	return q.take(best, now)
}

// nextProbe is when pick may return an item while everything is held; zero if nothing waits.
func (q *Queue) nextProbe(now time.Time) time.Time {
	if q.Size() == 0 {
		return time.Time{}
	}
	next, _ := q.Holds.Everything()
	for _, l := range q.lanes {
		if n, at := q.probes(l, now); n >= 0 && at.Before(next) {
			next = at
		}
	}
	return next
}

// probes gives the index of the text about safety that a lane tries first while everything is held, and when it may be
// tried; -1 if the lane has none. Items that are over wait, too, because they only have to leave the outbox.
func (q *Queue) probes(l *lane, now time.Time) (index int, at time.Time) {
	index = -1
	for n, it := range l.items {
		if it.Urgent() && !it.Over && (index < 0 || it.Until.Before(at)) {
			index, at = n, it.Until
		}
	}
	if l.busy || index < 0 {
		return -1, time.Time{}
	}
	_, probe := q.Holds.Everything()
	at = flows.Later(at, flows.Later(probe, l.until))
	if q.Limits != nil {
		at = flows.Later(at, flows.Later(q.Limits.open(now), q.Limits.rested(l.items[index].Chat, now)))
	}
	return index, at
}

// longerAgo compares lanes by when they were last tried, then by which item was added first.
func longerAgo(a *lane, n int, b *lane, m int) bool {
	if !a.probed.Equal(b.probed) {
		return a.probed.Before(b.probed)
	}
	return a.items[n].serial < b.items[m].serial
}
