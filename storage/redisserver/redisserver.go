// Package redisserver runs a redis-server of our own, for who has no Redis:
// a child process whose data lies in one folder, reachable only through a
// private unix socket, set up to lose nothing that it has acknowledged
// (append-only file, fsync before every reply, no eviction), and not to begin
// with a file that was cut (TruncatedError).
//
// Start gives a server that answers; Stop ends it in order. Beside a process
// that runs one, others of ours may want to reach it: Attach finds it, and
// Start on the same folder returns the same living server, which Owned tells.
//
// Who lives in a folder is a matter of two locks which the operating system
// gives back when their holder ends, however it ends, so that neither a stale
// file nor a reused process number can mislead:
//
//	redis.lock   held by redis-server itself (it inherits the open file)
//	redis.owner  held by the process that started it
//
// If the owner was killed, the server may survive it. On Linux it is then told
// to end (SIGTERM, upon which it saves and exits); elsewhere, or before that,
// the next Start finds redis.lock held and redis.owner free, ends the orphan in
// order and starts a server of its own on the same data. Nothing is lost, for
// the disk has what was acknowledged.
//
// The child leads a process group of its own: Ctrl-C in a terminal ends the
// program, which can still write while it drains, and then Stop ends the child.
// It gets an empty environment: no secret of ours is in it.
//
// A socket's path may have about 100 bytes, and some mounted folders carry no
// sockets. Where the data folder will not do, the socket goes into a private
// folder of the system's for temporary files, and the file redis.socket in the
// data folder says where. (A port on loopback would be open to every user of
// the machine.)
//
// StartCluster makes a small Redis Cluster, for tests only: it keeps nothing.
//
// Tests that need a redis-server start it with this package. If it is not
// installed they skip and name the package to install, except where
// FOOTING_TEST_REDIS=require is set, as it is in continuous integration: there
// they fail, so that nobody can skip them unseen.
package redisserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os/exec"
)

// Errors of starting and finding a server.
var (
	// ErrNotInstalled says that there is no redis-server on this machine.
	ErrNotInstalled = errors.New("redis-server is not installed: apt-get install redis-server " +
		"(Debian, Ubuntu), brew install redis (macOS), or give the URL of a Redis that runs elsewhere")
	// ErrNotRunning says that no server lives in a folder.
	ErrNotRunning = errors.New("no redis-server runs on this folder")
)

// Options say how to start a server.
type Options struct {
	// Dir is the folder of its data. It is made (0700) if missing.
	Dir string
	// Log is told what happens; nil for silence.
	Log *slog.Logger
}

// Server is a redis-server that runs, started by Start or found by Attach.
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
