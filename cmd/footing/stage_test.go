package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footing/bot/channel"
	"footing/bot/simulator"
)

// The people of a journey, by their Telegram ids.
const (
	clinician = int64(7001)
	patient   = int64(7002)
	stranger  = int64(7003) // has no invitation
)

// stage is the world around footing: a Telegram over HTTP, people with phones, a folder, and a clock, which
// is the machine's until it is moved. What goes wrong on it is kept in err and is no failed test, for some
// journeys are meant to fail.
type stage struct {
	ctx   context.Context //nolint:containedctx // of the one journey that it is made for
	dir   string
	sim   *simulator.Server
	serve *process
	// telegram is what the program speaks to: sim, or what was put before it.
	telegram http.Handler
	beat     func() // what happens before anybody acts; may be nil
	err      error  // the first thing that went wrong; nothing is done after it

	mu    sync.Mutex
	moved time.Duration
	said  []string     // by serve
	paged channel.Page // by the second channel, the last
}

// newStage sets a stage for a program.
func newStage(t *testing.T, binary string) *stage {
	t.Helper()
	s := &stage{ctx: t.Context(), dir: t.TempDir()}
	s.sim = simulator.New(simulator.Options{Token: "1:secret", Username: "footing_test_bot", Now: s.now})
	s.telegram = s.sim
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		r *http.Request,
	) {
		s.mu.Lock()
		telegram := s.telegram
		s.mu.Unlock()
		telegram.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { server.Close(); s.sim.Close() })
	for id, name := range map[int64]string{clinician: "L.", patient: "phone", stranger: "somebody"} {
		s.sim.AddUser(simulator.User{ID: id, FirstName: name, LanguageCode: "en"})
	}
	clinic := filepath.Join(s.dir, "clinic.yaml")
	sample, err := os.ReadFile("../../flows/library/clinic.sample.yaml")
	if err == nil {
		err = os.WriteFile(clinic, sample, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.serve = &process{binary: binary, dir: s.dir, log: s.note, env: append(os.Environ(),
		"FOOTING_TELEGRAM_TOKEN=1:secret", "FOOTING_TELEGRAM_API_URL="+server.URL, "FOOTING_ADMIN_ADDR=127.0.0.1:0",
		"FOOTING_DATA_DIR="+filepath.Join(s.dir, "data"), "FOOTING_KEYSET_FILE="+s.keyset(), "FOOTING_CLINIC="+clinic)}
	t.Cleanup(func() {
		_ = s.serve.stop()
		if t.Failed() {
			t.Log(s.report())
		}
	})
	return s
}

// clinicWith changes the clinic's settings before serve is started.
func (s *stage) clinicWith(t *testing.T, changes ...string) {
	t.Helper()
	path := filepath.Join(s.dir, "clinic.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(changes); n += 2 {
		if !strings.Contains(string(text), changes[n]) {
			t.Fatalf("clinic.yaml has no %q", changes[n])
		}
	}
	if err := os.WriteFile(path, []byte(strings.NewReplacer(changes...).Replace(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *stage) keyset() string { return filepath.Join(s.dir, "keyset.json") }

// now is the stage's clock.
func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return currentTime().Add(s.moved)
}

func (s *stage) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, line)
}

// report is what happened, for whoever has to find out why.
func (s *stage) report() string {
	var b strings.Builder
	for _, e := range s.sim.Log() {
		b.WriteString(e.String() + "\n")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return b.String() + strings.Join(s.said, "\n")
}

// says writes a text to the bot, or presses the key with that text.
func (s *stage) says(user int64, text string) {
	s.act(func() error {
		_, err := s.sim.Send(user, text)
		return err
	})
}

// taps presses the button with a label under the youngest message that says something, when there is one.
func (s *stage) taps(user int64, on, label string) {
	var message, row, column int
	s.until(fmt.Sprintf("%d: %q with [%s]", user, on, label), func() bool {
		for _, m := range slices.Backward(s.sim.Chat(user)) {
			if !m.FromBot || !strings.Contains(m.Text, on) {
				continue
			}
			for r, buttons := range m.Buttons {
				for c, b := range buttons {
					if b.Text == label {
						message, row, column = m.ID, r, c
						return true
					}
				}
			}
		}
		return false
	})
	s.act(func() error {
		_, err := s.sim.Tap(user, message, row, column)
		return err
	})
}

// act does what a person does, after the beat.
func (s *stage) act(do func() error) {
	if s.err == nil && s.beat != nil {
		s.beat()
	}
	if s.err == nil {
		s.err = do()
	}
}

// sees waits for a message and gives the youngest one that contains the text.
func (s *stage) sees(user int64, text string) (found string) {
	s.until(fmt.Sprintf("%d: %q", user, text), func() bool {
		for _, m := range slices.Backward(s.sim.Chat(user)) {
			if shown := m.Text + m.Caption; m.FromBot && strings.Contains(shown, text) {
				found = shown
				return true
			}
		}
		return false
	})
	return found
}

// errInVain says that something did not happen.
var errInVain = errors.New("it did not happen")

// patience is how long people wait for what must follow.
const patience = 25 * time.Second

// until looks whenever the chats change, and now and then.
func (s *stage) until(what string, holds func() bool) { s.untilWithin(patience, what, holds) }

func (s *stage) untilWithin(most time.Duration, what string, holds func() bool) {
	if s.err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(s.ctx, most)
	defer cancel()
	changed := s.sim.Subscribe(ctx)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-changed:
		case <-tick.C:
		case <-ctx.Done():
			if !holds() {
				s.err = fmt.Errorf("wait for %s: %w", what, errInVain)
			}
			return
		}
	}
}
