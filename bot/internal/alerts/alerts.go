// Package alerts counts the alerts that nobody has closed, for whoever watches over the service. A Tally promises that
// what it counts is true of every shard that is held here, or says with Count.Counting that it does not know yet.
//
// Follow it with NewTally, then Take and Forget as shards come and go, and Note after every turn that is saved. Where a
// turn may have been saved without being noted, Reread. A loop repeats Once, which reads the shards that were taken. It
// reads states through the store and changes nothing; what is done about an alert is the engine's.
package alerts

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
)

// Tally knows the open alerts of the shards held here. Neither Redis nor a moment that is due can tell an alert that
// somebody has seen from one that nobody has: only its patient's state can. So each turn notes the open alerts of its
// own patient, which costs a walk over their few alerts and no round trip, and a shard that was taken is read once: the
// patients for whom a call is due at some time, which are all with an open alert, and nobody else.
type Tally struct {
	Nudge loop.Nudge // for the loop that repeats Once
	store *storage.Store

	mu     sync.Mutex
	people map[string]observed // by participant; only those with open alerts, or whose shard is being read
	unread map[int]bool        // shards that were taken and not yet read
	held   map[int]bool
}

// observed is what one participant's state at a version says.
type observed struct {
	shard   int
	version int64
	open    []openAlert
}

// openAlert is an alert that nobody has closed.
type openAlert struct {
	at    time.Time // zero: the state could not be read
	seen  bool
	short string
	since time.Time // when the calling began that nobody has pressed on
}

// Unseen is an alert that nobody has pressed on since it was called out.
type Unseen struct {
	Short string // its name for people
	Since time.Time
}

// Count is how many alerts nobody has closed, and of how many of them nobody has said that they have seen them.
type Count struct {
	Open         int        `json:"open"`
	Unseen       int        `json:"unseen"`
	OldestOpen   *time.Time `json:"oldest_open,omitempty"`
	OldestUnseen *time.Time `json:"oldest_unseen,omitempty"`
	Counting     bool       `json:"counting,omitempty"` // shards were taken over and are not yet read: there may be more
}

// NewTally makes one that holds no shard.
func NewTally(store *storage.Store) *Tally {
	return &Tally{
		store: store, Nudge: loop.NewNudge(),
		people: make(map[string]observed), unread: make(map[int]bool), held: make(map[int]bool),
	}
}

// openOf lists the alerts of a state that nobody has closed.
func openOf(s state.State) (open []openAlert) {
	if s.Patient == nil {
		return nil
	}
	for n := range s.Patient.Alerts {
		if a := &s.Patient.Alerts[n]; a.Closed.IsZero() {
			one := openAlert{at: a.At, seen: !a.Seen.IsZero(), short: a.Short, since: a.UnseenSince()}
			if one.since.Before(one.at) {
				one.since = one.at
			}
			open = append(open, one)
		}
	}
	return open
}

// Observe takes in a state as a turn has saved it, or as it was read. An older version changes nothing.
func (a *Tally) Observe(shard int, r storage.Record) {
	a.keep(r.ID, observed{shard, r.Version, openOf(r.State)})
}

func (a *Tally) keep(id string, now observed) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before, known := a.people[id]
	switch {
	case !a.held[now.shard], known && before.version > now.version:
	case len(now.open) > 0 || a.unread[now.shard]: // while the shard is read, an older version may still come
		a.people[id] = now
	default:
		delete(a.people, id)
	}
}

// Take begins with a shard that this process now holds.
func (a *Tally) Take(shard int) {
	a.Forget(shard)
	a.mu.Lock()
	a.held[shard], a.unread[shard] = true, true
	a.mu.Unlock()
	a.Nudge.Poke()
}

// Reread reads a shard again, because a turn was saved there without being noted.
func (a *Tally) Reread(shard int) {
	a.mu.Lock()
	if a.held[shard] {
		a.unread[shard] = true
	}
	a.mu.Unlock()
	a.Nudge.Poke()
}

// Forget drops what is known of a shard.
func (a *Tally) Forget(shard int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.held, shard)
	delete(a.unread, shard)
	for id, one := range a.people {
		if one.shard == shard {
			delete(a.people, id)
		}
	}
}

// Once reads the shards that were taken, and returns how many. One that fails holds up none of the others.
func (a *Tally) Once(ctx context.Context, _ loop.Reading) (int, error) {
	var failed loop.Failures
	taken := a.taken()
	for _, shard := range taken {
		failed.Add(a.read(ctx, shard))
	}
	return len(taken) - failed.N, failed.Err()
}

// read counts the alerts of a shard that was taken.
func (a *Tally) read(ctx context.Context, shard int) error {
	ids, err := a.store.Calling(ctx, shard)
	if err != nil {
		return fmt.Errorf("count alerts: %w", err)
	}
	aside, err := a.store.Aside(ctx)
	if storage.FailedOn(err, shard) {
		return fmt.Errorf("count alerts: %w", err)
	}
	for _, one := range aside { // a call that was set aside is not due any more
		if one.Shard == shard && one.Box == "inbox" && one.Whose != "" && !slices.Contains(ids, one.Whose) {
			ids = append(ids, one.Whose)
		}
	}
	for _, id := range append(ids, a.known(shard, ids)...) {
		r, err := a.store.Load(ctx, id)
		switch {
		case err == nil:
			a.Observe(shard, r)
		case storage.Final(err): // a call is due, or was set aside, and the state cannot be read: the worst is taken for true
			a.keep(id, observed{shard: shard, open: []openAlert{{}}})
		default:
			return fmt.Errorf("count alerts: %w", err)
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.unread, shard)
	for id, one := range a.people {
		if one.shard == shard && len(one.open) == 0 {
			delete(a.people, id)
		}
	}
	return nil
}

// Of lists the open alerts of a participant, by their names for people, as far as they are known.
func (a *Tally) Of(id string) (shorts []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, alert := range a.people[id].open {
		if alert.short != "" {
			shorts = append(shorts, alert.short)
		}
	}
	return shorts
}

// known lists whom else of a shard is known to have an open alert; it may have been closed since.
func (a *Tally) known(shard int, but []string) (ids []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, one := range a.people {
		if one.shard == shard && !slices.Contains(but, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// taken lists the shards that were taken and not yet read.
func (a *Tally) taken() []int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(maps.Keys(a.unread))
}

// Count counts the open alerts.
func (a *Tally) Count() Count {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := Count{Counting: len(a.unread) > 0}
	for _, one := range a.people {
		for _, alert := range one.open {
			c.Open++
			c.OldestOpen = older(c.OldestOpen, alert.at)
			if !alert.seen {
				c.Unseen++
				c.OldestUnseen = older(c.OldestUnseen, alert.at)
			}
		}
	}
	return c
}

// Unseen lists the alerts that nobody has pressed on, the oldest first. Those of a state that could not be read are not
// among them: that is reported otherwise.
func (a *Tally) Unseen() []Unseen {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []Unseen
	for _, one := range a.people {
		for _, alert := range one.open {
			if !alert.seen && !alert.at.IsZero() {
				all = append(all, Unseen{alert.short, alert.since})
			}
		}
	}
	slices.SortFunc(all, func(a, b Unseen) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Short, b.Short))
	})
	return all
}

// older is the earlier of two times, of which the first may be absent and the second not known.
func older(than *time.Time, at time.Time) *time.Time {
	if at.IsZero() || than != nil && !at.Before(*than) {
		return than
	}
	return &at
}
