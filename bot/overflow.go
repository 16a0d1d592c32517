package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"footing/flows/state"
	"footing/storage"
)

// The contexts that the records of the spools are sealed with.
const (
	spoolPlace      = "spool/post"
	quarantinePlace = "spool/quarantine"
)

// Overflow keeps posts in the spool on the local disk, sealed, while Redis cannot take them. As long as any wait there,
// new posts go behind them, so that everybody's messages keep their order.
type Overflow struct {
	o       *Options
	workers workers
}

// spooled is a post as it is stored in the spool.
type spooled struct {
	To    string          `json:"to,omitempty"`
	Chat  int64           `json:"chat,omitempty"`
	Event json.RawMessage `json:"event"`
}

// There tells whether the bot has a spool.
func (v *Overflow) There() bool { return v.o.Spool != nil }

// Len is how many posts wait.
func (v *Overflow) Len() int {
	if !v.There() {
		return 0
	}
	return v.o.Spool.Len()
}

// Keep writes posts to the spool. When it returns nil they survive a crash.
func (v *Overflow) Keep(posts []storage.Post) error {
	batch := make([][]byte, len(posts))
	for i, p := range posts {
		event, err := state.EncodeEvent(p.Event)
		if err != nil {
			return fmt.Errorf("spool a post: %w", err)
		}
		plain, err := json.Marshal(spooled{To: p.To, Chat: p.Chat, Event: event})
		if err != nil {
			return fmt.Errorf("spool a post: %w", err)
		}
		if batch[i], err = v.o.Keys.Seal(plain, []byte(spoolPlace)); err != nil {
			return fmt.Errorf("spool a post: %w", err)
		}
	}
	if err := v.o.Spool.Append(batch); err != nil {
		return fmt.Errorf("spool posts: %w", err)
	}
	return nil
}

// Once moves waiting posts into the inboxes, oldest first, and returns how many.
func (v *Overflow) Once(ctx context.Context, now Reading) (int, error) {
	if v.Len() == 0 {
		return 0, nil
	}
	moved := 0
	err := v.o.Spool.Drain(ctx, func(batch [][]byte) error {
		posts := make([]storage.Post, 0, len(batch))
		for _, sealed := range batch {
			post, err := v.open(sealed)
			if err != nil {
				v.o.Log.Error("a spooled update cannot be read and was dropped", "error", err)
				continue
			}
			posts = append(posts, post)
		}
		entries, err := v.o.Store.Receive(ctx, now.Wall, posts)
		v.workers.give(entries)
		if err != nil {
			v.workers.rereadAll()
			return fmt.Errorf("store spooled updates: %w", err)
		}
		moved += len(batch)
		return nil
	})
	if err != nil {
		return moved, fmt.Errorf("empty the spool: %w", err)
	}
	v.o.Log.Info("the spool is empty again", "updates", moved)
	return moved, nil
}

func (v *Overflow) open(sealed []byte) (storage.Post, error) {
	plain, err := v.o.Keys.Open(sealed, []byte(spoolPlace))
	if err != nil {
		return storage.Post{}, fmt.Errorf("open a spooled post: %w", err)
	}
	var s spooled
	if err := json.Unmarshal(plain, &s); err != nil {
		return storage.Post{}, fmt.Errorf("open a spooled post: %w", err)
	}
	event, err := state.DecodeEvent(s.Event)
	if err != nil {
		return storage.Post{}, fmt.Errorf("open a spooled post: %w", err)
	}
	return storage.Post{To: s.To, Chat: s.Chat, Event: event}, nil
}
