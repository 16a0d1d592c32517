package bot

import (
	"context"
	"fmt"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// leastSetBack is the smallest step back that counts. Smaller steps back are normal NTP corrections and are ignored.
const leastSetBack = 2 * time.Second

// Timekeeper notices that the machine's clock was set back, and tells everybody whose alert is called out, so that no
// step of a ladder waits for the clock to get there a second time. It compares the clock with how long the process has
// run.
type Timekeeper struct {
	o       *Options
	leases  *Leaseholder
	workers workers
	waker   *Waker

	looked Reading   // the last look
	owed   []setBack // not everybody was told of these yet
}

// setBack is one step back of the clock: by how much, and to which time.
type setBack struct {
	by time.Duration
	at time.Time
}

// Once compares the two clocks. If the wall clock was set back it tells the people concerned, and returns how many.
func (k *Timekeeper) Once(ctx context.Context, now Reading) (int, error) {
	if !k.looked.IsZero() {
		if by := now.Run - k.looked.Run - now.Wall.Sub(k.looked.Wall); by >= leastSetBack {
			k.owed = append(k.owed, setBack{by, now.Wall})
			k.o.Log.Warn("the machine's clock was set back; alerts are called out as if it had not been", "by",
				by.Round(time.Second))
		}
	}
	k.looked = now
	told := 0
	for ; len(k.owed) > 0; k.owed = k.owed[1:] {
		for _, lease := range k.leases.Held() {
			n, err := k.tell(ctx, now.Wall, lease.Shard, k.owed[0])
			if err != nil {
				return told, err
			}
			told += n
		}
	}
	return told, nil
}

// tell posts a step back to everybody on a shard whose alert is called out. Storage drops an event that came before.
func (k *Timekeeper) tell(ctx context.Context, now time.Time, shard int, back setBack) (int, error) {
	ids, err := k.o.Store.Awaiting(ctx, shard, state.WakeCall)
	if err != nil {
		return 0, fmt.Errorf("tell of a clock that was set back: %w", err)
	}
	posts := make([]storage.Post, len(ids))
	for i, id := range ids {
		header := state.Header{ID: fmt.Sprintf("clock/%d/%s", back.at.UnixNano(), id), At: now}
		posts[i] = storage.Post{To: id, Event: state.SetBack{Header: header, By: back.by}}
	}
	k.waker.clock.Lock()
	defer k.waker.clock.Unlock()
	if err := k.workers.post(ctx, k.o.Store, now, posts); err != nil {
		return 0, fmt.Errorf("tell of a clock that was set back: %w", err)
	}
	return len(posts), nil
}
