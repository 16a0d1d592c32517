package main

import (
	"bytes"
	"fmt"
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
	"footing/config"
	"footing/flows/record"
	"footing/storage"
	"footing/storage/seal"
)

// seeded is an embedded Redis with people in it, as the command leaves it.
type seeded struct {
	t     *testing.T
	redis *miniredis.Miniredis
	keys  *seal.Keys
	store *storage.Store
}

func seedStore(t *testing.T, args ...string) *seeded {
	t.Helper()
	redis := miniredis.RunT(t)
	dir := t.TempDir()
	keyset := filepath.Join(dir, "keyset.json")
	environ := []string{
		"FOOTING_REDIS_URL=redis://" + redis.Addr(), "FOOTING_DATA_DIR=" + filepath.Join(dir, "data"),
		"FOOTING_KEYSET_FILE=" + keyset, "FOOTING_ACCEPT_DATA_LOSS=true",
	}
	var out, errout bytes.Buffer
	if code := run(t.Context(), append([]string{"seed"}, args...), &out, &errout, environ); code != 0 {
		t.Fatalf("footing seed: exit code %d\n%s", code, errout.String())
	}
	keys, err := seal.Load(keyset)
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
	return &seeded{t: t, redis: redis, keys: keys, store: store}
}

// TestSeededPeopleAreServed: the bot takes the people whom seed planted for its own. It sends each of them the
// check-in they wait for, and takes the answer of one.
func TestSeededPeopleAreServed(t *testing.T) {
	s := seedStore(t, "--patients", "50")
	now := time.Now()
	sim := simulator.New(simulator.Options{Token: "1:seed", Username: "footing_bot", Now: func() time.Time { return now }})
	t.Cleanup(sim.Close)
	for chat := int64(1_000_000); chat < 1_000_052; chat++ {
		sim.AddAcquainted(simulator.User{ID: chat, FirstName: fmt.Sprint(chat), LanguageCode: "en"})
	}
	client, err := telegram.New(telegram.Options{Token: "1:seed", BaseURL: "http://telegram.invalid", Transport: sim.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := samplePlan(config.Config{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New(bot.Options{
		Store: s.store, Keys: s.keys, Protocol: plan, Client: client, Now: func() time.Time { return now },
		Draw: rand.NewChaCha8([32]byte{1}), Log: slog.New(slog.DiscardHandler), Rate: 30,
	})
	if err != nil {
		t.Fatal(err)
	}
	// Every patient has two days a week: after a week everybody was asked.
	answered := false
	for end := now.AddDate(0, 0, 7); now.Before(end); s.redis.SetTime(now) {
		next, err := b.Pump(t.Context(), now)
		if err != nil {
			t.Fatal(err)
		}
		if !answered {
			answered = s.answer(sim, b, now)
		}
		if now = next; next.IsZero() {
			t.Fatal("nothing is due in a store of fifty patients")
		}
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

// answer lets the first patient with an open check-in tap their first option. It tells whether there was one.
func (s *seeded) answer(sim *simulator.Server, b *bot.Bot, now time.Time) bool {
	s.t.Helper()
	for chat := int64(1_000_000); chat < 1_000_050; chat++ {
		m, ok := checkIn(sim, chat)
		if !ok {
			continue
		}
		if _, err := sim.Tap(chat, m.ID, 0, 0); err != nil {
			s.t.Fatal(err)
		}
		if _, err := b.Pump(s.t.Context(), now); err != nil {
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
