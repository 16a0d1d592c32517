package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
)

// What happens while a backup is made, or put back.

// busy makes a turn of each person before every script of a copy, until it is called off.
func (w *world) busy(h *hook, people []person) (calm func()) {
	w.Helper()
	other := w.open(storage.Options{Owner: "first", LeaseTTL: time.Minute})
	versions := make(map[string]int64)
	for _, p := range people {
		versions[p.id] = w.load(p.id).Version
	}
	turns, off := 0, false
	var before func()
	before = func() {
		if off {
			return
		}
		for _, p := range people {
			turns++
			id := fmt.Sprintf("busy%d", turns)
			entry, err := other.Straight(storage.Arrival{Chat: p.chat, Event: said(id, p.chat, "hello")}, p.id)
			w.must(err)
			r, err := other.Load(w.ctx, p.id)
			w.must(err)
			taken := other.Take(w.ctx, w.now, []storage.Turn{{
				Lease: p.lease, Entry: entry, Before: r, State: patient(p.id, p.chat), Effects: []state.Effect{
					state.Keep{Fact: fact(id, w.now)},
					state.Tell{To: state.OfficeID, Letter: state.Departed{Code: "A-17"}},
					state.Wake{Kind: state.WakeClose, Key: "full", At: w.now.Add(time.Duration(turns) * time.Minute)},
				},
			}})[0]
			w.must(taken.Err)
		}
		h.do(func(h *hook) { h.before = before })
	}
	h.do(func(h *hook) { h.before = before })
	return func() { off = true }
}

// mortal is a client that is dead after a number of round trips.
type mortal struct{ left atomic.Int64 }

var errDead = errors.New("it was killed")

func (m *mortal) lives(steps int) { m.left.Store(int64(steps)) }

func (m *mortal) DialHook(next redis.DialHook) redis.DialHook { return next }

func (m *mortal) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if m.left.Add(-1) <= 0 {
			cmd.SetErr(errDead)
			return errDead
		}
		return next(ctx, cmd)
	}
}

func (m *mortal) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if m.left.Add(-1) <= 0 {
			return errDead
		}
		return next(ctx, cmds)
	}
}

// removal does something once before a client's first UNLINK.
type removal struct{ before func() }

func (r *removal) DialHook(next redis.DialHook) redis.DialHook { return next }

func (r *removal) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if before := r.before; before != nil && cmd.Name() == "unlink" {
			r.before = nil
			before()
		}
		return next(ctx, cmd)
	}
}

func (r *removal) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// before does something once before a script, of which there are others before, while something else is done. It tells
// whether that script was run.
func (w *world) before(h *hook, others int, do, while func()) (done bool) {
	w.Helper()
	var next func()
	next = func() {
		if others == 0 {
			done = true
			do()
			return
		}
		others--
		h.do(func(h *hook) { h.before = next })
	}
	h.do(func(h *hook) { h.before = next })
	while()
	h.do(func(h *hook) { h.before = nil })
	return done
}

// coheres checks that every shard is of one moment: its number of turns is that of its participants' versions, and of
// the facts and messages that each turn has made.
func (w *world) coheres(people []person) (all int64) {
	w.Helper()
	turns := make(map[int]int64)
	for _, p := range people {
		r := w.load(p.id)
		turns[p.shard] += r.Version
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts of "+p.id, int64(len(facts)), r.Version-1)
	}
	for shard, want := range turns {
		kept, err := w.rdb.HGet(w.ctx, fmt.Sprintf("{s%02d}:run", shard), "turns").Result()
		w.must(err)
		w.same(fmt.Sprintf("turns of shard %d", shard), kept, strconv.FormatInt(want, 10))
		first := int64(0)
		for _, p := range people {
			if p.shard == shard {
				first++
			}
		}
		w.same(fmt.Sprintf("messages of shard %d", shard), int64(len(w.outbox(shard))), want-first)
		all += want
	}
	return all
}

func (w *world) empties() {
	w.Helper()
	for _, key := range w.allKeys() {
		w.must(w.rdb.Del(w.ctx, key).Err())
	}
}

// kept is a dump without what a backup leaves out, and without what it adds.
func (w *world) kept() map[string]string {
	w.Helper()
	all := w.dump()
	for key := range all {
		if strings.HasSuffix(key, "}:owner") || strings.HasSuffix(key, ":poll:owner") || strings.HasSuffix(key, "}:holds") ||
			strings.HasPrefix(key, "{meta}:process:") || key == "{meta}:keys" {
			delete(all, key)
		}
		if key == "{meta}:meta" || strings.HasSuffix(key, "}:run") && key != "{meta}:run" {
			delete(all, key)
		}
	}
	return all
}

// seenKey is the set of the ids that were seen last on shard 7.
func (w *world) seenKey() string {
	return fmt.Sprintf("{s07}:seen:%d", w.now.Unix()/int64(84*time.Hour/time.Second))
}
