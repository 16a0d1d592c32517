//go:build faults

package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"footing/storage/redisserver"
)

// line is the network between serve and a Redis that is not serve's own, so it stays away for as long as a test wants.
type line struct {
	s        *stage
	listener net.Listener
	server   *redisserver.Server // nil while it is away
	pid      int                 // of a server that is stopped, which cannot be asked for it

	mu    sync.Mutex
	path  string        // where the Redis listens
	slow  time.Duration // by which replies come later
	down  bool
	conns map[net.Conn]bool
	end   *ending // nil: none is planned
}

// ending is what happens when serve next asks the Redis for something that names somebody.
type ending struct {
	names  []byte
	done   bool   // it happens when the Redis has done it, and not before
	do     func() // the line is down from then on
	asked  net.Conn
	struck bool
}

// throughLine gives a stage a Redis of its own, behind a line.
func (s *stage) throughLine(t *testing.T) *line {
	t.Helper()
	l := &line{s: s, conns: map[net.Conn]bool{}}
	var err error
	if l.listener, err = (&net.ListenConfig{}).Listen(s.ctx, "tcp", "127.0.0.1:0"); err == nil {
		err = l.begins()
	}
	if err != nil {
		t.Fatal(err)
	}
	go l.accept()
	t.Cleanup(func() {
		_ = s.serve.stop()
		_ = l.listener.Close()
		l.cut(true)
		if l.server != nil { // one that cannot save would not end in order
			_ = l.dies()
		}
	})
	s.serve.env = append(s.serve.env, "FOOTING_REDIS_URL=redis://"+l.listener.Addr().String())
	return l
}

// begins starts the Redis, with what it had before.
func (l *line) begins() (err error) {
	l.server, err = redisserver.Start(l.s.ctx, redisserver.Options{Dir: filepath.Join(l.s.dir, "data", "redis")})
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.path = strings.TrimPrefix(l.server.URL(), "unix://")
	l.mu.Unlock()
	redis, err := l.s.redis(l.s.ctx)
	if err == nil {
		l.pid = redis.Pid
	}
	return err
}

func (l *line) socket() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.path
}

// dies kills the Redis.
func (l *line) dies() error {
	err := l.signals(syscall.SIGKILL)
	<-l.server.Done()
	l.server = nil
	return err
}

// signals sends the Redis a signal.
func (l *line) signals(which os.Signal) error {
	redis, err := os.FindProcess(l.pid)
	if err != nil {
		return err
	}
	return redis.Signal(which)
}

// delay makes replies come later, or as ever with 0.
func (l *line) delay(by time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slow = by
}

// endsAt plans an ending: of whatever is asked next about somebody, before the Redis hears of it, or when it is done.
// Serve hears of neither.
func (l *line) endsAt(names string, done bool, do func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end = &ending{names: []byte(names), done: done, do: do}
}

// ended tells whether it has happened.
func (l *line) ended() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.end != nil && l.end.struck
}

// strikes makes the planned ending happen if this is its moment, and tells whether it did. Far is the Redis' side.
func (l *line) strikes(from, far net.Conn, said []byte) bool {
	l.mu.Lock()
	e := l.end
	if e == nil || e.struck {
		l.mu.Unlock()
		return false
	}
	asks := from != far && bytes.Contains(said, e.names)
	if asks && e.done {
		e.asked = far
	}
	now := asks && !e.done || from == far && e.asked == far
	l.mu.Unlock()
	if !now {
		return false
	}
	e.do()
	l.mu.Lock()
	e.struck = true
	l.mu.Unlock()
	return true
}

// cut breaks all connections, and as long as it is down each new one.
func (l *line) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
	for conn := range l.conns {
		_ = conn.Close()
	}
}

func (l *line) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		far, err := (&net.Dialer{}).DialContext(l.s.ctx, "unix", l.socket())
		if err != nil || !l.holds(near, far) {
			_ = near.Close()
			continue
		}
		go l.carry(far, near, far, func() time.Duration { return 0 })
		go l.carry(near, far, far, func() time.Duration {
			l.mu.Lock()
			defer l.mu.Unlock()
			return l.slow
		})
	}
}

// holds tells whether the line is up, and keeps the connections for when it is cut.
func (l *line) holds(near, far net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		_ = far.Close()
		return false
	}
	l.conns[near], l.conns[far] = true, true
	return true
}

// carry takes what is said one way. Far is the Redis' side.
func (l *line) carry(to, from, far net.Conn, late func() time.Duration) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		time.Sleep(late())
		if l.strikes(from, far, buffer[:n]) {
			break
		}
		if _, failed := to.Write(buffer[:n]); err != nil || failed != nil {
			break
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, to)
	delete(l.conns, from)
	_ = errors.Join(to.Close(), from.Close())
}
