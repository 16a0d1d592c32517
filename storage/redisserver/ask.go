package redisserver

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// until tries until it succeeds, fails for good, or ctx ends. The error then includes the last failure.
func until[T any](ctx context.Context, try func() (T, error)) (T, error) {
	var last error
	result, err := backoff.Retry(ctx, func() (T, error) {
		result, err := try()
		last = err
		return result, err
	}, backoff.WithBackOff(backoff.NewConstantBackOff(20*time.Millisecond)), backoff.WithMaxElapsedTime(0))
	if err != nil && ctx.Err() != nil && last != nil {
		return result, fmt.Errorf("%w; the last attempt: %w", err, last)
	}
	return result, err //nolint:wrapcheck // it is try's own
}

// forGood marks an error that stays however often one tries.
func forGood(err error) error {
	return backoff.Permanent(err) //nolint:wrapcheck // a mark, which until takes off again
}

// ask calls question with a client that has one connection of its own.
func ask(ctx context.Context, network, address string, question func(*redis.Client) error) error {
	// Connecting first, ourselves, says at once that nobody listens; the client
	// would try again and write about it to standard error.
	var dialer net.Dialer
	connection, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	client := redis.NewClient(&redis.Options{
		Network: network, Addr: address,
		Dialer:                   func(context.Context, string, string) (net.Conn, error) { return connection, nil },
		DialerRetries:            1,
		MaxRetries:               -1,
		PoolSize:                 1,
		ContextTimeoutEnabled:    true,
		DisableIdentity:          true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
	defer func() {
		_ = client.Close()
		_ = connection.Close() // the client's already, unless it never came to ask
	}()
	return question(client)
}

// ping returns nil if the server answers and has loaded its data.
func (s *Server) ping(ctx context.Context) error {
	return ask(ctx, "unix", s.socket, func(c *redis.Client) error { return c.Ping(ctx).Err() })
}
