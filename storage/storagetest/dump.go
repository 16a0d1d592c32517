package storagetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// dump is everything that Redis holds, by key, as text. Two dumps differ exactly if something was written.
func (w *world) dump() map[string]string {
	w.Helper()
	kept := make(map[string]string)
	for _, key := range w.allKeys() {
		kept[key] = w.content(key)
	}
	return kept
}

// allKeys lists the keys of every master.
func (w *world) allKeys() []string {
	w.Helper()
	var lock sync.Mutex
	found := make(map[string]bool)
	scan := func(ctx context.Context, node redis.Cmdable) error {
		keys := node.Scan(ctx, 0, "*", 1000).Iterator()
		for keys.Next(ctx) {
			lock.Lock()
			found[keys.Val()] = true
			lock.Unlock()
		}
		return keys.Err()
	}
	var err error
	if cluster, ok := w.rdb.(*redis.ClusterClient); ok {
		err = cluster.ForEachMaster(w.ctx, func(ctx context.Context, node *redis.Client) error { return scan(ctx, node) })
	} else {
		err = scan(w.ctx, w.rdb)
	}
	w.must(err)
	return slices.Sorted(maps.Keys(found))
}

func (w *world) content(key string) string {
	w.Helper()
	kind, err := w.rdb.Type(w.ctx, key).Result()
	w.must(err)
	var content any
	switch kind {
	case "string":
		content, err = w.rdb.Get(w.ctx, key).Result()
	case "hash":
		content, err = w.rdb.HGetAll(w.ctx, key).Result()
	case "set":
		var members []string
		members, err = w.rdb.SMembers(w.ctx, key).Result()
		slices.Sort(members)
		content = members
	case "zset":
		content, err = w.rdb.ZRangeWithScores(w.ctx, key, 0, -1).Result()
	case "list":
		content, err = w.rdb.LRange(w.ctx, key, 0, -1).Result()
	case "stream":
		content, err = w.rdb.XRange(w.ctx, key, "-", "+").Result()
	case "none": // expired since it was listed
	default:
		w.Fatalf("key %s is a %s, which docs/redis.md does not know", key, kind)
	}
	w.must(err)
	return fmt.Sprintf("%v", content)
}

// unchanged runs something and checks that it wrote nothing.
func (w *world) unchanged(what string, run func()) {
	w.Helper()
	before := w.dump()
	run()
	w.same(what+" wrote something", w.dump(), before)
}

// hook stands between the client and Redis: before a script is sent it may do something, and after it has
// run it may lose the reply.
type hook struct {
	mu     sync.Mutex
	before func()      // runs once, before the next script
	lose   func() bool // asked for each script, or pipeline of scripts, after it ran
}

// errLost is what a client sees of a connection that broke after the server had done its work.
var errLost = fmt.Errorf("reply lost: %w", io.ErrUnexpectedEOF)

func (h *hook) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *hook) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !isScript(cmd) {
			return next(ctx, cmd)
		}
		h.first()
		err := next(ctx, cmd)
		if err == nil && h.loses() {
			cmd.SetErr(errLost)
			return errLost
		}
		return err
	}
}

func (h *hook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if !slices.ContainsFunc(cmds, isScript) {
			return next(ctx, cmds)
		}
		h.first()
		err := next(ctx, cmds)
		if err == nil && h.loses() {
			for _, cmd := range cmds {
				cmd.SetErr(errLost)
			}
			return errLost
		}
		return err
	}
}

func isScript(cmd redis.Cmder) bool { return strings.HasPrefix(strings.ToLower(cmd.Name()), "eval") }

func (h *hook) first() {
	h.mu.Lock()
	before := h.before
	h.before = nil
	h.mu.Unlock()
	if before != nil {
		before()
	}
}

func (h *hook) loses() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lose != nil && h.lose()
}

// do changes the hook.
func (h *hook) do(change func(h *hook)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

// loseOnce makes the next script's reply get lost.
func (h *hook) loseOnce() {
	h.do(func(h *hook) {
		h.lose = func() bool { h.lose = nil; return true }
	})
}

// interpose puts a hook before the world's client.
func (w *world) interpose() *hook {
	h := &hook{}
	w.rdb.AddHook(h)
	return h
}

// isOne tells whether an error is the wanted one.
func (w *world) isOne(what string, err, want error) {
	w.Helper()
	if !errors.Is(err, want) {
		w.Errorf("%s: error is %v, want %v", what, err, want)
	}
}
