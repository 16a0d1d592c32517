//go:build !windows

package redisserver

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// needRedis skips, or fails where skipping is not allowed.
func needRedis(t *testing.T) {
	t.Helper()
	if _, err := Find(); err == nil {
		return
	}
	if os.Getenv("FOOTING_TEST_REDIS") == "require" {
		t.Fatal(ErrNotInstalled)
	}
	t.Skip(ErrNotInstalled)
}

func second[T any](_ T, err error) error { return err }

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(soon(t), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	stopAtEnd(t, s)
	return s
}

// soon bounds what a test waits for, so that a defect fails and does not hang.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func stopAtEnd(t *testing.T, s *Server) {
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Stop(ctx); errors.Is(err, context.DeadlineExceeded) { // others may have ended it before
			t.Error(err)
		}
	})
}

func client(t *testing.T, s *Server) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(options)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func serverPID(t *testing.T, c *redis.Client) int {
	t.Helper()
	info, err := c.Info(t.Context(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(info, "process_id:")
	text, _, _ := strings.Cut(after, "\r\n")
	pid, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// shortDir returns a folder whose path leaves room for a socket.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "ft")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
