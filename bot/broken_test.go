package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/bot/internal/routes"
	"footing/flows/state"
)

// broken is a Redis of which one part does not answer, as a node of a cluster that is down: whatever is asked about
// keys that contain about. The other commands of a pipeline are carried out.
type broken struct {
	mu    sync.Mutex
	about string // nothing: all is well
	mute  bool   // it gives no answer at all
	asks  int    // how often it was asked who was sent a keyboard lately
}

func (b *broken) asked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asks
}

func (b *broken) set(about string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.about = about
}

func (b *broken) refuses(cmd redis.Cmder) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if name, _ := cmd.Args()[0].(string); strings.EqualFold(name, "zrangebyscore") &&
		strings.HasSuffix(fmt.Sprint(cmd.Args()[1]), ":asked") {
		b.asks++
	}
	return b.about != "" && slices.ContainsFunc(cmd.Args(), func(arg any) bool {
		key, ok := arg.(string)
		return ok && strings.Contains(key, b.about)
	})
}

func (b *broken) DialHook(next redis.DialHook) redis.DialHook { return next }

func (b *broken) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if b.refuses(cmd) {
			return b.fails(ctx, cmd)
		}
		return next(ctx, cmd)
	}
}

func (b *broken) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		var answered, refused []redis.Cmder
		for _, cmd := range cmds {
			if b.refuses(cmd) {
				refused = append(refused, cmd)
				continue
			}
			answered = append(answered, cmd)
		}
		if len(answered) > 0 {
			if err := next(ctx, answered); err != nil {
				return err
			}
		}
		return b.fails(ctx, refused...)
	}
}

// fails gives commands the answer of a node that is down or, where it gives none, what the client says after it has
// waited for as long as it does.
func (b *broken) fails(ctx context.Context, cmds ...redis.Cmder) error {
	if len(cmds) == 0 {
		return nil
	}
	err := error(redisReply("CLUSTERDOWN Hash slot not served"))
	if b.mute {
		within, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		<-within.Done()
		err = within.Err()
	}
	for _, cmd := range cmds {
		cmd.SetErr(err)
	}
	return err
}

// alarmed is a patient who is called out every minute after they wrote, and answers what they write.
func alarmed(s state.State, e state.Event) (state.State, []state.Effect) {
	switch e := e.(type) {
	case state.Said:
		next, effects := parrot(s, e)
		patient := *next.Patient
		patient.Alerts = []state.Alert{{At: e.At}}
		next.Patient = &patient
		return next, append(effects, state.Route{Chat: s.Chat, Code: "A-17"},
			state.Wake{Kind: state.WakeCall, Key: "x", At: e.At.Add(time.Minute)})
	case state.Due:
		return s, []state.Effect{
			state.Say{Chat: s.Chat, Class: state.ClassSafety, Text: "call"},
			state.Wake{Kind: state.WakeCall, Key: "x", At: e.At.Add(time.Minute)},
		}
	default:
		return s, nil
	}
}

// TestABrokenShardHoldsUpNoOther: whatever of one shard does not answer, the process takes the others, keeps them,
// reads what waits there, wakes, answers and counts. When the shard answers again, everything is done there too.
func TestABrokenShardHoldsUpNoOther(t *testing.T) {
	for _, name := range []string{"lease", "epoch", "inbox", "outbox", "due", "chats", "holds", "p:", ""} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, alarmed).withFolder().live()
			part, shard := &broken{}, "{s00}:"+name
			w.hook = part
			stop := w.run(w.start())
			time.Sleep(time.Second)
			people := []int64{ann, ben}
			for _, who := range people {
				w.says(who, "one")
			}
			time.Sleep(time.Second)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			part.set(shard)
			b := w.start()
			stop = w.run(b)
			time.Sleep(10 * time.Second)
			if n := b.alerts.Count().Open; n != len(people) {
				t.Errorf("without %s %d alerts are counted after the shards were taken", shard, n)
			}
			w.goesOn(b, shard, people, "two")
			if n := len(b.leases.Held()); n < b.o.Store.Shards()-1 {
				t.Errorf("without %s %d shards are taken", shard, n)
			}
			if n := b.keeper.Behind(); n > 1 {
				t.Errorf("without %s the routes of %d shards are not made anew", shard, n)
			}
			part.set("")
			time.Sleep(time.Minute)
			if h := b.Health(b.o.Clock()); !h.Ready || len(b.leases.Held()) != b.o.Store.Shards() || b.keeper.Behind() > 0 {
				t.Errorf("with %s again %d are held and %+v", shard, len(b.leases.Held()), h)
			}
			part.set(shard)
			w.goesOn(b, shard, people, "three")
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// goesOn lets some minutes pass, in which people on other shards are answered and called out.
func (w *world) goesOn(b *Bot, shard string, people []int64, text string) {
	w.t.Helper()
	before := make(map[int64]int)
	for _, who := range people {
		if b.o.Store.ShardOf(who) == 0 {
			w.t.Fatalf("%d lives on the broken shard", who)
		}
		before[who] = w.calls(who)
	}
	time.Sleep(5 * time.Minute)
	for _, who := range people {
		if n := w.calls(who) - before[who]; n < 4 {
			w.t.Errorf("without %s %d was called out %d times in 5 minutes", shard, who, n)
		}
		w.says(who, text)
	}
	time.Sleep(10 * time.Second)
	for _, who := range people {
		if said := strings.Join(w.heard(who), "|"); !strings.Contains(said, " "+text) {
			w.t.Errorf("without %s %d wrote %q and heard %q", shard, who, text, said)
		}
		id, err := b.o.Store.Resolve(w.t.Context(), who)
		if _, ok := routesOf(b).Named(id); err != nil || !ok {
			w.t.Errorf("without %s %d has no route: %v", shard, who, err)
		}
	}
	if n := b.alerts.Count().Open; n != len(people) {
		w.t.Errorf("without %s %d alerts are counted", shard, n)
	}
	for _, lease := range b.leases.Held() {
		out, err := b.o.Store.Outbox(w.t.Context(), lease.Shard, "", 10)
		if lease.Shard != 0 && (len(out) > 0 || err != nil) {
			w.t.Errorf("without %s %d messages wait on shard %d: %v", shard, len(out), lease.Shard, err)
		}
	}
}

func routesOf(b *Bot) *routes.Book { return b.keeper.Book }

// calls is how often somebody was called out.
func (w *world) calls(who int64) int { return strings.Count(strings.Join(w.heard(who), "|"), "call") }
