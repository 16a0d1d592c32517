// Package setaside looks after what could not be dealt with and was set aside: entries and messages in the store, and
// updates in the quarantine of the data folder.
//
// Look counts them, for whoever watches over the service. Grant does what an operator wants of a record in the
// quarantine: another try, or its end. What is set aside in the store an operator's command deals with itself.
package setaside

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"footing/bot/internal/inbox"
	"footing/bot/internal/incoming"
	"footing/bot/internal/loop"
	"footing/bot/internal/spool"
	"footing/bot/telegram"
	"footing/storage"
	"footing/storage/folder"
)

// Shelf is where things are set aside.
type Shelf struct {
	Store   *storage.Store
	Folder  *folder.Folder // may be nil
	Spool   *spool.Spool
	Inboxes inbox.All
	Dice    *loop.Dice
	Log     *slog.Logger
}

// Count is how much was set aside.
type Count struct {
	All    int
	Unseen int       // of these, what no operator has looked at
	Latest time.Time // when the youngest of them was set aside
}

func (c *Count) add(n int, at time.Time, looked bool) {
	c.All += n
	if !looked {
		c.Unseen += n
	}
	if at.After(c.Latest) {
		c.Latest = at
	}
}

// Look counts what is set aside in the store and in the data folder. With an error it counts what can be seen.
func (s *Shelf) Look(ctx context.Context) (Count, error) {
	entries, failed := s.Store.Aside(ctx)
	var c Count
	for _, e := range entries {
		c.add(1, e.At, e.Looked)
	}
	if s.Folder != nil && s.Folder.Quarantine().Len() > 0 {
		looked, err := s.Store.Looked(ctx)
		failed = errors.Join(failed, err)
		latest := s.Folder.Quarantine().Latest()
		c.add(s.Folder.Quarantine().Len(), latest, !latest.After(looked))
	}
	if failed != nil {
		return c, fmt.Errorf("look at what is set aside: %w", failed)
	}
	return c, nil
}

// Grant does what operators have asked for. A wish that fails for want of the store stays.
func (s *Shelf) Grant(ctx context.Context, now time.Time) error {
	if s.Folder == nil {
		return nil
	}
	wishes, err := s.Folder.Asked()
	if err != nil {
		return fmt.Errorf("look for what operators want: %w", err)
	}
	for _, w := range wishes {
		if err := s.grant(ctx, now, w); err != nil {
			return fmt.Errorf("do what an operator wants of %s: %w", w.ID, err)
		}
		if err := s.Folder.Answered(w); err != nil {
			return fmt.Errorf("do what an operator wants of %s: %w", w.ID, err)
		}
	}
	return nil
}

func (s *Shelf) grant(ctx context.Context, now time.Time, w folder.Wish) error {
	var found *folder.Record
	err := s.Folder.Quarantine().Each(func(r folder.Record) {
		if r.ID == w.ID {
			found = &r
		}
	})
	if err != nil || found == nil {
		return err //nolint:wrapcheck // Grant says what it was for
	}
	if w.Retry {
		arrival, err := s.read(*found, now)
		if err != nil {
			s.Log.Error("what an operator wants to be tried again can't be read by this release either", "record", w.ID, "error", err)
			return nil
		}
		entries, err := s.Inboxes.Receive(ctx, s.Store, now, []storage.Arrival{arrival})
		if err != nil {
			return err //nolint:wrapcheck // Grant says what it was for
		}
		s.Log.Info("what was set aside is tried again", "record", w.ID, "new", len(entries) > 0)
	}
	_, err = s.Folder.Quarantine().Discard(w.ID)
	return err //nolint:wrapcheck // Grant says what it was for
}

// errNobodys says that a record is nothing that somebody has sent to the bot.
var errNobodys = errors.New("nobody said it to the bot in a private chat")

// read makes an arrival of a record: of an update as it came from Telegram, or of one that waited in the spool.
func (s *Shelf) read(r folder.Record, now time.Time) (storage.Arrival, error) {
	if r.Seal != folder.Opened {
		return s.fromSpool(r, now)
	}
	u, err := telegram.Decode(r.Data)
	if err != nil {
		arrival, wrong := s.fromSpool(r, now)
		if wrong != nil {
			return arrival, errors.Join(err, wrong)
		}
		return arrival, nil
	}
	draw, err := s.Dice.Text()
	if err != nil {
		return storage.Arrival{}, err
	}
	arrival, ok := incoming.Translate(u, s.Store, now, draw)
	if !ok {
		return arrival, errNobodys
	}
	return arrival, nil
}

func (s *Shelf) fromSpool(r folder.Record, now time.Time) (storage.Arrival, error) {
	arrival, err := s.Spool.Read(r)
	if err != nil {
		return arrival, err //nolint:wrapcheck // it says what it was for
	}
	arrival.Event = incoming.Taken(arrival.Event, s.Store, now, true)
	return arrival, nil
}
