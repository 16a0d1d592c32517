//go:build faults

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"footing/storage"
)

// outage is how a Redis fails, and how it is mended.
type outageOf struct {
	breaks, mends func(*line) error
	lasts         time.Duration // from the first cry on; no shorter than the cries themselves
}

// outages are the ways in which a Redis fails.
func outages() map[string]outageOf {
	return map[string]outageOf{
		"Redis is killed and away": {(*line).dies, (*line).begins, 90 * time.Second},
		"Redis is stopped": {
			func(l *line) error { return l.signals(syscall.SIGSTOP) },
			func(l *line) error { return l.signals(syscall.SIGCONT) }, 0,
		},
		"Redis is slow": {
			func(l *line) error { l.delay(8 * time.Second); return nil },
			func(l *line) error { l.delay(0); return nil }, 0,
		},
		"Redis is cut off": {
			func(l *line) error { l.cut(true); return nil }, func(l *line) error { l.cut(false); return nil }, 0,
		},
		"Redis is out of memory": {set("CONFIG", "SET", "maxmemory", "1"), set("CONFIG", "SET", "maxmemory", "0"), 0},
		"Redis has no replica": {
			set("CONFIG", "SET", "min-replicas-to-write", "1"), set("CONFIG", "SET", "min-replicas-to-write", "0"), 0,
		},
		"Redis gives no rights": {
			set("ACL", "SETUSER", "default", "-@all", "+acl", "+ping"), set("ACL", "SETUSER", "default", "+@all"), 0,
		},
		"Redis cannot save": {failsToSave, set("CONFIG", "SET", "save", ""), 0},
	}
}

// set gives a command to the Redis.
func set(args ...any) func(*line) error {
	return func(l *line) error { return l.command(args...) }
}

// command gives a command to the Redis, past the line.
func (l *line) command(args ...any) error {
	rdb, err := storage.NewClient(storage.ClientOptions{URL: "unix://" + l.socket()})
	if err != nil {
		return err
	}
	return errors.Join(rdb.Do(l.s.ctx, args...).Err(), rdb.Close())
}

// failsToSave makes Redis answer MISCONF to each write: where its snapshot would be there is a folder.
func failsToSave(l *line) error {
	err := errors.Join(os.MkdirAll(filepath.Join(l.s.dir, "data", "redis", "dump.rdb", "taken"), 0o700),
		l.command("CONFIG", "SET", "save", "3600 1"), l.command("BGSAVE"))
	l.s.until("Redis to refuse", func() bool {
		refused := l.command("DEL", "nothing")
		return refused != nil && strings.HasPrefix(refused.Error(), "MISCONF")
	})
	return err
}

// live: a call for help gets the truth with numbers, reaches the clinician and the second channel once, and is one
// alert when Redis is back, which knows of the call.
func (o outageOf) live(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.begins()
	s.rests()
	s.act(func() error { return o.breaks(l) })
	ends := time.After(o.lasts)
	s.cries()
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	if s.err == nil {
		<-ends
	}
	s.act(func() error { return o.mends(l) })
	s.settles()
	s.oneAlert(pages, 1)
	return s.err
}
