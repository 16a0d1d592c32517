package assembly

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"footing/bot"
	"footing/storage/redisserver"
)

// If Footing's own Redis ends this often within this time, it is not started again: another start would not help, for
// example on a full disk.
const (
	ownEnds  = 4
	ownWhile = time.Minute
)

// keepRedis restarts Footing's own Redis if it has ended: the system may kill it for want of memory, or a person by
// mistake. Meanwhile updates go to the spool, and everything else waits. It returns nil when ctx ends, and an error
// when a restart does not help.
func (a *Assembly) keepRedis(ctx context.Context, clock bot.Clock, log *slog.Logger) error {
	if a.server == nil {
		return nil
	}
	for ends := []time.Duration{}; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-a.server.Done():
		}
		now := clock().Run
		ends = append(ends, now)
		if n := len(ends) - ownEnds; n >= 0 && now-ends[n] < ownWhile {
			return fmt.Errorf("footing's own redis-server has ended %d times within %s; its log is in %s", ownEnds, ownWhile,
				a.ownFolder())
		}
		log.Error("footing's own redis-server ended by itself and is started again", "log", a.ownFolder())
		server, err := a.ownAgain(ctx)
		if ctx.Err() != nil && err != nil {
			return nil //nolint:nilerr // serve is being stopped, and that is why it did not start
		}
		if cut := (*redisserver.TruncatedError)(nil); errors.As(err, &cut) {
			return fmt.Errorf("start footing's own redis-server again: %w. %s", err, cut.Remedy())
		}
		if err != nil {
			return fmt.Errorf("start footing's own redis-server again: %w", err)
		}
		before := a.server.URL()
		if a.server = server; server.URL() != before {
			return errors.New("footing's own redis-server has moved to another socket: start serve again")
		}
	}
}

// ownAgain starts the server as its owner. If another command has just started it, ownAgain waits for the end of that
// command.
func (a *Assembly) ownAgain(ctx context.Context) (*redisserver.Server, error) {
	for late := time.After(ownWait); ; {
		server, err := redisserver.Start(ctx, redisserver.Options{Dir: a.ownFolder()})
		if err != nil || server.Owned() {
			return server, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-late:
			return nil, errors.New("another footing has started it and keeps it")
		case <-time.After(200 * time.Millisecond):
		}
	}
}
