package resealing

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/seal"
)

// process is one with keys of its own, which works on a store that others work on, too.
type process struct {
	*testing.T
	redis *miniredis.Miniredis
	keys  *seal.Keys
	store *storage.Store
	said  *bytes.Buffer
	*Resealer
}

// begins starts a process.
func begins(t *testing.T, m *miniredis.Miniredis, path, owner string) *process {
	t.Helper()
	keys, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	rdb, err := storage.NewClient(storage.ClientOptions{Addrs: []string{m.Addr()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() })
	store, err := storage.Open(t.Context(), rdb, keys, storage.Options{Owner: owner})
	if err != nil {
		t.Fatal(err)
	}
	said := &bytes.Buffer{}
	return &process{t, m, keys, store, said, New(store, slog.New(slog.NewTextHandler(said, nil)))}
}

// polls has the process take the right to poll, if it is free.
func (p *process) polls() {
	p.Helper()
	if _, err := p.store.AcquirePoll(p.Context()); err != nil {
		p.Fatal(err)
	}
}

// renews does what a process does every few seconds.
func (p *process) renews() {
	p.Helper()
	if _, _, err := p.store.Renew(p.Context(), nil); err != nil {
		p.Fatal(err)
	}
}

// steps repeats Once until it rests, at most n times, and gives how often that was.
func (p *process) steps(now loop.Reading, n int) int {
	p.Helper()
	for i := range n {
		if _, err := p.Once(p.Context(), now); err != nil {
			p.Fatal(err)
		}
		if p.Rest(now) == rest {
			return i + 1
		}
	}
	return n
}

// sealedWith counts the values that a key has sealed.
func (p *process) sealedWith(key uint32) int64 {
	p.Helper()
	needed, err := p.store.KeysNeeded(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	return needed.Of(key)
}

// rotates replaces the key by another, and gives both.
func (p *process) rotates() (old, key uint32) {
	p.Helper()
	old = p.keys.Primary()
	key, err := p.keys.Add()
	if err == nil {
		err = p.keys.Promote(key)
	}
	if err != nil {
		p.Fatal(err)
	}
	return old, key
}

func madeStore(t *testing.T) (*miniredis.Miniredis, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keyset.json")
	if _, err := seal.Create(path); err != nil {
		t.Fatal(err)
	}
	return miniredis.RunT(t), path
}

// fill plants people, and an event for one of them.
func (p *process) fill(people int) {
	p.Helper()
	if err := p.store.MarkSynthetic(p.Context()); err != nil {
		p.Fatal(err)
	}
	for n := range people {
		chat := int64(1000 + n)
		id := storage.NewID(p.store.ShardOf(chat), fmt.Sprintf("P%d", n))
		s := state.State{ID: id, Chat: chat, Patient: &state.Patient{Ties: state.Ties{Code: "A-17"}}}
		if err := p.store.Plant(p.Context(), []storage.Planted{{State: s}}); err != nil {
			p.Fatal(err)
		}
		event := state.Outage{Header: state.Header{ID: "o" + id}}
		if _, err := p.store.Receive(p.Context(), time.Time{}, []storage.Arrival{{To: id, Event: event}}); err != nil {
			p.Fatal(err)
		}
	}
}

// TestWhoeverPollsSealsAnew: nothing is done while a process seals with the older key, and nothing by one that doesn't
// poll. Whoever is stopped at any step is followed by another, until nothing of the older key is left.
func TestWhoeverPollsSealsAnew(t *testing.T) {
	for stop := 1; stop < 12; stop += 5 {
		m, path := madeStore(t)
		one, two := begins(t, m, path, "one"), begins(t, m, path, "two")
		one.fill(400)
		one.polls()
		two.polls()
		two.renews()
		old, key := one.rotates()
		before := one.sealedWith(old)
		one.renews()
		if one.steps(loop.Reading{}, 5); one.sealedWith(old) != before {
			t.Error("values were sealed anew while a process seals with the older key")
		}
		two.renews()
		if two.steps(loop.Reading{}, 5); one.sealedWith(old) != before {
			t.Error("values were sealed anew by a process that does not poll")
		}
		one.steps(loop.Reading{}, stop)
		if left := one.sealedWith(old); left == 0 || left == before {
			t.Errorf("after %d steps %d of %d values are left", stop, left, before)
		}
		if err := one.store.ReleasePoll(t.Context()); err != nil {
			t.Fatal(err)
		}
		two.polls()
		one.polls() // it learns that it has lost it
		if one.steps(loop.Reading{}, 5) > 1 {
			t.Error("it goes on without the poll")
		}
		two.steps(loop.Reading{}, 500)
		if left, sealed := one.sealedWith(old), one.sealedWith(key); left != 0 || sealed != before {
			t.Errorf("stopped after %d steps: %d values of the older key are left, %d are of the other", stop, left, sealed)
		}
		if shards, _, err := two.store.ToReseal(t.Context()); len(shards) > 0 || err != nil {
			t.Errorf("shards %v are not marked, %v", shards, err)
		}
		if !strings.Contains(two.said.String(), fmt.Sprintf("key=%08x", key)) {
			t.Errorf("the log: %s", two.said)
		}
		if n := two.steps(loop.Reading{}, 5); n != 1 {
			t.Errorf("it takes %d steps to see that all is done", n)
		}
	}
}

// rotated is a process that polls, alone with some people's values, whose key was replaced just now, and the older key.
func rotated(t *testing.T, people int) (p *process, old uint32) {
	t.Helper()
	m, path := madeStore(t)
	p = begins(t, m, path, "one")
	p.fill(people)
	p.polls()
	old, _ = p.rotates()
	p.renews()
	return p, old
}

// TestWhatDoesNotOpenIsTriedAgain: a value that can't be sealed anew leaves its shard unmarked, is said in the log, and
// is tried again after an hour, not before.
func TestWhatDoesNotOpenIsTriedAgain(t *testing.T) {
	p, old := rotated(t, 3)
	m := p.redis
	var moved [][2]string // a state that stands at another's place does not open
	for _, key := range m.Keys() {
		if strings.HasSuffix(key, ":state") {
			moved = append(moved, [2]string{key, m.HGet(key, "state")})
		}
	}
	m.HSet(moved[0][0], "state", moved[1][1])
	p.steps(loop.Reading{}, 500)
	shards, _, err := p.store.ToReseal(t.Context())
	if len(shards) != 1 || err != nil || p.sealedWith(old) != 1 || !strings.Contains(p.said.String(), "not everything") {
		t.Fatalf("shards %v are left with %d values, %v\n%s", shards, p.sealedWith(old), err, p.said)
	}
	m.HSet(moved[0][0], "state", moved[0][1])
	if n := p.steps(loop.Reading{Run: retryAfter - 1}, 500); n != 1 || p.sealedWith(old) != 1 {
		t.Errorf("it is tried again at once")
	}
	p.steps(loop.Reading{Run: retryAfter}, 500)
	if left := p.sealedWith(old); left != 0 {
		t.Errorf("%d values are left", left)
	}
}

// TestTroubleIsNoEnd: while Redis does not answer nothing is taken for done.
func TestTroubleIsNoEnd(t *testing.T) {
	p, old := rotated(t, 60)
	m := p.redis
	p.steps(loop.Reading{}, 2)
	m.SetError("LOADING Redis is loading the dataset in memory")
	if _, err := p.Once(t.Context(), loop.Reading{}); err == nil {
		t.Error("it goes on without Redis")
	}
	m.SetError("")
	p.steps(loop.Reading{}, 500)
	if left := p.sealedWith(old); left != 0 {
		t.Errorf("%d values are left", left)
	}
}
