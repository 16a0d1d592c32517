package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
)

func TestNewClient(t *testing.T) {
	for name, c := range map[string]struct {
		o    storage.ClientOptions
		want string
	}{
		"single": {
			storage.ClientOptions{URL: "redis://a-17:secret@redis.example:7000/3"},
			"*redis.Client tcp redis.example:7000 3 a-17 secret tls=false",
		},
		"tls": {
			storage.ClientOptions{URL: "rediss://redis.example"},
			"*redis.Client tcp redis.example:6379 0   tls=true",
		},
		"socket": {
			storage.ClientOptions{URL: "unix:///run/redis.sock"},
			"*redis.Client unix /run/redis.sock 0   tls=false",
		},
		"address": {
			storage.ClientOptions{Addrs: []string{"a:1"}, Username: "u", Password: "p"},
			"*redis.Client tcp a:1 0 u p tls=false",
		},
		"cluster": {storage.ClientOptions{Addrs: []string{"a:1", "b:2"}}, "*redis.ClusterClient"},
		"sentinel": {
			storage.ClientOptions{Addrs: []string{"a:1", "b:2"}, Master: "m"},
			"*redis.Client tcp FailoverClient 0   tls=false",
		},
	} {
		t.Run(name, func(t *testing.T) {
			rdb := client(t, c.o)
			got := fmt.Sprintf("%T", rdb)
			if single, ok := rdb.(*redis.Client); ok {
				o := single.Options()
				got += fmt.Sprintf(" %s %s %d %s %s tls=%v", o.Network, o.Addr, o.DB, o.Username, o.Password, o.TLSConfig != nil)
				if o.MaxRetries != 0 { // how go-redis writes down -1
					t.Errorf("retries %d times behind the caller's back", o.MaxRetries)
				}
			}
			if got != c.want {
				t.Errorf("client is %s, want %s", got, c.want)
			}
		})
	}
}

// A bot notices within seconds that Redis is away; an export waits for a busy machine.
func TestPatience(t *testing.T) {
	for patience, want := range map[time.Duration]time.Duration{0: 3 * time.Second, time.Minute: time.Minute} {
		o := client(t, storage.ClientOptions{URL: "redis://redis.example", Patience: patience}).(*redis.Client).Options()
		if o.ReadTimeout != want || o.WriteTimeout != want {
			t.Errorf("with patience %s a reply may take %s and a request %s, want %s", patience, o.ReadTimeout, o.WriteTimeout,
				want)
		}
	}
}

func TestNewClientRefuses(t *testing.T) {
	for _, o := range []storage.ClientOptions{
		{},
		{URL: "redis://localhost", Addrs: []string{"a:1"}},
		{URL: "http://a-17:secret@redis.example"},
		{URL: "redis://a-17:secret@redis.example:port/0"},
		{URL: "redis://a-17:secret@redis.example/zero"},
		{URL: "redis://a-17:secret@%zz"},
		{URL: "secret"},
	} {
		_, err := storage.NewClient(o)
		if err == nil {
			t.Errorf("made a client of %+v", o)
		} else if strings.Contains(strings.TrimPrefix(o.URL, "secret"), "secret") && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}

func FuzzNewClient(f *testing.F) {
	f.Add("redis://u:p@host:1/2")
	f.Add("unix:///x?db=1")
	f.Fuzz(func(_ *testing.T, url string) {
		rdb, err := storage.NewClient(storage.ClientOptions{URL: url})
		if err == nil {
			_ = rdb.Close()
		}
	})
}

// TestAway checks that every call of the hot path fails soon when Redis is away, and works again when it is back.
func TestAway(t *testing.T) {
	var log bytes.Buffer
	storage.LogTo(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { storage.LogTo(slog.New(slog.DiscardHandler)) })
	inner := miniredis.RunT(t)
	s := open(t, client(t, storage.ClientOptions{Addrs: []string{inner.Addr()}}), "first")
	lease, _, err := s.Acquire(t.Context(), 3)
	must(t, err)
	arrival := []storage.Arrival{{To: "s03-ABC", Event: state.Outage{Header: state.Header{ID: "o1"}}}}
	calls := map[string]func() error{
		"receive": func() error { _, err := s.Receive(t.Context(), noon, arrival); return err },
		"inbox":   func() error { _, err := s.Inbox(t.Context(), 3, "", 1); return err },
		"load":    func() error { _, err := s.Load(t.Context(), "s03-ABC"); return err },
		"commit": func() error {
			entries, err := s.Inbox(t.Context(), 3, "", 1)
			if err != nil || len(entries) == 0 {
				return err
			}
			turn := storage.Turn{Lease: lease, Entry: entries[0], Before: storage.Record{ID: "s03-ABC"}, State: state.State{ID: "s03-ABC"}}
			_, err = s.Commit(t.Context(), noon, turn)
			return err
		},
		"renew":   func() error { _, _, err := s.Renew(t.Context(), []storage.Lease{lease, {Shard: 4}}); return err },
		"waiting": func() error { _, err := s.Waiting(t.Context(), []int{1, 2}); return err },
		"next":    func() error { _, _, err := s.NextDue(t.Context()); return err },
		"polled":  func() error { return s.SetPolled(t.Context(), noon) },
	}
	check := func(when string, away bool) {
		for name, call := range calls {
			err := call()
			if storage.Final(err) || (err != nil) != away {
				t.Errorf("%s, %s: error is %v", when, name, err)
			}
		}
	}
	check("before", false)
	inner.SetError("LOADING Redis is loading the dataset in memory")
	check("while it loads", true)
	inner.SetError("")
	inner.Close()
	start := currentTime()
	check("while it is down", true)
	if took := currentTime().Sub(start); took > 10*time.Second {
		t.Errorf("noticing took %v", took)
	}
	if !strings.Contains(log.String(), "redis connection") {
		t.Errorf("go-redis said nothing to the log: %s", log.String())
	}
	must(t, inner.Restart())
	check("after", false)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Receive(ctx, noon, arrival); !errors.Is(err, context.Canceled) || storage.Final(err) {
		t.Errorf("a call that was given up: error is %v", err)
	}
}
