package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/bot/internal/ring"
	"footing/flows/engine"
	"footing/flows/state"
)

// pagedAfter is how long Telegram may take over an alert before the second channel is used, and how long a wait it
// may ask for.
const pagedAfter = 5 * time.Second

// Pager watches the alerts that wait for Telegram, and tells a human by the second channel if Telegram is down or
// asks for too long a wait. Telegram is tried all the same, because being told twice does no harm. For which post, and
// whether it is time, the Ringer knows.
type Pager struct {
	o      *Options
	holds  *lanes.Holds // what Telegram wants to wait
	ringer *ring.Ringer
	nudge  loop.Nudge

	mu      sync.Mutex
	waiting map[lanes.Spot]*ringing
}

// ringing is an alert on its way to a clinician's phone.
type ringing struct {
	lanes.Spot
	ring.Alarm
	chat  int64
	since Reading
	next  time.Time // when the second channel is tried next; zero: when it is due
	told  bool      // there is no more to tell
	aside bool      // it was set aside: told at once, and only by this way
}

func newPager(o *Options) *Pager {
	return &Pager{o: o, nudge: loop.NewNudge(), waiting: make(map[lanes.Spot]*ringing)}
}

// expect notes an item if it is an alert for a clinician.
func (p *Pager) expect(it *lanes.Queued, now Reading) {
	say, ok := it.Effect.(state.Say)
	if p.o.Channel == nil || !ok || !strings.HasPrefix(say.Anchor, "alarm:") {
		return
	}
	alert := strings.TrimPrefix(say.Anchor, "alarm:")
	p.mu.Lock()
	p.waiting[it.Spot()] = &ringing{
		Spot: it.Spot(), chat: it.Chat, since: now, Alarm: ring.Alarm{
			ID: it.ID, Text: engine.PageOf(alert), Reason: "Telegram does not take this alert", Since: now.Wall,
			Alert: alert, Patient: say.Patient, Whom: it.From,
		},
	}
	p.mu.Unlock()
	p.nudge.Poke()
}

// settled forgets an item that Telegram took or that was given up.
func (p *Pager) settled(it *lanes.Queued) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, it.Spot())
}

// Once tells a human about the alerts that have waited too long, and returns how many calls it made.
func (p *Pager) Once(ctx context.Context, now Reading) (int, error) {
	told := 0
	var failures []error
	for _, one := range p.due(now) {
		posts, next := p.ringer.Posts(ctx, one.Alarm, now)
		for _, post := range posts {
			if err := p.ringer.Call(ctx, one.Alarm, post); err != nil {
				failures, next = append(failures, err), p.o.Clock().Wall.Add(channel.RetryAfter)
				break
			}
			told++
		}
		p.mu.Lock()
		if one.told = next.IsZero(); !one.told {
			one.next = p.o.steady(now).Add(next.Sub(now.Wall))
		}
		p.mu.Unlock()
	}
	return told, errors.Join(failures...)
}

// due lists the alerts to tell about now: the one that has waited longest first, then in the order of the outbox.
func (p *Pager) due(now Reading) []*ringing {
	p.mu.Lock()
	defer p.mu.Unlock()
	var due []*ringing
	for _, one := range p.waiting {
		if !one.told && !p.when(one).After(p.o.steady(now)) {
			due = append(due, one)
		}
	}
	slices.SortFunc(due, func(a, b *ringing) int {
		return cmp.Or(cmp.Compare(a.since.Run, b.since.Run), a.Shard-b.Shard, lanes.CompareStreams(a.Stream, b.Stream))
	})
	return due
}

// when is the steady time at which the second channel is used. It is at once if Telegram asked for too long a wait.
func (p *Pager) when(one *ringing) time.Time {
	since := p.o.steady(one.since)
	at := since.Add(pagedAfter)
	if one.aside || p.holds.Alert(one.chat, since).After(at) {
		at = since
	}
	if one.next.After(at) {
		at = one.next
	}
	return at
}

// rest is how long to wait until the next alert is due, at least a second.
func (p *Pager) rest(now Reading) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	wait := time.Hour
	for _, one := range p.waiting {
		if !one.told {
			wait = min(wait, max(p.when(one).Sub(p.o.steady(now)), time.Second))
		}
	}
	return wait
}
