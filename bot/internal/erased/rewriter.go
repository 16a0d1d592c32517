package erased

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"footing/bot/internal/loop"
	"footing/storage"
	"footing/storage/appendonly"
)

const (
	// rewriteAfter is how long an erasure waits for others until Redis' append-only file is written anew, and
	// rewriteAtMost how long in all, so that it is gone from there within rewriteLate.
	rewriteAfter  = 2 * time.Minute
	rewriteAtMost = 6 * time.Minute
	rewriteLate   = 10 * time.Minute
	// rewriteMargin is how long before the writing an erasure must have been noted to be certainly saved.
	rewriteMargin = 30 * time.Second
	rewriteRest   = 15 * time.Second // while something is to be done
	retryRest     = time.Minute      // after something stood in the way
	refusedRest   = time.Hour        // when somebody was told, for each time the other files are written as well
)

// Rewriter has Redis write its append-only file anew after somebody was erased, because everything about them still
// stands in it. The process that polls does so for all. Repeat Once, with Rest between.
type Rewriter struct {
	list  *List
	store *storage.Store
	log   *slog.Logger

	begun appendonly.Begun // what is being written; nil: nothing. Only Once uses it.
	from  time.Time        // what was erased until then is not in it

	mu       sync.Mutex
	problem  string
	owed     bool
	hindered bool // the last time
}

// NewRewriter makes one for a list.
func NewRewriter(list *List, log *slog.Logger) *Rewriter {
	return &Rewriter{list: list, store: list.store, log: log}
}

// Once asks for it, or looks whether it is done. What Redis refuses is for an operator (Problem), and is tried again.
func (r *Rewriter) Once(ctx context.Context, now loop.Reading) (int, error) {
	if !r.store.Polls() {
		return 0, nil
	}
	done, err := r.store.Rewritten(ctx)
	if err != nil {
		return 0, fmt.Errorf("look what was erased: %w", err)
	}
	first, last := r.list.Since(done)
	if first.IsZero() {
		r.owes(false, nil)
		r.tell("")
		return 0, nil
	}
	err = r.goOn(ctx, now, first, last)
	r.owes(true, err)
	switch late := now.Wall.Sub(first) > rewriteLate; {
	case err != nil && late:
		r.tell(fmt.Sprintf("what was erased since %s is still in Redis' append-only file: %s",
			first.UTC().Format(time.RFC3339), err))
	case late:
		r.tell(fmt.Sprintf("what was erased since %s is still in Redis' append-only file, which is being written anew",
			first.UTC().Format(time.RFC3339)))
	}
	return 0, nil
}

// goOn does the next step for what was erased between two times.
func (r *Rewriter) goOn(ctx context.Context, now loop.Reading, first, last time.Time) error {
	if r.begun == nil {
		if now.Wall.Sub(last) < rewriteAfter && now.Wall.Sub(first) < rewriteAtMost {
			return nil
		}
		begun, err := r.store.AppendOnly().Begin(ctx)
		if err == nil {
			r.begun, r.from = begun, now.Wall.Add(-rewriteMargin)
		}
		return err //nolint:wrapcheck // it says what it did
	}
	over, err := r.store.AppendOnly().Over(ctx, r.begun)
	if err != nil {
		r.begun = nil
		return err //nolint:wrapcheck // it says what it did
	}
	if !over {
		return nil
	}
	r.begun = nil
	return r.store.SetRewritten(ctx, r.from) //nolint:wrapcheck // it says what it did
}

func (r *Rewriter) owes(something bool, hindrance error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.owed, r.hindered = something, hindrance != nil
}

// Rest is how long to wait until the next look, unless somebody is added to the list (List.Erasing).
func (r *Rewriter) Rest(loop.Reading) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.store.Polls():
		return time.Minute
	case !r.owed:
		return time.Hour
	case r.hindered && r.problem != "":
		return refusedRest
	case r.hindered:
		return retryRest
	}
	return rewriteRest
}

func (r *Rewriter) tell(problem string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if problem != "" && problem != r.problem {
		r.log.Warn("erasing is not finished", "problem", problem)
	}
	r.problem = problem
}

// Problem says in words for an operator what was erased and is still somewhere; empty: nothing is.
func (r *Rewriter) Problem() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.problem
}
