// Package alive keeps the one lease that a process has while it works on a store, and sees which others have one.
//
// Make a Lease with New. Take it before the first shard, and Lengthen it a few times while it lasts: each look also
// finds the other processes, and how long their leases last. The clock is Redis' own.
//
// Where others work on the store, a lease is short, so that they take over soon after a crash. A process that is alone
// has one of Times the length and looks as seldom, because nobody waits for its end and every lengthening is written to
// disk.
package alive

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Times is by how much the lease of a process that is alone lasts longer than one beside others.
const Times = 3

// slack is by how much a lease is lengthened early, so that a look which comes a little early does not leave it to the
// next one.
const slack = 100 * time.Millisecond

// behind is how long after the end of another's lease it is looked for.
const behind = 20 * time.Millisecond

// Keys are where leases are found.
type Keys struct {
	Processes string // and the owner: its lease, whose value is what it says of itself
	Known     string // the hash that has a field of each owner that has worked on the store
}

// Lease is the lease of this process. Any number of goroutines may share it.
type Lease struct {
	rdb   redis.UniversalClient
	keys  Keys
	owner string
	ttl   time.Duration // beside others

	mu     sync.Mutex
	taken  bool
	word   string                   // what is said from now on
	said   string                   // what the lease says
	lasts  time.Duration            // how long it lasts when it is lengthened
	ended  []string                 // owners that have ended, whatever their leases say
	others map[string]time.Duration // how long theirs lasted at the last look
}

// New makes the lease of an owner, which is not taken yet. Beside others it lasts for ttl.
func New(rdb redis.UniversalClient, keys Keys, owner, word string, ttl time.Duration) *Lease {
	return &Lease{rdb: rdb, keys: keys, owner: owner, word: word, ttl: ttl, lasts: ttl}
}

// Say sets what the owner says of itself whenever its lease is lengthened from now on.
func (l *Lease) Say(word string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.word = word
}

// Ended names owners that have ended, so that nobody waits for them.
func (l *Lease) Ended(owners ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = owners
}

// HasEnded tells whether an owner was named by Ended.
func (l *Lease) HasEnded(owner string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Contains(l.ended, owner)
}

// Take takes the lease, and tells whether it had not been taken.
func (l *Lease) Take(ctx context.Context) (taken bool, err error) {
	l.mu.Lock()
	taken = !l.taken
	l.mu.Unlock()
	if taken {
		err = l.write(ctx)
	}
	return taken, err
}

// Lengthen looks who else works on the store, and lengthens the lease if a third of it has passed, if it says something
// else, or if its length is another one now.
func (l *Lease) Lengthen(ctx context.Context) error {
	left, err := l.look(ctx)
	if err != nil {
		return fmt.Errorf("look who works on the store: %w", err)
	}
	l.mu.Lock()
	l.lasts = l.ttl
	if len(l.others) == 0 {
		l.lasts *= Times
	}
	due := !l.taken || l.said != l.word || left > l.lasts || left <= l.lasts*2/3+slack
	l.mu.Unlock()
	if !due {
		return nil
	}
	return l.write(ctx)
}

// look finds the others, and returns how long this process' own lease lasts: not above 0 if it has run out. What a
// process that has ended said of its keys is removed.
func (l *Lease) look(ctx context.Context) (time.Duration, error) {
	known, err := l.rdb.HKeys(ctx, l.keys.Known).Result()
	if err != nil {
		return 0, err //nolint:wrapcheck // by Lengthen
	}
	if !slices.Contains(known, l.owner) {
		known = append(known, l.owner)
	}
	reads := make(map[string]*redis.DurationCmd, len(known))
	if _, err := l.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, owner := range known {
			reads[owner] = p.PTTL(ctx, l.keys.Processes+owner)
		}
		return nil
	}); err != nil {
		return 0, err //nolint:wrapcheck // by Lengthen
	}
	others := make(map[string]time.Duration)
	var over []string
	for owner, read := range reads {
		switch {
		case owner == l.owner:
		case read.Val() > 0 && !l.HasEnded(owner):
			others[owner] = read.Val()
		case read.Val() <= 0:
			over = append(over, owner)
		}
	}
	if len(over) > 0 {
		if err := l.rdb.HDel(ctx, l.keys.Known, over...).Err(); err != nil {
			return 0, err //nolint:wrapcheck // by Lengthen
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.others = others
	return reads[l.owner].Val(), nil
}

func (l *Lease) write(ctx context.Context) error {
	l.mu.Lock()
	word, lasts := l.word, l.lasts
	l.mu.Unlock()
	if err := l.rdb.Set(ctx, l.keys.Processes+l.owner, word, lasts).Err(); err != nil {
		return fmt.Errorf("lengthen the lease of this process: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken, l.said = true, word
	return nil
}

// Believed is how long what this process holds may be believed without an answer of Redis: less than its lease lasts.
func (l *Lease) Believed() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lasts * 2 / 3
}

// Others lists the other processes that work on the store, as of the last look, in order.
func (l *Lease) Others() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(maps.Keys(l.others))
}

// Rest is how long to wait before the next look, if leases beside others are lengthened so often: less where another's
// may run out before, for that one's work is taken over then, and Times as long for a process that is alone.
func (l *Lease) Rest(every time.Duration) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.others) == 0 {
		return Times * every
	}
	for _, left := range l.others {
		every = min(every, left+behind)
	}
	return every
}

// Word reads what an owner says of itself; redis.Nil if its lease has run out.
func (l *Lease) Word(ctx context.Context, owner string) (string, error) {
	word, err := l.rdb.Get(ctx, l.keys.Processes+owner).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		err = fmt.Errorf("look whether a process lives: %w", err)
	}
	return word, err
}
