// Package redisserver runs a redis-server as a child process, for whoever has no Redis, and for tests. Its data are in
// one folder. Only this user can reach it, through a private unix socket. It loses nothing that it has acknowledged: it
// has an append-only file, syncs it before every reply, evicts nothing, and does not begin with a file that was cut
// (TruncatedError).
//
// Start returns a server that answers; Stop ends it in order. If another process of ours runs a server on the folder,
// Start returns that one (Owned tells). If that process was killed, its server is ended and replaced, and nothing is
// lost. The child leads a process group of its own, so that Ctrl-C ends the program first, which can still write. It
// gets an empty environment, so no secret of ours is in it.
//
// Tests that need a redis-server start it with this package. If none is installed they skip and name the package to
// install; with FOOTING_TEST_REDIS=require they fail instead. StartCluster makes a small Redis Cluster for tests, which
// keeps nothing.
package redisserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os/exec"
)

// ErrNotInstalled says that there is no redis-server on this machine.
var ErrNotInstalled = errors.New("redis-server is not installed: apt-get install redis-server " +
	"(Debian, Ubuntu), brew install redis (macOS), or give the URL of a Redis that runs elsewhere")

// Options say how to start a server.
type Options struct {
	// Dir is the folder of its data. It is made (0700) if missing.
	Dir string
	// Log is told what happens; nil for silence.
	Log *slog.Logger
}

// Server is a redis-server that runs, started or found by Start.
type Server struct {
	socket string
	child  *child // nil if another process started it
}

// Find returns the path of the redis-server program, or ErrNotInstalled.
func Find() (string, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return "", fmt.Errorf("look for redis-server on PATH: %w (%w)", ErrNotInstalled, err)
	}
	return path, nil
}

// URL returns where the server is reached, as redis.ParseURL takes it:
// "unix:///path/redis.sock".
func (s *Server) URL() string {
	return (&url.URL{Scheme: "unix", Path: s.socket}).String()
}

// Owned tells whether this Server was started by this Start. If not, another
// process keeps it, and it ends when that process wants.
func (s *Server) Owned() bool { return s.child != nil }

// Done is closed when an owned server has ended, be it by Stop or by itself;
// Start may then be called again. For a server that is not owned it is nil.
func (s *Server) Done() <-chan struct{} {
	if s.child == nil {
		return nil
	}
	return s.child.done
}

// Stop ends an owned server in order and waits until it has, at most as long
// as ctx lives; then the server is still running, or still ending. It returns
// an error also if the server had ended otherwise. On a server that is not
// owned it does nothing.
func (s *Server) Stop(ctx context.Context) error {
	if s.child == nil {
		return nil
	}
	if err := s.child.stop(ctx); err != nil {
		return fmt.Errorf("stop redis-server at %s: %w", s.socket, err)
	}
	return nil
}
