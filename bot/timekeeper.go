package bot

import (
	"context"
	"fmt"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// leastSetBack is how far a clock may go back without a word: less is how clocks are kept right.
const leastSetBack = 2 * time.Second

// Timekeeper notices that the machine's clock was set back, and tells everybody whose alert is called out, so that no
// step of a ladder waits for the clock to get there a second time. It compares the clock with how long the process has
// run.
type Timekeeper struct {
	o       *Options
	leases  *Leaseholder
	workers workers

	looked Reading   // the last look
	owed   []setBack // of which not everybody was told
}

// setBack is a clock that was set back by so much, and then stood at a time.
type setBack struct {
	by time.Duration
	at time.Time
}

// Once looks at the clock, and tells of it where it was set back. It returns how many were told.
func (k *Timekeeper) Once(ctx context.Context, now Reading) (int, error) {
	if !k.looked.isZero() {
		if by := now.Run - k.looked.Run - now.Wall.Sub(k.looked.Wall); by >= leastSetBack {
			k.owed = append(k.owed, setBack{by, now.Wall})
			k.o.Log.Warn("the machine's clock was set back; alerts are called out as if it had not been", "by", by.Round(time.Second))
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

// tell posts it to everybody on a shard whose alert is called out. Who was told before knows the event by its id.
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
	if err := k.workers.post(ctx, k.o.Store, now, posts); err != nil {
		return 0, fmt.Errorf("tell of a clock that was set back: %w", err)
	}
	return len(posts), nil
}
