package redisserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"
)

// Names of the files beside the data. Two are locks, which the operating system gives back when their holder ends,
// however it ends, so neither a stale file nor a reused process number can mislead. If redis.lock is held and
// redis.owner is free, the server has outlived its owner.
const (
	ownerFile = "redis.owner" // held by the process that started the server
	lockFile  = "redis.lock"  // held by redis-server itself, which inherits the open file
	logFile   = "redis.log"
	aofFolder = "appendonlydir"
)

// durable are the settings that keep what was acknowledged and let nobody else in. A file that was cut is not loaded
// (TruncatedError). Paths are relative, because the server runs in its folder.
func durable(socket string) []string {
	return []string{
		"--port", "0", "--unixsocket", socket, "--unixsocketperm", "700",
		"--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no",
		"--aof-load-truncated", "no", "--save", "",
		"--maxmemory", "0", "--maxmemory-policy", "noeviction",
		"--dir", ".", "--daemonize", "no",
	}
}

// Start returns a server that answers, with the data of o.Dir. It waits until ctx ends, because a large store takes
// long to load; the server then lives on without ctx, until Stop. If another process of ours runs a server on the
// folder, that server is returned (Owned). If such a process was killed and left its server behind, the server is ended
// and replaced. On Linux it ends by itself when its owner dies. Errors are ErrNotInstalled, a *TruncatedError, or what
// else hinders the server, with the last line of its log.
func Start(ctx context.Context, o Options) (*Server, error) {
	program, err := Find()
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("start redis-server in %s: %w", o.Dir, err)
	}
	// Redis would make the inner folder readable for all.
	if err := os.MkdirAll(filepath.Join(dir, aofFolder), 0o700); err != nil {
		return nil, fmt.Errorf("start redis-server: make its folder: %w", err)
	}
	start := starter{program: program, dir: dir, log: o.Log}
	if start.log == nil {
		start.log = slog.New(slog.DiscardHandler)
	}
	server, err := until(ctx, func() (*Server, error) { return start.try(ctx) })
	if err != nil {
		return nil, fmt.Errorf("start redis-server in %s: %w", dir, err)
	}
	return server, nil
}

// answering returns the server that another process started, if it answers.
func answering(ctx context.Context, dir string) (*Server, error) {
	s := &Server{socket: findSocket(dir)}
	if err := s.ping(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

type starter struct {
	program, dir string
	log          *slog.Logger
}

// try makes one attempt. After an error that is not marked forGood it is worth another one.
func (s starter) try(ctx context.Context) (*Server, error) {
	owner, err := hold(filepath.Join(s.dir, ownerFile))
	if errors.Is(err, errHeld) {
		return answering(ctx, s.dir)
	}
	if err != nil {
		return nil, forGood(err)
	}
	lock, err := hold(filepath.Join(s.dir, lockFile))
	if errors.Is(err, errHeld) {
		return nil, errors.Join(s.endOrphan(ctx), owner.Close())
	}
	if err != nil {
		return nil, forGood(errors.Join(err, owner.Close()))
	}
	server, err := s.launch(ctx, owner, lock)
	// The child has a copy of its own, which keeps the lock held.
	if err := errors.Join(err, lock.Close()); err != nil {
		return nil, forGood(err)
	}
	if err := server.ready(ctx, s.dir); err != nil {
		return nil, forGood(err)
	}
	s.log.InfoContext(ctx, "redis-server started", "dir", s.dir, "socket", server.socket)
	return server, nil
}

// endOrphan tells a server whose owner is gone to end. It always returns an error, because the next attempt finds out
// whether the server has ended.
func (s starter) endOrphan(ctx context.Context) error {
	s.log.WarnContext(ctx, "ending a redis-server whose owner is gone", "dir", s.dir)
	err := ask(ctx, "unix", findSocket(s.dir), func(c *redis.Client) error { return c.Shutdown(ctx).Err() })
	if err != nil {
		return fmt.Errorf("end a redis-server whose owner is gone: %w", err)
	}
	return errors.New("a redis-server whose owner is gone has not ended yet")
}

// launch starts the child, which inherits its lock. The owner's lock is given back when the child has ended.
func (s starter) launch(ctx context.Context, owner, lock *os.File) (*Server, error) {
	socket, err := placeSocket(ctx, s.dir)
	if err != nil {
		return nil, errors.Join(err, owner.Close())
	}
	name := socket
	if filepath.Dir(socket) == s.dir {
		name = filepath.Base(socket)
	}
	c, err := spawn(ctx, s.program, s.dir, durable(name), lock)
	if err != nil {
		return nil, errors.Join(err, owner.Close())
	}
	go func() {
		<-c.exited
		removeSocket(s.dir, socket)
		_ = owner.Close() // the lock goes with it, whatever Close says
		close(c.done)
	}()
	return &Server{socket: socket, child: c}, nil
}

// ready waits until a new server answers. One that does not is stopped.
func (s *Server) ready(ctx context.Context, dir string) error {
	_, err := until(ctx, func() (struct{}, error) {
		select {
		case <-s.child.exited:
			return struct{}{}, forGood(s.ended(ctx, dir))
		default:
			return struct{}{}, s.ping(ctx)
		}
	})
	if err == nil {
		return nil
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = s.Stop(stopping) // says again what is wrong already
	return err
}

// ended says why a new server ended at once.
func (s *Server) ended(ctx context.Context, dir string) error {
	path := filepath.Join(dir, logFile)
	line := lastLine(path)
	if cut, ok := truncated(ctx, dir, line); ok {
		return cut
	}
	return fmt.Errorf("it ended at once (%s); its log %s ends with: %s", s.child.how(), path, line)
}
