// Package routekeeper keeps the routes in the data folder (package routes) the same as those in the store. What a turn
// takes away from a route is gone from the folder before the turn is saved (Before), and what it adds is there after it
// (After). Routes of people without a recent turn are read from the store in the background.
//
// Begin with New, call Began for each shard that is taken, and repeat Once.
package routekeeper

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"footing/bot/internal/loop"
	"footing/bot/internal/routes"
	"footing/flows"
	"footing/flows/engine"
	"footing/storage"
)

// routePage is how many participants are read before their routes are written, with one wait for the disk.
const routePage = 100

// Keeper makes the routes in the data folder what the store says: those of a shard when it is taken, and that of a
// participant after a turn of which nobody knows whether it was committed. It also writes what could not be written at
// once. The turns themselves keep the routes up to date (Worker.turn).
type Keeper struct {
	*routes.Book
	Nudge    loop.Nudge // for the loop that repeats Once
	store    *storage.Store
	protocol *flows.Protocol

	mu     sync.Mutex
	unsure []string        // participants whose route must be read from the store
	taken  []storage.Lease // shards whose routes must be

	// The shard that is being read, and who is left of it. Only Once uses them.
	lease storage.Lease
	left  []string
	known map[string]bool // nil: none is being read
}

// New makes the keeper of a book.
func New(book *routes.Book, store *storage.Store, protocol *flows.Protocol) *Keeper {
	return &Keeper{Book: book, Nudge: loop.NewNudge(), store: store, protocol: protocol}
}

// Began begins the work on a shard. Its routes are made anew in time.
func (k *Keeper) Began(lease storage.Lease) {
	k.Take(lease.Shard, lease.Epoch)
	if !k.Outlives() {
		return // nothing outlives the process, so nothing is made anew
	}
	k.mu.Lock()
	k.taken = append(k.taken, lease)
	k.mu.Unlock()
	k.Nudge.Poke()
}

// Abandon ends a turn that changes a route and may have been committed.
func (k *Keeper) Abandon(id string) {
	k.Book.Abandon(id)
	k.mu.Lock()
	k.unsure = append(k.unsure, id)
	k.mu.Unlock()
	k.Nudge.Poke()
}

// Behind is how many shards have routes that are not made anew yet.
func (k *Keeper) Behind() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.taken)
}

// Once does one bit of that work: what is owed first, then those of whom nobody knows, then one page of a shard. Whom
// and what the store does not give holds up none of the others.
func (k *Keeper) Once(ctx context.Context, _ loop.Reading) (int, error) {
	tidied, err := k.Tidy()
	if err == nil {
		err = k.Pay()
	}
	if err != nil || tidied > 0 {
		return tidied, err //nolint:wrapcheck // they say what they did
	}
	var failed loop.Failures
	did, err := k.settle(ctx)
	if failed.Add(err); did > 0 {
		return did, failed.Err()
	}
	for range k.Behind() {
		n, err := k.page(ctx)
		if failed.Add(err); err == nil {
			return n, failed.Err()
		}
		k.rotate()
	}
	return 0, failed.Err()
}

// settle reads the participants of whom nobody knows.
func (k *Keeper) settle(ctx context.Context) (int, error) {
	k.mu.Lock()
	ids := slices.Clone(k.unsure)
	k.mu.Unlock()
	var left []string
	var failed loop.Failures
	for _, id := range ids {
		shard, err := k.store.ShardOfID(id)
		if err == nil {
			err = k.restore(ctx, shard, []string{id})
		}
		if err != nil {
			failed.Add(fmt.Errorf("settle a route: %w", err))
			left = append(left, id)
		}
	}
	k.mu.Lock()
	k.unsure = append(left, k.unsure[len(ids):]...)
	k.mu.Unlock()
	return len(ids) - len(left), failed.Err()
}

// rotate puts the shard that was taken first behind the others, because it fails.
func (k *Keeper) rotate() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known = nil
	k.taken = append(k.taken[1:], k.taken[0])
}

// page reads some of the participants of the shard that was taken first. After an error the shard is begun again.
func (k *Keeper) page(ctx context.Context) (int, error) {
	if k.known == nil {
		k.mu.Lock()
		k.lease = k.taken[0] // only Once takes any away
		k.mu.Unlock()
		k.left, k.known = nil, make(map[string]bool)
		for id, err := range k.store.EveryoneOn(ctx, k.lease.Shard) {
			if err != nil {
				k.known = nil
				return 0, fmt.Errorf("make routes anew: %w", err)
			}
			if !k.known[id] {
				k.left = append(k.left, id)
			}
			k.known[id] = true
		}
	}
	now := k.left[:min(routePage, len(k.left))]
	if err := k.restore(ctx, k.lease.Shard, now); err != nil {
		k.known = nil
		return 0, err
	}
	if k.left = k.left[len(now):]; len(k.left) > 0 {
		return 1, nil
	}
	strays := k.Strays(k.lease.Shard, k.known)
	k.known = nil
	if err := k.Restore(k.lease.Shard, k.lease.Epoch, strays); err != nil {
		return 0, fmt.Errorf("make routes anew: %w", err)
	}
	if err := k.Anew(k.lease.Shard, k.lease.Epoch); err != nil {
		return 0, fmt.Errorf("make routes anew: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.taken = k.taken[1:]
	return 1, nil
}

// restore reads participants and keeps their routes. Whoever cannot be read keeps the route that they have: it is for
// this.
func (k *Keeper) restore(ctx context.Context, shard int, ids []string) error {
	var found []routes.Found
	epoch := k.Epoch(shard)
	for _, id := range ids {
		turns := k.Turns(id)
		record, err := k.store.Load(ctx, id)
		if storage.Final(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("make a route anew: %w", err)
		}
		found = append(found, routes.Found{ID: id, Route: engine.RouteOf(k.protocol, record.State), Turns: turns})
	}
	if err := k.Restore(shard, epoch, found); err != nil {
		return fmt.Errorf("make routes anew: %w", err)
	}
	return nil
}
