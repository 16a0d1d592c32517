package bot

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
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

func TestATapCostsThreeRoundTrips(t *testing.T) {
	w := newWorld(t, parrot)
	gate := guarded(w)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	w.says(ann, "two")
	before := gate.redis
	if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	shard := b.o.Store.ShardOf(ann)
	if n, err := b.workers[shard].Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
		t.Fatalf("the worker did %d, %v", n, err)
	}
	if it, _ := b.sender.pick(b.sender.messages, b.o.steady(b.o.Clock())); it == nil {
		t.Fatal("nothing to send")
	}
	if used := gate.redis - before; used > 2 { // the state is in memory, else it would be 3
		t.Errorf("%d round trips from update to reply", used)
	}
}

func TestWithoutRedisUpdatesStayWithTelegram(t *testing.T) {
	w := newWorld(t, parrot)
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	w.says(ann, "one")
	gate.setAway(true)
	for range 3 {
		if n, err := b.receiver.fetch(t.Context(), 0); n != 0 || err == nil {
			t.Fatalf("received %d, %v while nothing could be stored", n, err)
		}
	}
	if n := w.phone.Pending(); n != 1 {
		t.Fatalf("%d updates wait at Telegram, want 1", n)
	}
	gate.setAway(false)
	w.pump(b)
	w.expect(ann, "1 one")
}

func TestTheSpoolKeepsOrderWhileRedisIsAway(t *testing.T) {
	w := newWorld(t, parrot).withFolder()
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	gate.setAway(true)
	for _, text := range []string{"one", "two"} {
		w.says(ann, text)
		if n, err := b.receiver.fetch(t.Context(), 0); n != 1 || err != nil {
			t.Fatalf("received %d, %v", n, err)
		}
	}
	if n := b.overflow.Len(); n != 2 {
		t.Fatalf("%d updates are in the spool", n)
	}
	if h := b.Health(b.o.Clock()); len(h.Problems) == 0 {
		t.Error("health knows nothing of the spool")
	}
	gate.setAway(false)
	w.says(ann, "three") // comes while the spool is not yet empty
	if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if n := b.overflow.Len(); n != 3 {
		t.Fatalf("%d updates are in the spool: a newer one went past older ones", n)
	}
	w.pump(b)
	w.expect(ann, "1 one", "2 two", "3 three")
	if n := b.overflow.Len(); n != 0 {
		t.Errorf("%d updates are left in the spool", n)
	}
}

func TestASpoolOutlivesTheProcess(t *testing.T) {
	w := newWorld(t, parrot).withFolder()
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	gate.setAway(true)
	w.says(ann, "one")
	for range 2 { // the second poll confirms it to Telegram
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.phone.Pending(); n != 0 {
		t.Fatalf("%d updates wait at Telegram", n)
	}
	gate.setAway(false)
	w.pass(time.Minute)
	w.pump(w.start())
	w.expect(ann, "1 one")
}

func TestWhatWasSentIsNotSentAgainWhenOnlyRedisFails(t *testing.T) {
	w := newWorld(t, parrot)
	gate := guarded(w)
	b := w.start()
	w.says(ann, "one")
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := b.workers[b.o.Store.ShardOf(ann)].Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	for {
		n, err := b.sender.Refill(t.Context(), b.o.Clock())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	gate.setAway(true)
	if n, err := b.sender.Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
		t.Fatalf("sent %d, %v", n, err)
	}
	w.expect(ann, "1 one")
	w.pass(2 * time.Minute) // the leases run out, and are taken anew
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err == nil {
		t.Fatal("leases were renewed without Redis")
	}
	if held := b.leases.Held(); len(held) != 0 {
		t.Fatalf("%d shards are still held", len(held))
	}
	gate.setAway(false)
	w.pump(b)
	w.expect(ann, "1 one")
	w.emptyOutbox(b.o.Store)
}

func TestATurnWhoseReplyIsLostIsSentThoughTheInboxIsReadAnew(t *testing.T) {
	w := newWorld(t, parrot)
	gate := guarded(w)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	w.says(ann, "two")
	if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	worker := b.workers[b.o.Store.ShardOf(ann)]
	gate.stopAt, gate.torn, gate.only = gate.calls+1, true, true // ann is in memory: the next call saves
	if _, err := worker.Once(t.Context(), b.o.Clock()); err == nil || !gate.hitRedis {
		t.Fatalf("no reply was lost: %v", err)
	}
	worker.Reread() // somebody else met the same trouble
	w.pump(b)
	w.expect(ann, "1 one", "2 two")
	w.emptyOutbox(b.o.Store)
}

func TestALostShardIsLeftAlone(t *testing.T) {
	w := newWorld(t, parrot)
	first, second := w.start(), w.start()
	w.says(ann, "one")
	w.pump(first)
	w.pass(time.Minute) // the first process stood still, and its leases ran out
	w.pump(second)
	w.says(ann, "two")
	if _, err := second.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	stale := first.workers[first.o.Store.ShardOf(ann)]
	stale.Reread()
	if _, err := stale.Once(t.Context(), first.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if len(first.leases.Held()) != 15 {
		t.Errorf("the first process still thinks that it holds %d shards", len(first.leases.Held()))
	}
	w.pump(second)
	w.expect(ann, "1 one", "2 two")
	if n, err := second.o.Store.Parked(t.Context()); n != 0 || err != nil {
		t.Errorf("%d parked, %v", n, err)
	}
}

func TestATakeoverBeginsWithWhatIsStored(t *testing.T) {
	w := newWorld(t, parrot)
	first, second := w.start(), w.start()
	w.says(ann, "one")
	w.pump(first)
	if err := first.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.says(ann, "two")
	w.pump(second)
	if err := second.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.says(ann, "three")
	w.pump(first)
	w.expect(ann, "1 one", "2 two", "3 three")
}
