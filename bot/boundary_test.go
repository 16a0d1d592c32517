package bot

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// boundary counts every call that leaves the process, to Redis or to Telegram. From the call with number
// stopAt on nothing gets out any more, as after a kill, or, if only, just that call fails. If torn, that very call
// is still done, and only its reply is lost. While away is set, Redis alone does not answer.
type boundary struct {
	mu     sync.Mutex
	calls  int
	redis  int
	stopAt int // 0: never
	torn   bool
	only   bool
	// hitRedis: it was a call to Redis that failed
	hitRedis bool
	away     bool
	refuses  string        // what Redis says to everything, if anything
	late     time.Duration // how much later Redis answers
	until    time.Time     // nothing gets through before
}

// ill makes the Redis of a boundary as it is at another.
func (b *boundary) ill(of *boundary) {
	b.setIll(of.illness())
}

func (b *boundary) setIll(away bool, refuses string, late time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away, b.refuses, b.late = away, refuses, late
}

func (b *boundary) illness() (away bool, refuses string, late time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.away, b.refuses, b.late
}

// redisPatience is how long a client of Redis waits for an answer.
const redisPatience = 3 * time.Second

// replies is what becomes of a call to Redis.
func (b *boundary) replies(ctx context.Context, call func() error) error {
	_, refuses, late := b.illness()
	if refuses != "" {
		return redisReply(refuses)
	}
	out, back := b.pass(true)
	if !out {
		return net.ErrClosed
	}
	err := call()
	if late > 0 {
		within, cancel := context.WithTimeout(ctx, min(late, redisPatience))
		defer cancel()
		<-within.Done()
		if ctx.Err() != nil || late >= redisPatience {
			return os.ErrDeadlineExceeded
		}
	}
	if !back {
		return net.ErrClosed
	}
	return err
}

// pass tells whether a call may go out and whether its reply may come back.
func (b *boundary) pass(redis bool) (out, back bool) {
	if wait := b.held(); wait > 0 {
		time.Sleep(wait)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	if redis {
		b.redis++
		if b.away {
			return false, false
		}
	}
	if b.stopAt == 0 || b.calls < b.stopAt || b.only && b.calls > b.stopAt {
		return true, true
	}
	if b.calls == b.stopAt {
		b.hitRedis = redis
	}
	return b.torn && b.calls == b.stopAt, false
}

// dead tells whether nothing gets out any more.
func (b *boundary) dead() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopAt > 0 && !b.only && b.calls >= b.stopAt
}

func (b *boundary) DialHook(next redis.DialHook) redis.DialHook { return next }

func (b *boundary) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := b.replies(ctx, func() error { return next(ctx, cmd) })
		if err != nil && cmd.Err() == nil {
			cmd.SetErr(err)
		}
		return err
	}
}

func (b *boundary) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		ours := true
		err := b.replies(ctx, func() error { ours = false; err := next(ctx, cmds); ours = err == nil; return err })
		for _, cmd := range cmds {
			if ours && err != nil {
				cmd.SetErr(err)
			}
		}
		return err
	}
}

// around is the same for Telegram.
func (b *boundary) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		out, back := b.pass(false)
		if out {
			resp, err := next.RoundTrip(req)
			if err != nil || back {
				return resp, err
			}
			_ = resp.Body.Close()
		}
		return nil, io.ErrUnexpectedEOF
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// guarded puts a boundary around a world.
func guarded(w *world) *boundary {
	b := &boundary{}
	w.hook, w.wire = b, b.around
	return b
}

// cut ends all calls from now on, as the end of the process does.
func (b *boundary) cut() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopAt, b.only = b.calls+1, false
}

// hold keeps all calls waiting until a time.
func (b *boundary) hold(until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.until = until
}

// held is how long a call has to wait.
func (b *boundary) held() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.until.IsZero() {
		return 0
	}
	return b.until.Sub(currentTime())
}

func (b *boundary) setAway(away bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away = away
}
