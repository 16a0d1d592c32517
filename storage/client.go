package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How a client behaves. A connection fails soon, so that updates are spooled and need not wait. The pool has room for
// every shard's worker, sender and waker at once.
const (
	dialTimeout = 2 * time.Second
	readTimeout = 3 * time.Second
	poolSize    = 64
)

// Client is a connection to Redis. Only this package uses it; others pass it on and close it.
type Client = redis.UniversalClient

// ClientOptions say where Redis is: one server by URL, or Addrs of a cluster or of sentinels.
type ClientOptions struct {
	// URL is redis://, rediss:// (TLS) or unix://, with user, password and database as go-redis reads them.
	URL string
	// Addrs are host:port of a cluster's nodes or, with Master, of its sentinels. One address without Master
	// is a single server.
	Addrs []string
	// Master names the master that the sentinels watch.
	Master string
	// Username and Password go with Addrs.
	Username, Password string
	// Dialer replaces the network, for a Redis in the same process. May be nil.
	Dialer func(ctx context.Context, network, addr string) (net.Conn, error)
	// Patience is how long a reply may take; 3 s if 0, because a bot must notice soon that Redis is away. A command that
	// reads or fills a whole store can wait longer.
	Patience time.Duration
}

// NewClient makes a client as this package needs it. It retries nothing by itself and notices within seconds that Redis
// is away. It does not connect yet. Its errors don't quote the URL, which may hold a password.
func NewClient(o ClientOptions) (redis.UniversalClient, error) {
	if (o.URL == "") == (len(o.Addrs) == 0) {
		return nil, errors.New("make Redis client: give either a URL or addresses")
	}
	u := &redis.UniversalOptions{
		Addrs: o.Addrs, MasterName: o.Master, Username: o.Username, Password: o.Password, Dialer: o.Dialer,
	}
	network := ""
	if o.URL != "" {
		parsed, err := redis.ParseURL(o.URL)
		if err != nil {
			scheme, _, _ := strings.Cut(o.URL, ":")
			return nil, fmt.Errorf("make Redis client: the URL (%d characters, scheme %.8q) is not valid: "+
				"want redis://[user:password@]host:port/0, rediss:// for TLS, or unix:///path/to.sock", len(o.URL), scheme)
		}
		network = parsed.Network
		u.Addrs, u.Username, u.Password = []string{parsed.Addr}, parsed.Username, parsed.Password
		u.DB, u.TLSConfig = parsed.DB, parsed.TLSConfig
	}
	u.MaxRetries = -1
	patience := cmp.Or(o.Patience, readTimeout)
	u.DialTimeout, u.ReadTimeout, u.WriteTimeout = dialTimeout, patience, patience
	u.DialerRetries = 1
	u.ContextTimeoutEnabled = true
	u.PoolSize = poolSize
	u.DisableIdentity = true
	u.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if network == "unix" {
		single := u.Simple()
		single.Network = network
		return redis.NewClient(single), nil
	}
	return redis.NewUniversalClient(u), nil
}

// LogTo makes go-redis log about its connections to log, at debug level, and no longer to standard error. This holds
// for the whole process. Addresses are logged, values and passwords are not.
func LogTo(log *slog.Logger) { redis.SetLogger(connections{log}) }

type connections struct{ log *slog.Logger }

// Printf is what go-redis calls.
func (c connections) Printf(ctx context.Context, format string, args ...any) {
	c.log.DebugContext(ctx, "redis connection", "says", fmt.Sprintf(format, args...))
}
