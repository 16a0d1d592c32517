//go:build !windows

package redisserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// roleName marks a process as a child of a test: one that starts a server in
// its folder and then only lives.
const roleName = "FOOTING_TEST_REDIS_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleName)
	if role == "" {
		os.Exit(m.Run())
	}
	if err := play(role); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println("ready")
	select {}
}

func play(role string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if role == "owner" {
		s, err := Start(ctx, Options{Dir: "."})
		if err == nil && !s.Owned() {
			err = errors.New("not owned")
		}
		return err
	}
	// A parent whose death its child is not told of, as on other systems.
	dir, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	owner, err := hold(ownerFile)
	if err != nil {
		return err
	}
	lock, err := hold(lockFile)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), "redis-server", durable(socketFile)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.ExtraFiles = []*os.File{lock}
	c, err := run(cmd)
	if err != nil {
		return err
	}
	s := &Server{socket: filepath.Join(dir, socketFile), child: c}
	runtime.KeepAlive(owner) // its lock lasts until this process is killed
	return errors.Join(s.ready(ctx, dir), lock.Close())
}

// parent starts this test binary again in a role, waits until its server
// answers, and returns it to be killed.
func parent(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	program, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), roleName+"="+role)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("the parent says %q", lines.Text())
	}
	return cmd
}

// TestTheOwnerIsKilled kills a process that keeps a server, with or without the
// kernel telling the server, and starts again at once.
func TestTheOwnerIsKilled(t *testing.T) {
	needRedis(t)
	for _, role := range []string{"owner", "owner without a last word"} {
		t.Run(role, func(t *testing.T) {
			dir := t.TempDir()
			for round := range 3 {
				cmd := parent(t, role, dir)
				found := start(t, dir)
				if found.Owned() {
					t.Fatal("a server that another process owns is owned here too")
				}
				c := client(t, found)
				before := serverPID(t, c)
				if got := c.LLen(t.Context(), "list").Val(); got != int64(round) {
					t.Errorf("round %d: %d entries", round, got)
				}
				if err := c.RPush(t.Context(), "list", "value").Err(); err != nil {
					t.Fatal(err)
				}
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait() // "signal: killed"

				s := start(t, dir)
				if !s.Owned() {
					t.Fatal("the orphan was not replaced")
				}
				c = client(t, s)
				if after := serverPID(t, c); after == before {
					t.Error("the orphan still serves")
				}
				if got := c.LLen(t.Context(), "list").Val(); got != int64(round+1) {
					t.Errorf("round %d: %d entries after the owner was killed", round, got)
				}
				if err := s.Stop(soon(t)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestTheServerEndsWithItsOwner waits for the kernel's word to the server.
func TestTheServerEndsWithItsOwner(t *testing.T) {
	needRedis(t)
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child of its parent's death")
	}
	dir := t.TempDir()
	cmd := parent(t, "owner", dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // "signal: killed"
	_, err := until(soon(t), func() (bool, error) {
		held, err := isHeld(filepath.Join(dir, lockFile))
		if held {
			err = errors.New("still alive")
		}
		return held, err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := attach(soon(t), dir); !errors.Is(err, errNotRunning) {
		t.Errorf("attach: %v", err)
	}
}

// TestTheServerOutlivesTheThreadThatAskedForIt: Linux speaks of a parent's death
// but means the death of the thread that made the child.
func TestTheServerOutlivesTheThreadThatAskedForIt(t *testing.T) {
	needRedis(t)
	var s *Server
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		s, err = Start(soon(t), Options{Dir: t.TempDir()})
	}()
	<-done
	if err != nil {
		t.Fatal(err)
	}
	stopAtEnd(t, s)
	select {
	case <-s.Done():
		t.Error("the server ended with the thread")
	case <-time.After(300 * time.Millisecond):
	}
}

// TestAnOrphanAnswers: it can be spoken to while nobody owns it.
func TestAnOrphanAnswers(t *testing.T) {
	needRedis(t)
	dir := t.TempDir()
	cmd := parent(t, "owner without a last word", dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // "signal: killed"
	s, err := attach(soon(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := ask(t.Context(), "unix", s.socket,
		func(c *redis.Client) error { return c.Shutdown(t.Context()).Err() }); err != nil {
		t.Error(err)
	}
}
