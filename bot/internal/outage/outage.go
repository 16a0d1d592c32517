// Package outage knows when Telegram was last heard. After an outage it asks people to press again, because presses are
// lost by then.
//
// Make a Listener with New. The receiver calls Heard after each answer of Telegram, when what came is stored; that
// waits for nothing. A loop of its own repeats Once, which writes the time down in the store, for a later process, and posts
// an outage to everybody whom it concerns. However slow the store is, no update waits behind that.
package outage

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"footing/bot/internal/inbox"
	"footing/bot/internal/loop"
	"footing/bot/internal/spool"
	"footing/flows/state"
	"footing/storage"
)

const (
	// Long is how long the bot may be away before people are asked to press again. Telegram drops presses after 150 s.
	Long = 120 * time.Second
	// asked says whom an outage concerns: people who were sent a keyboard within this time before it ended.
	asked = 24 * time.Hour
	// notedEvery is how often the time of the last answer from Telegram is stored.
	notedEvery = 20 * time.Second
	// notedWithin is how long a step may take.
	notedWithin = 10 * time.Second
)

// Parts are what a listener works with.
type Parts struct {
	Log     *slog.Logger
	Store   *storage.Store
	Spool   *spool.Spool
	Inboxes []*inbox.Backlog // each at the index of its shard
}

// Listener knows when Telegram was last heard.
type Listener struct {
	Nudge loop.Nudge // for the loop that repeats Once
	with  Parts

	mu    sync.Mutex
	first hearing   // Telegram's first answer to this process
	last  hearing   // Telegram's last answer
	known bool      // the time of the last answer before this process began was read from the store
	saved time.Time // the time of the last answer as stored
	owed  time.Time // when the outage began that people must still be told about; zero: none
}

// New makes one that has heard nothing.
func New(with Parts) *Listener { return &Listener{Nudge: loop.NewNudge(), with: with} }

// hearing is one answer of Telegram.
type hearing struct {
	loop.Reading           // when it came
	date         time.Time // what Telegram's own clock said; zero: nothing
}

// after is how much time has passed since an earlier answer, by how long the process has run and by Telegram's clock.
// The wall clock of this machine does not count, because it may have been corrected while Telegram was heard all the
// time. A suspended machine does not run, but Telegram's clock does. Where that says nothing the wall clock stands for
// it.
func (h hearing) after(earlier hearing) time.Duration {
	if h.date.IsZero() || earlier.date.IsZero() {
		return h.Since(earlier.Reading)
	}
	return max(h.Run-earlier.Run, h.date.Sub(earlier.date))
}

// told is the time of day of the answer, by Telegram's clock if it says.
func (h hearing) told() time.Time {
	if h.date.IsZero() {
		return h.Wall
	}
	return h.date
}

// Heard notes that Telegram answered, and what its own clock said. It waits for nothing.
func (l *Listener) Heard(now loop.Reading, date time.Time) {
	h := hearing{now, date}
	l.mu.Lock()
	if l.first.IsZero() {
		l.first = h
	}
	if l.owed.IsZero() && !l.last.IsZero() && h.after(l.last) > Long {
		l.owed = l.last.told()
	}
	l.last = h
	l.mu.Unlock()
	l.Nudge.Poke()
}

// Last is when Telegram last answered.
func (l *Listener) Last() loop.Reading {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last.Reading
}

// Dated is Last if Telegram's own clock was heard then.
func (l *Listener) Dated() (at loop.Reading, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last.Reading, !l.last.date.IsZero()
}

// Time is Telegram's time of day at a reading, by its last answer; zero if that is long ago or told no time.
func (l *Listener) Time(now loop.Reading) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last.date.IsZero() || now.Run-l.last.Run > Long {
		return time.Time{}
	}
	return l.last.date.Add(now.Run - l.last.Run)
}

// Uninterrupted notes that there was no outage until now.
func (l *Listener) Uninterrupted(now loop.Reading) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last, l.known = hearing{Reading: now}, true
}

// Known tells whether it was found out when Telegram was last heard before this process began.
func (l *Listener) Known() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known
}

// Once asks people to press again if there was an outage, and writes down when Telegram was heard. It never returns
// work to repeat at once. While updates wait in the data folder the store is away, or busy with them.
func (l *Listener) Once(ctx context.Context, now loop.Reading) (int, error) {
	if l.Last().IsZero() || l.with.Spool.Len() > 0 {
		return 0, nil
	}
	ctx, cancel := context.WithTimeout(ctx, notedWithin)
	defer cancel()
	if err := l.remember(ctx); err != nil {
		return 0, err
	}
	if err := l.pay(ctx, now.Wall); err != nil {
		return 0, err // and the time is not saved, so that the outage is known after a restart
	}
	l.mu.Lock()
	heard, saved := l.last.told(), l.saved
	l.mu.Unlock()
	if heard.Sub(saved).Abs() < notedEvery { // what is saved may lie ahead of a clock that was set back
		return 0, nil
	}
	if err := l.with.Store.SetPolled(ctx, heard); err != nil {
		return 0, fmt.Errorf("write down that Telegram was heard: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saved = heard
	return 0, nil
}

// remember reads when Telegram last answered before this process began, and finds out whether there was an outage in
// between. It ended with Telegram's first answer to this process, however late Redis can be read.
func (l *Listener) remember(ctx context.Context) error {
	if l.Known() {
		return nil
	}
	before, err := l.with.Store.Polled(ctx)
	if err != nil {
		return fmt.Errorf("find out when Telegram was last heard: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saved, l.known = before, true
	if !before.IsZero() && l.first.told().Sub(before) > Long {
		l.owed = before
	}
	return nil
}

// pay posts an outage to everybody whom it concerns, on all shards, because one process polls for all of them.
func (l *Listener) pay(ctx context.Context, now time.Time) error {
	l.mu.Lock()
	owed := l.owed
	l.mu.Unlock()
	if owed.IsZero() {
		return nil
	}
	for shard := range l.with.Store.Shards() {
		ids, err := l.with.Store.RecentlyAsked(ctx, shard, now.Add(-asked))
		if err != nil {
			return fmt.Errorf("tell about an outage: %w", err)
		}
		posts := make([]storage.Post, len(ids))
		for i, id := range ids {
			header := state.Header{ID: fmt.Sprintf("outage/%d/%s", owed.Unix(), id), At: now}
			posts[i] = storage.Post{To: id, Event: state.Outage{Header: header, Since: owed}}
		}
		if err := l.post(ctx, now, posts); err != nil {
			return fmt.Errorf("tell about an outage: %w", err)
		}
	}
	l.with.Log.Warn("presses may have been lost: people were asked to press again", "since", owed)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.owed.Equal(owed) {
		l.owed = time.Time{}
	}
	return nil
}

// post stores events and hands over the new entries. After an error every inbox is read again, because any of the
// events may have been stored.
func (l *Listener) post(ctx context.Context, now time.Time, posts []storage.Post) error {
	entries, err := l.with.Store.Receive(ctx, now, posts)
	for _, e := range entries {
		l.with.Inboxes[e.Shard].Push(e)
	}
	if err == nil {
		return nil
	}
	for _, box := range l.with.Inboxes {
		box.Reread()
	}
	return fmt.Errorf("post events: %w", err)
}
