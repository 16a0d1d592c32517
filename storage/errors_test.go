package storage_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/storagetest"
)

// redisError is an error that a server replied with.
type redisError string

func (e redisError) Error() string { return string(e) }
func (redisError) RedisError()     {}

// TestNoErrorOfRedisIsFinal: whatever Redis, the network or the client says, the call is repeated.
func TestNoErrorOfRedisIsFinal(t *testing.T) {
	errs := []error{
		nil, context.Canceled, context.DeadlineExceeded, os.ErrDeadlineExceeded,
		io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed,
		redis.Nil, redis.ErrClosed, redis.ErrPoolTimeout, redis.ErrPoolExhausted, redis.TxFailedErr,
		&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, &net.OpError{Op: "read", Err: syscall.ECONNRESET},
		errors.New("redis: a connection that nobody has heard of"),
		storage.ErrFenced, storage.ErrGone, storage.ErrStale,
	}
	for _, reply := range storagetest.Replies() {
		errs = append(errs, redisError(reply))
	}
	for _, err := range errs {
		if storage.Final(err) || err != nil && storage.Final(fmt.Errorf("commit: %w", err)) {
			t.Errorf("parks what meets %q", err)
		}
	}
}

// TestCallsAfterAnyReply: the calls of a turn pass on what Redis replies as an error after which they are repeated, and
// work when it is over.
func TestCallsAfterAnyReply(t *testing.T) {
	inner := miniredis.RunT(t)
	s := open(t, client(t, storage.ClientOptions{Addrs: []string{inner.Addr()}}), "first")
	lease, _, err := s.Acquire(t.Context(), 3)
	must(t, err)
	after := state.State{ID: "s03-ABC", Patient: &state.Patient{Ties: state.Ties{Code: "A-17"}}}
	for n, reply := range storagetest.Replies() {
		if reply == "" {
			continue // the embedded Redis takes that for no error
		}
		arrival := func(to string) []storage.Arrival {
			return []storage.Arrival{{To: to, Event: state.Outage{Header: state.Header{ID: fmt.Sprintf("o%d", n)}}}}
		}
		entries, err := s.Receive(t.Context(), noon, arrival("s03-ABC"))
		must(t, err)
		turn := storage.Turn{
			Lease: lease, Entry: entries[0], Before: storage.Record{ID: "s03-ABC", Version: int64(n)}, State: after,
			Effects: []state.Effect{state.Tell{To: state.OfficeID, Letter: state.Departed{Code: "A-17"}}},
		}
		letter := storage.Outgoing{From: "s03-ABC", ID: fmt.Sprintf("e%d", n), Effect: turn.Effects[0]}
		inner.SetError(reply)
		for what, call := range map[string]func() error{
			"receive": func() error { _, err := s.Receive(t.Context(), noon, arrival("s03-DEF")); return err },
			"load":    func() error { _, err := s.Load(t.Context(), "s03-ABC"); return err },
			"resolve": func() error { _, err := s.Resolve(t.Context(), 7); return err },
			"facts":   func() error { _, err := s.Facts(t.Context(), "s03-ABC", time.Time{}); return err },
			"commit":  func() error { _, err := s.Commit(t.Context(), noon, turn); return err },
			"deliver": func() error { _, err := s.Deliver(t.Context(), noon, letter); return err },
		} {
			if err := call(); err == nil || storage.Final(err) {
				t.Errorf("%s, answered with %q: error is %v", what, reply, err)
			}
		}
		inner.SetError("")
		if _, err := s.Commit(t.Context(), noon, turn); err != nil {
			t.Errorf("the turn after %q: %v", reply, err)
		}
	}
	if n, err := s.Parked(t.Context()); n != 0 || err != nil {
		t.Errorf("%d parked, %v", n, err)
	}
}

// TestRepliesOfARealServer makes a redis-server refuse a letter in the ways that need no second machine.
func TestRepliesOfARealServer(t *testing.T) {
	rdb := client(t, storage.ClientOptions{URL: server(t)})
	s := open(t, rdb, "first")
	letter := storage.Outgoing{
		From: "s03-ABC", ID: "e1",
		Effect: state.Tell{To: state.OfficeID, Letter: state.Departed{Code: "A-17"}},
	}
	set := func(words ...any) { must(t, rdb.Do(t.Context(), words...).Err()) }
	for _, c := range []struct {
		want       string
		begin, end []any
	}{
		{"OOM", []any{"CONFIG", "SET", "maxmemory", "1"}, []any{"CONFIG", "SET", "maxmemory", "0"}},
		{
			"NOREPLICAS",
			[]any{"CONFIG", "SET", "min-replicas-to-write", "1"},
			[]any{"CONFIG", "SET", "min-replicas-to-write", "0"},
		},
		{"READONLY", []any{"REPLICAOF", "127.0.0.1", "1"}, []any{"REPLICAOF", "NO", "ONE"}},
		{"NOPERM", []any{"ACL", "SETUSER", "default", "-evalsha"}, []any{"ACL", "SETUSER", "default", "+evalsha"}},
		{"NOPERM", []any{"ACL", "SETUSER", "default", "resetkeys"}, []any{"ACL", "SETUSER", "default", "allkeys"}},
		{"can't run this command", []any{"ACL", "SETUSER", "default", "-sadd"}, []any{"ACL", "SETUSER", "default", "+sadd"}},
	} {
		set(c.begin...)
		_, err := s.Deliver(t.Context(), noon, letter)
		if err == nil || storage.Final(err) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v", c.want, err)
		}
		set(c.end...)
	}
	if entries, err := s.Deliver(t.Context(), noon, letter); len(entries) != 1 || err != nil {
		t.Errorf("the letter after all that: delivered %d, %v", len(entries), err)
	}
}

func TestDenied(t *testing.T) {
	inner := miniredis.RunT(t)
	inner.RequireUserAuth("footing", "right")
	for name, c := range map[string]struct {
		url  string
		want bool
	}{
		"right":         {"redis://footing:right@" + inner.Addr(), false},
		"wrong":         {"redis://footing:wrong@" + inner.Addr(), true},
		"none":          {"redis://" + inner.Addr(), true},
		"nobody's port": {"redis://127.0.0.1:1", false},
	} {
		if err := client(t, storage.ClientOptions{URL: c.url}).Ping(t.Context()).Err(); storage.Denied(err) != c.want {
			t.Errorf("%s: denied %t by %v", name, !c.want, err)
		}
	}
	for reply, want := range map[string]bool{
		"NOPERM this user has no permissions to run the 'ping' command": true,
		"ERR AUTH <password> called without any password configured":    true,
		"LOADING Redis is loading the dataset in memory":                false,
		"ERR upstream failure": false,
	} {
		if storage.Denied(redisError(reply)) != want {
			t.Errorf("denied by %q: %t", reply, !want)
		}
	}
}
