// Package erased keeps the list of the erased the same in the data folder and in the store: whoever had everything
// removed, by a keyed hash, and when.
//
//	list := erased.Open(store, data)
//	err := list.Add(id, now)            // before the turn that erases is saved: it is safe in the folder
//	n, err := list.Once(ctx, now)       // later: the two lists are merged, both ways
//	at, ok := list.At(id)               // whether what is found of somebody must be erased again
//
// An older copy of the store has an older list, and a lost folder none: a person missing from both lists is not erased
// again. Version changes with every merge that brings a name, so that a search for those people knows of more.
package erased

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"footing/bot/internal/loop"
	"footing/storage"
	"footing/storage/folder"
)

// List is the list of one process. Its methods may be called from any goroutine.
type List struct {
	Nudge   loop.Nudge // for the loop that repeats Once
	Erasing loop.Nudge // for the one that repeats a Rewriter's
	store   *storage.Store
	folder  *folder.Folder // nil: only the store keeps it

	mu      sync.Mutex
	times   map[[16]byte]time.Time
	version int
	owed    bool // the store may lack some of it
}

// Open gives the list of a data folder, which may be nil.
func Open(store *storage.Store, f *folder.Folder) *List {
	l := &List{
		Nudge: loop.NewNudge(), Erasing: loop.NewNudge(), store: store, folder: f, times: make(map[[16]byte]time.Time),
	}
	if f != nil {
		l.times = f.Erased()
	}
	return l
}

// Add notes that somebody has everything removed. It returns when that is safe in the data folder.
func (l *List) Add(id string, at time.Time) error {
	name := l.store.ErasedName(id)
	if l.folder != nil {
		if err := l.folder.AddErased(map[[16]byte]time.Time{name: at}); err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
	}
	l.mu.Lock()
	if at = at.Truncate(time.Millisecond).UTC(); at.After(l.times[name]) {
		l.times[name] = at
	}
	l.owed = true
	l.mu.Unlock()
	l.Nudge.Poke()
	l.Erasing.Poke()
	return nil
}

// Once merges the two lists if somebody was added since.
func (l *List) Once(ctx context.Context, _ loop.Reading) (int, error) {
	l.mu.Lock()
	owed := l.owed
	l.mu.Unlock()
	if !owed {
		return 0, nil
	}
	return 1, l.Merge(ctx)
}

// Merge brings each of the two lists what the other has. After an error Once tries it again.
func (l *List) Merge(ctx context.Context) error {
	l.mu.Lock()
	own := maps.Clone(l.times)
	l.owed = false
	l.mu.Unlock()
	err := l.merge(ctx, own)
	if err != nil {
		l.mu.Lock()
		l.owed = true
		l.mu.Unlock()
		return fmt.Errorf("merge the lists of the erased: %w", err)
	}
	return nil
}

func (l *List) merge(ctx context.Context, own map[[16]byte]time.Time) error {
	stored, err := l.store.Erased(ctx)
	if err != nil {
		return err //nolint:wrapcheck // by Merge
	}
	lacks := later(own, stored)
	if err := l.store.AddErased(ctx, lacks); err != nil {
		return err //nolint:wrapcheck // by Merge
	}
	news := later(stored, own)
	if len(news) == 0 {
		return nil
	}
	l.mu.Lock()
	maps.Copy(l.times, later(news, l.times))
	l.version++
	l.mu.Unlock()
	if l.folder == nil {
		return nil
	}
	return l.folder.AddErased(news) //nolint:wrapcheck // by Merge
}

// later is what of a list the other does not have, or has with an earlier time.
func later(list, than map[[16]byte]time.Time) map[[16]byte]time.Time {
	more := make(map[[16]byte]time.Time)
	for name, at := range list {
		if at.After(than[name]) {
			more[name] = at
		}
	}
	return more
}

// At tells whether somebody is on the list, and when they last had everything removed.
func (l *List) At(id string) (time.Time, bool) {
	name := l.store.ErasedName(id)
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.times[name]
	return at, ok
}

// Since gives when somebody was first and last erased after a time; zero if nobody was.
func (l *List) Since(after time.Time) (first, last time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, at := range l.times {
		if !at.After(after) {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	return first, last
}

// Back lists who on a shard is on the list, and is in the store all the same.
func (l *List) Back(ctx context.Context, shard int) (back []string, err error) {
	l.mu.Lock()
	empty := len(l.times) == 0
	l.mu.Unlock()
	if empty {
		return nil, nil
	}
	for id, err := range l.store.EveryoneOn(ctx, shard) {
		if err != nil {
			return nil, err
		}
		if _, ok := l.At(id); ok {
			back = append(back, id)
		}
	}
	return back, nil
}

// Version changes when a merge has brought somebody.
func (l *List) Version() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.version
}
