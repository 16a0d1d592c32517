package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
)

// formerPlace is the context that releases up to 0.1 sealed spooled posts with, with the keyset of the store.
const formerPlace = "spool/post"

// errBroken says that a record does not open with the data folder's key.
var errBroken = errors.New("it does not open: another key, or damaged")

// Overflow keeps posts in the data folder while Redis cannot take them. As long as any wait there, new posts go behind
// them, so that everybody's messages keep their order.
type Overflow struct {
	o       *Options
	metrics *metrics
	workers workers

	attendant *Attendant
}

// spooled is a post as it is stored in the spool.
type spooled struct {
	To    string          `json:"to,omitempty"`
	Chat  int64           `json:"chat,omitempty"`
	Event json.RawMessage `json:"event"`
	Known bool            `json:"known,omitempty"`
}

// There tells whether the bot has a data folder.
func (v *Overflow) There() bool { return v.o.Folder != nil }

// Len is how many posts wait.
func (v *Overflow) Len() int {
	if !v.There() {
		return 0
	}
	return v.o.Folder.Updates().Len()
}

// Keep writes posts to the spool. When it returns nil they survive a crash.
func (v *Overflow) Keep(posts []storage.Post) error {
	batch := make([][]byte, len(posts))
	for i, p := range posts {
		event, err := state.EncodeEvent(p.Event)
		if err != nil {
			return fmt.Errorf("spool a post: %w", err)
		}
		if batch[i], err = json.Marshal(spooled{To: p.To, Chat: p.Chat, Event: event, Known: p.Known}); err != nil {
			return fmt.Errorf("spool a post: %w", err)
		}
	}
	if err := v.o.Folder.Updates().Append(batch); err != nil {
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
	err := v.o.Folder.Updates().Drain(ctx, func(batch []folder.Record) error {
		posts, unread := v.read(batch)
		for n := range posts {
			posts[n].Event = taken(posts[n].Event, now.Wall)
		}
		if err := v.setAside(unread); err != nil {
			return err
		}
		entries, err := v.o.Store.Receive(ctx, now.Wall, posts)
		v.workers.give(entries)
		if err != nil {
			v.workers.rereadAll()
			return fmt.Errorf("store spooled updates: %w", err)
		}
		v.attendant.drained(posts, entries)
		moved += len(posts)
		return nil
	})
	if err != nil {
		return moved, fmt.Errorf("empty the spool: %w", err)
	}
	v.o.Log.Info("the spool is empty again", "updates", moved)
	return moved, nil
}

// read gives the posts of spooled records, and the records that cannot be read.
func (v *Overflow) read(batch []folder.Record) (posts []storage.Post, unread []folder.Record) {
	for _, record := range batch {
		post, err := v.open(record)
		if err != nil {
			v.o.Log.Error("a spooled update cannot be read and is set aside", "error", err)
			unread = append(unread, record)
			continue
		}
		posts = append(posts, post)
	}
	return posts, unread
}

// setAside puts records that cannot be read into the quarantine. If that fails, they wait in the spool, and all behind
// them as well: what somebody wrote is not thrown away.
func (v *Overflow) setAside(unread []folder.Record) error {
	if len(unread) == 0 {
		return nil
	}
	if err := v.o.Folder.Quarantine().Keep(unread); err != nil {
		return fmt.Errorf("set spooled updates aside: %w", err)
	}
	v.metrics.parked.WithLabelValues("spool").Add(float64(len(unread)))
	return nil
}

func (v *Overflow) open(record folder.Record) (storage.Post, error) {
	plain, err := record.Data, error(nil)
	switch record.Seal {
	case folder.Opened:
	case folder.Former:
		plain, err = v.o.Keys.Open(plain, []byte(formerPlace))
	case folder.Broken:
		err = errBroken
	}
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
	return storage.Post{To: s.To, Chat: s.Chat, Event: event, Known: s.Known}, nil
}
