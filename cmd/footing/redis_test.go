package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"footing/storage"
)

// redis finds the redis-server that runs on the stage's folder.
func (s *stage) redis(ctx context.Context) (*os.Process, error) {
	rdb, err := storage.NewClient(storage.ClientOptions{URL: s.redisURL()})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rdb.Close() }()
	says, err := rdb.Info(ctx, "server").Result()
	if err != nil {
		return nil, err
	}
	found := regexp.MustCompile(`process_id:(\d+)`).FindStringSubmatch(says)
	if found == nil {
		return nil, fmt.Errorf("no process id in %q", says)
	}
	pid, err := strconv.Atoi(found[1])
	if err != nil {
		return nil, err
	}
	return os.FindProcess(pid)
}

// redisURL is where a redis-server listens that runs on the stage's folder: there, or where a record says.
func (s *stage) redisURL() string {
	dir := filepath.Join(s.dir, "data", "redis")
	if record, err := os.ReadFile(filepath.Join(dir, "redis.socket")); err == nil {
		return "unix://" + strings.TrimSpace(string(record))
	}
	return "unix://" + filepath.Join(dir, "redis.sock")
}

// startsRedisAgain kills serve's own Redis: the same serve goes on with a new one.
func startsRedisAgain(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.fail(s.serve.start(s.ctx))
	s.says(stranger, "hello")
	s.sees(stranger, "by invitation only")
	if s.err != nil {
		t.Fatal(s.err)
	}
	before := s.serve.current()
	redis, err := s.redis(s.ctx)
	if err == nil {
		err = redis.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
	s.says(clinician, "hello") // a stranger, too, as yet; the other is answered once a minute
	s.sees(clinician, "by invitation only")
	if s.err != nil {
		t.Fatal(s.err)
	}
	if s.serve.current() != before {
		t.Error("serve itself has ended")
	}
}

// waitsForItsOwnRedis starts serve while an invitation runs the Redis, which ends with it.
func waitsForItsOwnRedis(t *testing.T, binary string) {
	s := newStage(t, binary)
	invited := make(chan error, 1)
	go func() {
		_, err := s.serve.command(s.ctx, "invite", "clinician", "--name", "Dr Lind")
		invited <- err
	}()
	for {
		if _, err := s.redis(s.ctx); err == nil {
			break
		}
		select {
		case err := <-invited:
			t.Fatalf("the invitation ended before its Redis was seen: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	s.fail(s.serve.start(s.ctx))
	if err := <-invited; err != nil {
		t.Fatal(err)
	}
	s.says(stranger, "hello")
	s.sees(stranger, "by invitation only")
	if s.err != nil {
		t.Fatal(s.err)
	}
}
