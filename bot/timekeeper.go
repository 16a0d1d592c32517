package bot

import (
	"context"
	"fmt"
	"time"

	"footing/bot/internal/inbox"
	"footing/bot/internal/loop"
	"footing/bot/internal/outage"
	"footing/flows/state"
	"footing/storage"
)

const (
	// leap is how far the wall clock must go ahead of how long the process has run, between two looks at both, for that
	// to need a second clock's word.
	leap = loop.Skew
	// leapHeard is how long Telegram has to say what time it is, before the word of Redis suffices: the clock of Redis is
	// often that of the same machine, and leaps with it. A poll brings an answer within 50 s.
	leapHeard = time.Minute
)

// leastSetBack is the smallest step back that counts. Smaller steps back are normal NTP corrections and are ignored.
const leastSetBack = 2 * time.Second

// Timekeeper notices that the machine's clock was set, and tells everybody whose alert is called out, so that no step
// of a ladder waits for the clock to get there a second time, or comes early. It compares the clock with how long the
// process has run. Of a clock that went ahead it finds out whether the others did too (loop.Timepiece).
type Timekeeper struct {
	o       *Options
	leases  *Leaseholder
	inboxes inbox.All
	waker   *Waker
	ear     *outage.Listener

	looked  Reading       // the last look
	begun   bool          // the clock was compared with that of Redis
	owed    []setBack     // not everybody was told of these yet
	righted time.Duration // how far the clock is being set right, of which everybody hears before it is believed
}

// setBack is one step of the clock: by how much back, to which time, and the shards whose people were told.
type setBack struct {
	by   time.Duration
	at   time.Time
	told map[int]bool
}

// Once compares the two clocks. If the wall clock was set back it tells the people concerned, and returns how many.
func (k *Timekeeper) Once(ctx context.Context, now Reading) (int, error) {
	if !k.begun {
		if err := k.begin(ctx); err != nil {
			return 0, err
		}
		now = k.o.Clock() // which may have been moved back by that
	}
	if err := k.leapt(ctx, now); err != nil {
		return 0, err
	}
	if !k.looked.IsZero() {
		if by := now.Run - k.looked.Run - now.Wall.Sub(k.looked.Wall); by >= leastSetBack {
			k.move(by, now.Wall)
			k.o.Log.Warn("the machine's clock was set back; alerts are called out as if it had not been", "by",
				by.Round(time.Second))
		}
	}
	k.looked = now
	told := 0
	var failed loop.Failures
	for _, back := range k.owed {
		for _, lease := range k.leases.Held() {
			if back.told[lease.Shard] {
				continue
			}
			n, err := k.tell(ctx, now.Wall, lease.Shard, back)
			told += n
			if failed.Add(err); err == nil {
				back.told[lease.Shard] = true
			}
		}
	}
	if failed.N == 0 {
		k.owed = nil
	}
	return told, failed.Err()
}

// begin compares the clock with that of Redis, once. Before that nothing is due: all that is stored was set by a clock
// that Redis agreed with. A clock that is ahead from the start needs confirming like one that went ahead.
func (k *Timekeeper) begin(ctx context.Context) error {
	redis, err := k.o.Store.Clock(ctx)
	if err != nil {
		return fmt.Errorf("ask what time it is: %w", err)
	}
	k.o.time.Doubt(k.o.now().Sub(redis))
	k.begun = true
	k.waker.compared()
	return nil
}

// leapt confirms that the clock went ahead if other clocks did too. Telegram's decides, and where it says nothing the
// one of Redis.
func (k *Timekeeper) leapt(ctx context.Context, now Reading) error {
	ahead, when, ok := k.o.time.Doubted()
	if ahead < k.righted { // it was set back meanwhile
		k.move(k.righted-ahead, now.Wall.Add(ahead))
	}
	if k.righted = min(k.righted, ahead); !ok {
		return nil
	}
	wall := now.Wall.Add(ahead)
	if heard, ok := k.ear.Dated(); ok && heard.Run > when {
		switch {
		case k.ear.Time(now).Sub(wall).Abs() > loop.Skew, len(k.owed) > 0:
		case k.righted < ahead && k.ear.Awake(when): // no time has passed by that: no call is due earlier
			k.move(k.righted-ahead, wall)
			k.righted = ahead
		default:
			k.confirm(ahead, "Telegram")
		}
		return nil
	}
	if now.Run-when < leapHeard {
		return nil
	}
	redis, err := k.o.Store.Clock(ctx)
	if err != nil {
		return fmt.Errorf("ask what time it is: %w", err)
	}
	if redis.Sub(wall).Abs() > loop.Skew {
		return nil
	}
	k.confirm(ahead, "Redis")
	return nil
}

// move notes that the clock is set back by a time; a negative one is one by which it is set right.
func (k *Timekeeper) move(by time.Duration, to time.Time) {
	k.owed = append(k.owed, setBack{by, to, make(map[int]bool)})
}

func (k *Timekeeper) confirm(ahead time.Duration, by string) {
	k.righted = 0
	k.o.time.Confirm(ahead)
	k.waker.nudge.Poke()
	k.o.Log.Warn("the machine's clock went ahead, and so did another: the machine was suspended, or the clock set right",
		"by", ahead.Round(time.Second), "other", by)
}

// tell tells everybody on a shard whose alert is called out of a step back. Storage drops an event that came before.
func (k *Timekeeper) tell(ctx context.Context, now time.Time, shard int, back setBack) (int, error) {
	ids, err := k.o.Store.Calling(ctx, shard)
	if err != nil {
		return 0, fmt.Errorf("tell of a clock that was set back: %w", err)
	}
	arrivals := make([]storage.Arrival, len(ids))
	for i, id := range ids {
		header := state.Header{ID: fmt.Sprintf("clock/%d/%s", back.at.UnixNano(), id), At: now}
		arrivals[i] = storage.Arrival{To: id, Event: state.SetBack{Header: header, By: back.by}}
	}
	k.waker.clock.Lock()
	defer k.waker.clock.Unlock()
	if _, err := k.inboxes.Receive(ctx, k.o.Store, now, arrivals); err != nil {
		return 0, fmt.Errorf("tell of a clock that was set back: %w", err)
	}
	return len(arrivals), nil
}
