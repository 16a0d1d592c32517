package bot

import (
	"context"
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
)

// moods is a Redis whose shards refuse, or do what they are told and lose the answer.
type moods struct {
	mu   sync.Mutex
	mood map[int]int // by shard
}

const (
	well = iota
	refuses
	loses
)

func (m *moods) of(cmd redis.Cmder) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	for shard, mood := range m.mood {
		about := &broken{about: tagOf(shard) + ":"}
		if about.refuses(cmd) {
			return mood
		}
	}
	return well
}

func (m *moods) DialHook(next redis.DialHook) redis.DialHook { return next }

func (m *moods) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		mood := m.of(cmd)
		if mood == refuses {
			cmd.SetErr(redisReply("CLUSTERDOWN Hash slot not served"))
			return cmd.Err()
		}
		err := next(ctx, cmd)
		if mood == loses && err == nil {
			err = io.EOF
		}
		cmd.SetErr(err)
		return err
	}
}

func (m *moods) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		var carried []redis.Cmder
		for _, cmd := range cmds {
			if m.of(cmd) == refuses {
				cmd.SetErr(redisReply("CLUSTERDOWN Hash slot not served"))
			} else {
				carried = append(carried, cmd)
			}
		}
		if len(carried) > 0 {
			_ = next(ctx, carried) // each has its own error
		}
		var first error
		for _, cmd := range cmds {
			if m.of(cmd) == loses && cmd.Err() == nil {
				cmd.SetErr(io.EOF)
			}
			if first == nil {
				first = cmd.Err()
			}
		}
		return first
	}
}

// apartWorld is a receiver and a spool, whose process may end, before a store of which shards fail, and what each chat
// has said.
type apartWorld struct {
	*world
	bot   *Bot
	moods *moods
	dir   string         // of the data folder; empty: there is none
	store *storage.Store // as it is, whatever fails
	chats []int64
	said  map[int64][]string
	n     int
}

func newApart(t *testing.T, withFolder bool) *apartWorld {
	t.Helper()
	a := &apartWorld{world: newWorld(t, parrot), moods: &moods{mood: map[int]int{}}, said: map[int64][]string{}}
	a.shards = 3
	if withFolder {
		a.dir = t.TempDir() + "/data"
	}
	a.store = a.open()
	a.hook = a.moods
	last := int64(5000)
	for n := range 2 * a.shards {
		last = a.personOn(a.store, n%a.shards, last)
		a.chats = append(a.chats, last)
	}
	a.begin()
	return a
}

func (a *apartWorld) begin() {
	a.t.Helper()
	if a.dir != "" {
		var err error
		if a.folder, err = folder.Open(a.dir); err != nil {
			a.t.Fatal(err)
		}
	}
	a.bot = a.start()
	a.bot.receiver.leases = &Leaseholder{o: a.bot.o, Permit: newPermit(a.bot.o, "")}
	a.bot.receiver.leases.Leased(a.bot.o.began, true)
}

func (a *apartWorld) end() {
	a.t.Helper()
	if a.dir != "" {
		if err := a.folder.Close(); err != nil {
			a.t.Fatal(err)
		}
	}
}

// inInbox is what of each chat has entered its inbox.
func (a *apartWorld) inInbox() map[int64][]string {
	a.t.Helper()
	came := map[int64][]string{}
	for shard := range a.shards {
		entries, err := a.store.Inbox(a.t.Context(), shard, "", 10_000)
		if err != nil {
			a.t.Fatal(err)
		}
		for _, e := range entries {
			said, _ := e.Event.(state.Said)
			came[e.Chat] = append(came[e.Chat], said.Text.Reveal())
		}
	}
	return came
}

// fetch takes in what was said. What concerns a shard that works, and of which nothing waits, is stored at once.
func (a *apartWorld) fetch() error {
	a.t.Helper()
	healthy := map[int]bool{}
	for shard := range a.shards {
		healthy[shard] = a.moods.mood[shard] == well && !a.bot.overflow.Waits(shard)
	}
	_, err := a.bot.receiver.fetch(a.t.Context(), 0)
	came := a.inInbox()
	for chat, said := range a.said {
		if shard := a.store.ShardOf(chat); healthy[shard] && len(came[chat]) != len(said) {
			return fmt.Errorf("%d has %q in the inbox of a shard that works, and said %q (%s)", chat, came[chat], said, fmt.Sprint(err))
		}
	}
	for shard := range a.shards {
		if healthy[shard] && a.bot.overflow.Waits(shard) {
			return fmt.Errorf("what shard %d has stored waits in the spool, too", shard) //nolint:err113 // a test's
		}
	}
	if err != nil && a.dir != "" {
		return err
	}
	return nil
}

// TestEveryUpdateEntersItsInboxOnceAndInOrder: whichever shards fail and when, and however often the process ends, what
// each chat said enters the inbox once and in its order, and that of shards that work at once.
func TestEveryUpdateEntersItsInboxOnceAndInOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := newApart(t, rapid.IntRange(0, 4).Draw(rt, "folder") > 0)
		fetch := func(rt *rapid.T) {
			if err := a.fetch(); err != nil {
				rt.Fatal(err)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"say": func(rt *rapid.T) {
				for range min(rapid.IntRange(1, 4).Draw(rt, "many"), batch-a.n) { // one answer holds no more
					chat := rapid.SampledFrom(a.chats).Draw(rt, "chat")
					a.n++
					a.said[chat] = append(a.said[chat], fmt.Sprint(a.n))
					a.says(chat, fmt.Sprint(a.n))
				}
			},
			"fetch": fetch,
			"drain": func(*rapid.T) { _, _ = a.bot.overflow.Once(t.Context(), a.bot.o.Clock()) },
			"mood": func(rt *rapid.T) {
				a.moods.mood[rapid.IntRange(0, a.shards-1).Draw(rt, "shard")] = rapid.IntRange(well, loses).Draw(rt, "mood")
			},
			"restart": func(*rapid.T) {
				a.end()
				a.begin()
			},
		})
		clear(a.moods.mood)
		fetch(rt)
		for range 3 {
			if _, err := a.bot.overflow.Once(t.Context(), a.bot.o.Clock()); err != nil {
				rt.Fatal(err)
			}
		}
		if diff := cmp.Diff(a.said, a.inInbox(), cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("(-said +in the inbox):\n%s", diff)
		}
		if n := a.bot.overflow.Len(); n != 0 {
			rt.Fatalf("%d are left in the spool", n)
		}
		a.end()
	})
}
