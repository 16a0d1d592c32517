//go:build !windows

package redisserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsAcknowledgedSurvivesAKill(t *testing.T) {
	needRedis(t)
	dir := t.TempDir()
	for round := range 3 {
		s := start(t, dir)
		c := client(t, s)
		if got := c.LLen(t.Context(), "list").Val(); got != int64(round)*10 {
			t.Errorf("round %d: %d entries, want %d", round, got, round*10)
		}
		for range 10 {
			if err := c.RPush(t.Context(), "list", "value").Err(); err != nil {
				t.Fatal(err)
			}
		}
		if err := syscall.Kill(serverPID(t, c), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		select {
		case <-s.Done():
		case <-soon(t).Done():
			t.Fatal("Done stays open though the server was killed")
		}
		if err := s.Stop(soon(t)); err == nil {
			t.Error("Stop hides that the server was killed")
		}
	}
}

func TestSettings(t *testing.T) {
	needRedis(t)
	dir := filepath.Join(t.TempDir(), "new folder, with 'signs'", "data")
	s := start(t, dir)
	c := client(t, s)
	want := map[string]string{
		"appendonly": "yes", "appendfsync": "always", "no-appendfsync-on-rewrite": "no",
		"maxmemory": "0", "maxmemory-policy": "noeviction", "save": "",
		"port": "0", "aof-load-truncated": "no", "unixsocketperm": "700",
	}
	got := map[string]string{}
	for name := range want {
		value, err := c.ConfigGet(t.Context(), name).Result()
		if err != nil {
			t.Fatal(err)
		}
		got[name] = value[name]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, mode := range map[string]fs.FileMode{"": 0o700, "appendonlydir": 0o700, socketFile: 0o700, logFile: 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%q: mode %v, %v", name, info.Mode().Perm(), err)
		}
	}
	if !s.Owned() {
		t.Error("the server that this test started is not owned")
	}
	if err := s.Stop(soon(t)); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, socketFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is left behind: %v", err)
	}
}

func TestChildSeesNoSecrets(t *testing.T) {
	needRedis(t)
	t.Setenv("FOOTING_TELEGRAM_TOKEN", "123:secret")
	c := client(t, start(t, t.TempDir()))
	environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", serverPID(t, c)))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no /proc on this system")
	}
	if err != nil || len(environment) != 0 {
		t.Errorf("the child's environment is %q, %v", environment, err)
	}
	group, err := syscall.Getpgid(serverPID(t, c))
	if err != nil || group == syscall.Getpgrp() {
		t.Errorf("the child is in our process group, where Ctrl-C reaches it: %d, %v", group, err)
	}
}

func TestASecondStartFindsTheFirst(t *testing.T) {
	needRedis(t)
	dir := t.TempDir()
	if _, err := attach(soon(t), dir); !errors.Is(err, errNotRunning) {
		t.Errorf("attach to an empty folder: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("attach left %v, %v", left, err)
	}
	first := start(t, dir)
	for _, name := range []string{ownerFile, lockFile} { // by us, and by the server alone
		if held, err := isHeld(filepath.Join(dir, name)); err != nil || !held {
			t.Errorf("%s is held: %t, %v", name, held, err)
		}
	}
	second := start(t, dir)
	attached, err := attach(soon(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []*Server{second, attached} {
		if other.Owned() || other.URL() != first.URL() || other.Done() != nil {
			t.Errorf("owned %t, at %s; the first is at %s", other.Owned(), other.URL(), first.URL())
		}
		if err := other.Stop(soon(t)); err != nil {
			t.Error(err)
		}
	}
	if err := client(t, first).Ping(t.Context()).Err(); err != nil {
		t.Errorf("the others' Stop ended the first: %v", err)
	}
	if err := first.Stop(soon(t)); err != nil {
		t.Error(err)
	}
	if _, err := attach(soon(t), dir); !errors.Is(err, errNotRunning) {
		t.Errorf("attach to a stopped server: %v", err)
	}
	if again := start(t, dir); !again.Owned() {
		t.Error("after Stop the folder is not free")
	}
}

func TestOfManyStartsAtOnceOneOwns(t *testing.T) {
	needRedis(t)
	dir := t.TempDir()
	const many = 6
	servers := make([]*Server, many)
	var wait sync.WaitGroup
	for i := range many {
		wait.Go(func() {
			s, err := Start(soon(t), Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			servers[i] = s
			stopAtEnd(t, s)
		})
	}
	wait.Wait()
	pids := map[int]bool{}
	owners := 0
	for _, s := range servers {
		if s == nil {
			t.FailNow()
		}
		if s.Owned() {
			owners++
		}
		pids[serverPID(t, client(t, s))] = true
	}
	if owners != 1 || len(pids) != 1 {
		t.Errorf("%d owners, %d servers", owners, len(pids))
	}
}

func TestALongPathGetsAShortSocket(t *testing.T) {
	needRedis(t)
	t.Setenv("TMPDIR", shortDir(t))
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	s := start(t, dir)
	if err := client(t, s).Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(s.socket, dir) {
		t.Fatalf("the socket is at %s after all", s.socket)
	}
	if info, err := os.Stat(filepath.Dir(s.socket)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %v, %v", info.Mode(), err)
	}
	t.Setenv("TMPDIR", "/elsewhere") // as another user's shell might have it
	attached, err := attach(soon(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := client(t, attached).Get(t.Context(), "key").Val(); got != "value" {
		t.Errorf("attached to another server: %q", got)
	}
	if err := s.Stop(soon(t)); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(s.socket)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket's folder is left behind: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, recordFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the record is left behind: %v", err)
	}
}

func TestStartSaysWhyItFails(t *testing.T) {
	needRedis(t)
	dir := t.TempDir()
	s := start(t, dir)
	if err := client(t, s).Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(soon(t)); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(dir, "appendonlydir", "appendonly.aof.manifest")
	if err := os.WriteFile(manifest, []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(soon(t), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "manifest") || !strings.Contains(err.Error(), logFile) {
		t.Errorf("the error does not say what is wrong: %v", err)
	}
	t.Log(err)
	if _, err := attach(soon(t), dir); !errors.Is(err, errNotRunning) {
		t.Errorf("something is left running: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Dir: file}); err == nil {
		t.Error("a file was taken for a folder")
	}
}

func TestNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for name, err := range map[string]error{
		"Find":  second(Find()),
		"Start": second(Start(t.Context(), Options{Dir: t.TempDir()})),
	} {
		if !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "apt-get install redis-server") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStartEndsWithItsContext(t *testing.T) {
	needRedis(t)
	dir := t.TempDir()
	owner, err := hold(filepath.Join(dir, ownerFile)) // someone who never gets a server going
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, Options{Dir: dir}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Start: %v", err)
	}
	if _, err := attach(ctx, dir); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("attach: %v", err)
	}
	if err := owner.Close(); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(gone, Options{Dir: dir}); err == nil {
		t.Error("a server was returned under a context that is done")
	}
	if _, err := attach(soon(t), dir); !errors.Is(err, errNotRunning) {
		t.Errorf("a server was left running: %v", err)
	}
}

func TestStartWaitsForLoading(t *testing.T) {
	needRedis(t)
	dir := t.TempDir()
	s := start(t, dir)
	c := client(t, s)
	const entries = 150000
	fill := `for i = 1, tonumber(ARGV[1]) do redis.call('RPUSH', KEYS[1], i) end return 1`
	if err := c.Eval(t.Context(), fill, []string{"list"}, entries).Err(); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(soon(t)); err != nil {
		t.Fatal(err)
	}
	s = start(t, dir)
	if got, err := client(t, s).LLen(t.Context(), "list").Result(); err != nil || got != entries {
		t.Errorf("the first command after Start: %d, %v", got, err)
	}
}

// TestStopInsists: while Redis writes a first append-only file it answers
// SIGTERM with "can't exit" and goes on.
func TestStopInsists(t *testing.T) {
	needRedis(t)
	for range 5 {
		s := start(t, t.TempDir())
		c := client(t, s)
		for _, value := range []string{"no", "yes"} {
			if err := c.ConfigSet(t.Context(), "appendonly", value).Err(); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if err := s.Stop(ctx); err != nil {
			t.Error(err)
		}
		cancel()
	}
}
