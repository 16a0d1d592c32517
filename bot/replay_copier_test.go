package bot

import (
	"context"
	"net"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/flows/state"
)

// copier copies the store before its so manieth call, and later may lose another call, or its reply.
type copier struct {
	w     *world
	until int
	old   *miniredis.Miniredis
	fails int // 0: none
	torn  bool
	posts int // before which call another process delivers all letters
}

// called tells whether the call is made, and whether its reply arrives.
func (c *copier) called() (out, back bool) {
	if c.until--; c.until == 0 {
		c.old = c.w.copied()
	}
	if c.posts--; c.posts == 0 {
		c.w.delivers()
	}
	if c.fails--; c.fails == 0 {
		return c.torn, false
	}
	return true, true
}

// delivers has another process deliver all letters that wait.
func (w *world) delivers() {
	w.t.Helper()
	hook := w.hook
	w.hook = nil
	defer func() { w.hook = hook }()
	store := w.open()
	for shard := range store.Shards() {
		out, err := store.Outbox(w.t.Context(), shard, "", 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, o := range out {
			if _, letter := o.Effect.(state.Tell); letter {
				if _, err := store.Deliver(w.t.Context(), w.now(), o); err != nil {
					w.t.Fatal(err)
				}
			}
		}
	}
}

func (c *copier) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c *copier) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		out, back := c.called() //nolint:contextcheck // another process has its own
		if out && back {
			return next(ctx, cmd)
		}
		if out {
			_ = next(ctx, cmd)
		}
		cmd.SetErr(net.ErrClosed)
		return net.ErrClosed
	}
}

func (c *copier) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		out, back := c.called() //nolint:contextcheck // another process has its own
		if out && back {
			return next(ctx, cmds)
		}
		if out {
			_ = next(ctx, cmds)
		}
		for _, cmd := range cmds {
			cmd.SetErr(net.ErrClosed)
		}
		return net.ErrClosed
	}
}
