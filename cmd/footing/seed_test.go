package main

import (
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"footing/bot"
	"footing/bot/simulator"
	"footing/bot/telegram"
	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/seal"
)

// seeded is a store in an embedded Redis, and the settings by which the command finds it.
type seeded struct {
	t       *testing.T
	redis   *miniredis.Miniredis
	environ []string
	keys    *seal.Keys
	store   *storage.Store
	now     time.Time // the only clock: of the commands, the bot, Telegram and Redis
}

func newSeeded(t *testing.T) *seeded {
	t.Helper()
	dir, redis := t.TempDir(), miniredis.RunT(t)
	keyset := filepath.Join(dir, "keyset.json")
	keys, err := seal.Create(keyset)
	if err != nil {
		t.Fatal(err)
	}
	rdb, err := storage.NewClient(storage.ClientOptions{URL: "redis://" + redis.Addr()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() })
	store, err := storage.Open(t.Context(), rdb, keys, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &seeded{t: t, redis: redis, keys: keys, store: store, environ: []string{
		"FOOTING_REDIS_URL=redis://" + redis.Addr(), "FOOTING_DATA_DIR=" + filepath.Join(dir, "data"),
		"FOOTING_KEYSET_FILE=" + keyset, "FOOTING_ACCEPT_DATA_LOSS=true",
	}}
	s.moveTo(time.Date(2026, time.July, 1, 23, 30, 0, 0, time.UTC)) // a Wednesday, and Thursday in the clinic's zone
	return s
}

// moveTo sets the clock.
func (s *seeded) moveTo(at time.Time) {
	s.now = at
	s.redis.SetTime(at)
}

// surroundings are those of a command on this store that writes to said.
func (s *seeded) surroundings(said io.Writer) assembly.Surroundings {
	return assembly.Surroundings{
		Ctx: s.t.Context(), Out: said, ErrOut: said, Environ: s.environ,
		Clock: bot.NewClock(func() time.Time { return s.now }),
	}
}

// seed runs the command, which must end with the given code, and gives all that it says.
func (s *seeded) seed(code int, args ...string) string {
	s.t.Helper()
	return s.says(code, append([]string{"seed"}, args...)...)
}

// bot is the bot on this store, with a Telegram of its own.
func (s *seeded) bot() (*bot.Bot, *simulator.Server) {
	s.t.Helper()
	clock := func() time.Time { return s.now }
	sim := simulator.New(simulator.Options{Token: "1:seed", Username: "footing_bot", Now: clock})
	s.t.Cleanup(sim.Close)
	client, err := telegram.New(telegram.Options{
		Token: "1:seed", BaseURL: "http://telegram.invalid",
		Transport: sim.Transport(),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	plan, err := assembly.Sources{}.Load()
	if err != nil {
		s.t.Fatal(err)
	}
	b, err := bot.New(bot.Options{
		Store: s.store, Keys: s.keys, Protocol: plan, Client: client, Clock: bot.NewClock(clock),
		Draw: rand.NewChaCha8([32]byte{1}), Log: slog.New(slog.DiscardHandler), Rate: 30,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b, sim
}

// TestSeededPeopleAreServed: the bot takes the people whom seed planted for its own. It sends each of them the
// check-in they wait for, and takes the answer of one.
func TestSeededPeopleAreServed(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "50")
	b, sim := s.bot()
	for chat := int64(1_000_000); chat < 1_000_052; chat++ {
		sim.AddAcquainted(simulator.User{ID: chat, FirstName: fmt.Sprint(chat), LanguageCode: "en"})
	}
	// Every patient has chosen days: after a week everybody was asked.
	answered := false
	for end := s.now.AddDate(0, 0, 7); s.now.Before(end); {
		next, err := b.Pump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !answered {
			answered = s.answer(sim, b)
		}
		if next.IsZero() {
			t.Fatal("nothing is due in a store of fifty patients")
		}
		s.moveTo(next)
	}
	if !answered {
		t.Error("nobody had a check-in to answer")
	}
	for chat := int64(1_000_000); chat < 1_000_050; chat++ {
		if has[record.Delivered](s.facts(chat)) == 0 {
			t.Errorf("patient %d was not asked within a week", chat)
		}
	}
	if v := sim.Violations(); len(v) != 0 {
		t.Errorf("the bot sent what Bot API 10.1 does not know: %v", v)
	}
}

// TestNobodyIsInventedAmongRealPeople: one person who has opened an invitation is enough, and so is a seed that did
// not come to its end.
func TestNobodyIsInventedAmongRealPeople(t *testing.T) {
	s := newSeeded(t)
	secret := strings.Repeat("SEED", 6) + "AA"
	event := state.Staffing{
		Header: state.Header{ID: "staffing", At: s.now}, Token: state.HashSecret(secret), Name: "Dr Lind",
		Role: record.Clinician,
	}
	if _, err := s.store.Receive(t.Context(), s.now, []storage.Arrival{{To: state.OfficeID, Event: event}}); err != nil {
		t.Fatal(err)
	}
	b, sim := s.bot()
	sim.AddUser(simulator.User{ID: 7001, FirstName: "L.", LanguageCode: "en"})
	if _, err := sim.Send(7001, "/start "+state.OfficeID+"_"+secret); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Pump(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := s.redis.Dump()
	if said := s.seed(1, "--patients", "1"); !strings.Contains(said,
		"there are real people in this store, and seed fills only an empty one") {
		t.Errorf("footing seed says: %s", said)
	}
	if s.redis.Dump() != before {
		t.Error("a refused seed has changed the store")
	}

	s = newSeeded(t)
	if err := s.store.MarkSynthetic(t.Context()); err != nil {
		t.Fatal(err)
	}
	if said := s.seed(1, "--patients", "1"); !strings.Contains(said, "an earlier seed was interrupted in this store") {
		t.Errorf("footing seed says: %s", said)
	}
}

// answer lets the first patient with an open check-in tap their first option. It tells whether there was one.
func (s *seeded) answer(sim *simulator.Server, b *bot.Bot) bool {
	s.t.Helper()
	for chat := int64(1_000_000); chat < 1_000_050; chat++ {
		m, ok := checkIn(sim, chat)
		if !ok {
			continue
		}
		if _, err := sim.Tap(chat, m.ID, 0, 0); err != nil {
			s.t.Fatal(err)
		}
		if _, err := b.Pump(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		if n := has[record.Response](s.facts(chat)); n != 1 {
			s.t.Errorf("a tap of patient %d was kept as %d answers", chat, n)
		}
		if after, _ := checkIn(sim, chat); after.ID != m.ID || after.Text == m.Text {
			s.t.Errorf("patient %d still sees the question that they answered: %q", chat, after.Text)
		}
		return true
	}
	return false
}

func (s *seeded) facts(chat int64) []record.Fact {
	s.t.Helper()
	id, err := s.store.Resolve(s.t.Context(), chat)
	if err != nil || id == "" {
		s.t.Fatalf("chat %d is nobody's: %v", chat, err)
	}
	facts, err := s.store.Facts(s.t.Context(), id, time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	return facts
}

// has counts the facts of one kind.
func has[B record.Body](facts []record.Fact) (n int) {
	for _, f := range facts {
		if _, ok := f.Body.(B); ok {
			n++
		}
	}
	return n
}

// checkIn is the youngest message of a chat that asks something.
func checkIn(sim *simulator.Server, chat int64) (simulator.Message, bool) {
	for _, m := range slices.Backward(sim.Chat(chat)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if strings.HasPrefix(b.Data, "a:") {
				return m, true
			}
		}
	}
	return simulator.Message{}, false
}
