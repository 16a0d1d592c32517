package bot

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/bot/simulator"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
	"footing/storage/seal"
)

const botToken = "4242:AAtest_token-for-the-simulator_0123456"

// The people of the tests.
const (
	ann = int64(1001)
	ben = int64(1002)
	cat = int64(1003)
)

// step is what a test lets happen in a turn, in the place of the engine's.
type step func(s state.State, e state.Event) (state.State, []state.Effect)

// world is Telegram, Redis and a clock, which outlive a bot.
type world struct {
	t      *testing.T
	redis  *miniredis.Miniredis
	phone  *simulator.Server
	keys   *seal.Keys
	log    *logged
	plan   *flows.Protocol
	step   step
	wire   func(http.RoundTripper) http.RoundTripper // around Telegram; may be nil
	hook   redis.Hook                                // around Redis; may be nil
	adjust func(*Options)
	folder *folder.Folder
	shards int           // 16 if 0
	ttl    time.Duration // of leases; 30 s if 0

	leftOut bool // the patient of a planted clinic leaves the backup out

	mu    sync.Mutex
	clock time.Time // zero: the clock of the machine or, in a bubble, the bubble's
	owner int
	// How far the bots' wall clock is from the right one, and how long the machine has been suspended.
	wrong, asleep atomic.Int64
	accepted      []storage.Problem // of Redis, as with accept_data_loss
}

func newWorld(t *testing.T, s step) *world {
	t.Helper()
	if testing.Short() {
		t.Skip("a world has a time of its own: no day of the machine changes it")
	}
	keys, err := seal.Seeded([]byte("a seed of the bot's tests, long enough for two keys"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, redis: miniredis.NewMiniRedis(), keys: keys, step: s, log: &logged{},
		plan:  &flows.Protocol{Clinic: &flows.Clinic{Name: "Sample Clinic", Languages: []string{"en"}}},
		clock: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
	}
	w.redis.SetTime(w.clock)
	w.phone = simulator.New(simulator.Options{Token: botToken, Username: "footing_bot", Now: w.now})
	t.Cleanup(w.phone.Close)
	for id, name := range map[int64]string{ann: "Ann", ben: "Ben", cat: "Cat"} {
		w.phone.AddUser(simulator.User{ID: id, FirstName: name, LanguageCode: "en"})
	}
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clock.IsZero() {
		return currentTime()
	}
	return w.clock
}

// machine is the clock of a process in this world, as production has it.
func (w *world) machine() Clock {
	began := w.now()
	return NewClock(func() time.Time {
		now := w.now()
		return machineTime(now.Add(time.Duration(w.wrong.Load())), now.Sub(began)-time.Duration(w.asleep.Load()))
	})
}

// live lets time pass by itself.
func (w *world) live() *world {
	w.clock = time.Time{}
	w.redis.SetTime(time.Time{})
	w.redis.ClockTTL(true)
	return w
}

// patience is how long Redis may take where time is the machine's, which may stand still for minutes; 0 where it is a
// bubble's, in which nothing takes long by itself.
func (w *world) patience() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clock.IsZero() {
		return 0
	}
	return 10 * time.Minute
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	w.clock = w.clock.Add(d)
	w.mu.Unlock()
	w.redis.SetTime(w.now())
	w.redis.FastForward(d)
}

// withFolder gives the bots of this world a data folder.
func (w *world) withFolder() *world { return w.withFolderAt(w.t.TempDir()) }

func (w *world) withFolderAt(dir string) *world {
	w.t.Helper()
	f, err := folder.Open(dir)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := f.Close(); err != nil {
			w.t.Error(err)
		}
	})
	w.folder = f
	return w
}

// open gives a store as another process would have it.
func (w *world) open() *storage.Store {
	w.t.Helper()
	rdb, err := storage.NewClient(storage.ClientOptions{
		Addrs: []string{"embedded:6379"}, Patience: w.patience(),
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			conn, err := w.redis.Dial()
			if err != nil {
				return nil, err
			}
			return newEager(conn), nil
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = rdb.Close() })
	w.owner++
	store, err := storage.Open(w.t.Context(), rdb, w.keys, storage.Options{
		Owner: fmt.Sprintf("process-%d", w.owner), LeaseTTL: w.ttl, Shards: w.shards,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.accepted = store.Check(w.t.Context()) // miniredis does not say how it keeps what it confirms
	if w.hook != nil {
		rdb.AddHook(w.hook)
	}
	return store
}

// eager is a connection that takes what is written at once, as a socket does. The pipe behind miniredis' Dial
// does not: a pipeline of commands would wait for replies to be read, and the replies for the pipeline.
type eager struct {
	net.Conn
	written chan []byte
	closed  chan struct{}
	once    sync.Once
}

func newEager(conn net.Conn) *eager {
	e := &eager{Conn: conn, written: make(chan []byte, 1024), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case data := <-e.written:
				if _, err := conn.Write(data); err != nil {
					return
				}
			case <-e.closed:
				return
			}
		}
	}()
	return e
}

func (e *eager) Write(data []byte) (int, error) {
	select {
	case <-e.closed:
		return 0, net.ErrClosed
	case e.written <- bytes.Clone(data):
		return len(data), nil
	}
}

func (e *eager) SetWriteDeadline(time.Time) error { return nil }

func (e *eager) SetDeadline(t time.Time) error { return e.SetReadDeadline(t) }

func (e *eager) Close() error {
	e.once.Do(func() { close(e.closed) })
	return e.Conn.Close()
}

// start makes a bot, as after a start of the process.
func (w *world) start() *Bot {
	w.t.Helper()
	transport := w.phone.Transport()
	if w.wire != nil {
		transport = w.wire(transport)
	}
	client, err := telegram.New(telegram.Options{Token: botToken, BaseURL: "http://telegram", Transport: transport})
	if err != nil {
		w.t.Fatal(err)
	}
	store := w.open()
	o := Options{
		Store: store, Keys: w.keys, Protocol: w.plan, Client: client, Clock: w.machine(), Folder: w.folder, Rate: 30,
		Draw: rand.NewChaCha8([32]byte{byte(w.owner)}), Accepted: w.accepted, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}
	if w.adjust != nil {
		w.adjust(&o)
	}
	b, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	} else if patience := w.patience(); patience > 0 {
		b.receiver.patience = patience
	}
	if w.step != nil {
		b.receiver.gate = nil // to whom nobody is known
		step := func(_ *flows.Protocol, s state.State, e state.Event) (state.State, []state.Effect) {
			return w.step(s, e)
		}
		for _, worker := range b.workers {
			worker.step = step
		}
		b.mover.Step = step
	}
	return b
}

// pump lets a bot do all there is to do now.
func (w *world) pump(b *Bot) time.Time {
	w.t.Helper()
	next, err := b.Pump(w.t.Context())
	if err != nil {
		w.t.Fatalf("pump: %v\nlog:\n%s", err, w.log)
	}
	return next
}

func (w *world) says(who int64, text string) {
	w.t.Helper()
	if _, err := w.phone.Send(who, text); err != nil {
		w.t.Fatal(err)
	}
}

// heard is what the bot said to somebody in its turns, oldest first. What the attendant says is left out: the
// plan of most worlds has no wording, so that its texts are keys.
func (w *world) heard(who int64) []string {
	return slices.DeleteFunc(w.all(who), func(text string) bool { return strings.HasPrefix(text, "bare.") })
}

// all is heard, with what the attendant said.
func (w *world) all(who int64) []string {
	var texts []string
	for _, m := range w.shown(who) {
		texts = append(texts, m.Text)
	}
	return texts
}

// shown is every message of the bot that somebody's phone still has, oldest first.
func (w *world) shown(who int64) []simulator.Message {
	return slices.DeleteFunc(w.phone.Chat(who), func(m simulator.Message) bool { return !m.FromBot })
}

func (w *world) expect(who int64, want ...string) {
	w.t.Helper()
	if got := w.heard(who); strings.Join(got, "|") != strings.Join(want, "|") {
		w.t.Fatalf("%d heard %q, want %q\nlog:\n%s", who, got, want, w.log)
	}
}

// somebody is a state that is kept.
func somebody(s state.State) state.State {
	if s.Patient == nil {
		s.Patient = &state.Patient{Ties: state.Ties{Code: "A-17"}}
	}
	return s
}

// parrot repeats what it is told, and counts.
func parrot(s state.State, e state.Event) (state.State, []state.Effect) {
	said, ok := e.(state.Said)
	if !ok {
		return s, nil
	}
	patient := *somebody(s).Patient
	patient.Count++
	s.Chat, s.Patient = said.Chat, &patient
	return s, []state.Effect{state.Say{
		Chat: s.Chat, Class: state.ClassReply, Text: fmt.Sprintf("%d %s", patient.Count, said.Text.Reveal()),
	}}
}

// logged is a log that loops may write to while a test reads it.
type logged struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (j *logged) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.Write(line)
}

func (j *logged) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.String()
}
