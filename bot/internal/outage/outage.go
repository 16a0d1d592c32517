// Package outage knows when Telegram was last heard. After an outage it asks people to press again, because presses are
// lost by then.
//
// Make a Listener with New. The receiver calls Heard after each answer of Telegram, when what came is stored; that
// waits for nothing. A loop of its own repeats Once, which writes the time down in the store, for a later process, and
// tells everybody whom it concerns. However slow the store is, no update waits behind that.
//
// People are asked shard by shard. A failing shard does not delay the others. A shard with updates in the spool is
// asked last, because those may hold presses. Until all are asked, nothing is written down, so that a restart knows of
// the outage as well.
package outage

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
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
	// notedWithin is how long Redis may take for each thing that it is asked.
	notedWithin = 2 * time.Second
)

// Parts are what a listener works with.
type Parts struct {
	Log     *slog.Logger
	Store   *storage.Store
	Spool   *spool.Spool
	Inboxes inbox.All
}

// Listener knows when Telegram was last heard.
type Listener struct {
	Nudge loop.Nudge // for the loop that repeats Once
	with  Parts

	mu    sync.Mutex
	first hearing           // Telegram's first answer to this process
	last  hearing           // Telegram's last answer
	known bool              // the time of the last answer before this process began was read from the store
	saved time.Time         // the time of the last answer as stored
	even  time.Duration     // since this time of the process, Telegram's clock has gone as it ran
	owed  map[int]time.Time // by shard: when the outage began that its people must still be told about
}

// New makes one that has heard nothing.
func New(with Parts) *Listener {
	return &Listener{Nudge: loop.NewNudge(), with: with, owed: make(map[int]time.Time)}
}

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
	if !l.last.IsZero() && h.after(l.last) > Long {
		l.owe(l.lastBefore())
	}
	gone, ran := h.date.Sub(l.last.date), h.Run-l.last.Run
	if date.IsZero() || l.last.date.IsZero() || (gone-ran).Abs() > loop.Skew {
		l.even = now.Run
	}
	l.last = h
	l.mu.Unlock()
	l.Nudge.Poke()
}

// lastBefore is when Telegram last answered before now. Where that is right, it is the time as a restart would read it,
// so that the same outage has the same name then, and nobody hears of it twice.
func (l *Listener) lastBefore() time.Time {
	last := l.last.told()
	if late := last.Sub(l.saved); late >= 0 && late < 2*notedEvery {
		return l.saved
	}
	return last
}

// owe notes an outage, on all shards because one process polls for all of them. Where people are still to be told of an
// earlier one, both are one to them.
func (l *Listener) owe(since time.Time) {
	if l.with.Store == nil { // numbers only: nobody is known
		return
	}
	for shard := range l.with.Store.Shards() {
		if l.owed[shard].IsZero() {
			l.owed[shard] = since
		}
	}
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

// Awake tells whether the machine is known not to have been suspended when the process had run for a time: Telegram's
// clock, heard before and since, has gone as the process ran.
func (l *Listener) Awake(run time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.last.date.IsZero() && l.even < run && run < l.last.Run
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
// work to repeat at once. What fails is tried again.
func (l *Listener) Once(ctx context.Context, now loop.Reading) (int, error) {
	if l.Last().IsZero() {
		return 0, nil
	}
	if err := l.remember(ctx); err != nil {
		return 0, err
	}
	if left, err := l.pay(ctx, now.Wall); left > 0 {
		return 0, err // and the time is not saved, so that the outage is known after a restart
	}
	return 0, l.save(ctx)
}

// save writes down when Telegram was heard.
func (l *Listener) save(ctx context.Context) error {
	l.mu.Lock()
	heard, saved := l.last.told(), l.saved
	l.mu.Unlock()
	if heard.Sub(saved).Abs() < notedEvery { // what is saved may lie ahead of a clock that was set back
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, notedWithin)
	defer cancel()
	if err := l.with.Store.SetPolled(ctx, heard); err != nil {
		return fmt.Errorf("write down that Telegram was heard: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saved = heard
	return nil
}

// remember reads when Telegram last answered before this process began, and finds out whether there was an outage in
// between. It ended with Telegram's first answer to this process, however late Redis can be read.
func (l *Listener) remember(ctx context.Context) error {
	if l.Known() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, notedWithin)
	defer cancel()
	before, err := l.with.Store.Polled(ctx)
	if err != nil {
		return fmt.Errorf("find out when Telegram was last heard: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saved, l.known = before, true
	if !before.IsZero() && l.first.told().Sub(before) > Long {
		l.owe(before)
	}
	return nil
}

// pay tells everybody whom an outage concerns, on all shards at the same time, and says how many are left. One
// that fails holds up none of the others, and is tried again alone.
func (l *Listener) pay(ctx context.Context, now time.Time) (left int, err error) {
	l.mu.Lock()
	owed := maps.Clone(l.owed)
	l.mu.Unlock()
	if len(owed) == 0 {
		return 0, nil
	}
	failures := make([]error, l.with.Store.Shards())
	var all sync.WaitGroup
	for shard, since := range owed {
		if !l.with.Spool.Waits(shard) {
			all.Go(func() { failures[shard] = l.tell(ctx, now, shard, since) })
		}
	}
	all.Wait()
	var failed loop.Failures
	for _, err := range failures {
		failed.Add(err)
	}
	l.mu.Lock()
	left = len(l.owed)
	l.mu.Unlock()
	if told := len(owed) - left; told > 0 {
		l.with.Log.Warn("presses may have been lost: people were asked to press again", "shards", told, "not yet", left)
	}
	if failed.N > 0 {
		return left, fmt.Errorf("tell about an outage: %w", failed.Err())
	}
	return left, nil
}

// tell tells everybody of one shard whom an outage concerns.
func (l *Listener) tell(ctx context.Context, now time.Time, shard int, since time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, notedWithin)
	defer cancel()
	ids, err := l.with.Store.RecentlyAsked(ctx, shard, now.Add(-asked))
	if err != nil {
		return err //nolint:wrapcheck // pay says what it was for
	}
	arrivals := make([]storage.Arrival, len(ids))
	for i, id := range ids {
		header := state.Header{ID: fmt.Sprintf("outage/%d/%s", since.Unix(), id), At: now}
		arrivals[i] = storage.Arrival{To: id, Event: state.Outage{Header: header, Since: since}}
	}
	if _, err := l.with.Inboxes.Receive(ctx, l.with.Store, now, arrivals); err != nil {
		return err //nolint:wrapcheck // pay says what it was for
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.owed, shard) // a later outage than this one is the same to them
	return nil
}
