package assembly

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footing/storage"
	"footing/storage/folder"
	"footing/storage/redisserver"
)

// ownWait is how long serve waits for a doctor, an invite or a seed to give its Redis back.
const ownWait = 10 * time.Second

// wholeStore is the time-out of a reply while a whole store is read or filled.
const wholeStore = time.Minute

// checkRedis finds the configured Redis, or starts Footing's own.
func (a *Assembly) checkRedis(ctx context.Context) {
	options := storage.ClientOptions{
		URL: a.Config.Redis.URL.Reveal(), Addrs: a.Config.Redis.Addrs, Master: a.Config.Redis.Master,
		Username: a.Config.Redis.Username, Password: a.Config.Redis.Password.Reveal(),
	}
	if a.want.Whole {
		options.Patience = wholeStore
	}
	where, remedy := a.configured(), "Start it, or correct redis.url (FOOTING_REDIS_URL); without one, footing starts its own."
	if where == "" {
		if where = a.startOwn(ctx, &options); where == "" {
			return
		}
		remedy = "See its log in " + a.ownFolder() + "."
	}
	rdb, err := storage.NewClient(options)
	if err == nil {
		err = rdb.Ping(ctx).Err()
	}
	switch {
	case err == nil:
		a.rdb = rdb
		if a.server == nil {
			where += " answers"
		}
		a.report("redis", fine, where, "")
	case storage.Denied(err):
		a.report("redis", failed, fmt.Sprintf("%s answers, but refuses: %v", where, err),
			"Check redis.username and redis.password (FOOTING_REDIS_PASSWORD, or FOOTING_REDIS_PASSWORD_FILE), or those in redis.url.")
	default:
		a.report("redis", failed, fmt.Sprintf("%s does not answer: %v", where, err), remedy)
	}
}

// configured is the Redis of the settings, without its password; empty if there is none.
func (a *Assembly) configured() string {
	if addrs := strings.Join(a.Config.Redis.Addrs, ", "); addrs != "" && a.Config.Redis.Master != "" {
		return fmt.Sprintf("Redis %s by the sentinels %s", a.Config.Redis.Master, addrs)
	} else if addrs != "" {
		return "Redis at " + addrs
	}
	u, err := url.Parse(a.Config.Redis.URL.Reveal())
	switch {
	case a.Config.Redis.URL.Reveal() == "":
		return ""
	case err != nil:
		return "the configured Redis"
	case u.Scheme == "unix":
		return "Redis at " + u.Path
	default:
		return "Redis at " + u.Host
	}
}

func (a *Assembly) ownFolder() string { return filepath.Join(a.Config.DataDir, "redis") }

// startOwn starts Footing's own Redis, or finds the one started by another footing process. It says which, or reports
// why there is none.
func (a *Assembly) startOwn(ctx context.Context, options *storage.ClientOptions) string {
	folder, where := a.ownFolder(), "footing's own redis-server, data in "+a.ownFolder()
	if _, err := os.Stat(folder); !a.want.Make && errors.Is(err, os.ErrNotExist) {
		if a.scratch, err = os.MkdirTemp("", "footing-doctor-"); err != nil {
			a.report("redis", failed, err.Error(), "")
			return ""
		}
		folder, where = a.scratch, "redis-server is installed and starts; footing serve will keep its data in "+a.ownFolder()
	}
	server, err := a.owned(ctx, folder)
	var cut *redisserver.TruncatedError
	switch {
	case errors.Is(err, redisserver.ErrNotInstalled):
		a.report("redis", failed, "no Redis is configured, and redis-server is not installed",
			"Install it (Debian: apt-get install redis-server; macOS: brew install redis), or set redis.url (FOOTING_REDIS_URL).")
		return ""
	case errors.As(err, &cut):
		a.report("redis", failed, "footing's own redis-server does not start: "+cut.Error()+".", cut.Remedy())
		return ""
	case err != nil:
		a.report("redis", failed, "footing's own redis-server does not start: "+err.Error(), "See its log in "+folder+".")
		return ""
	case a.want.Serve && !server.Owned():
		a.report("redis", failed, "another footing is at work in "+a.Config.DataDir,
			"Stop it first. Two that serve at a time need a Redis that neither starts (redis.url), and a data folder each (data_dir).")
		return ""
	}
	a.server = server
	options.URL = server.URL()
	return where
}

// owned starts the server. serve must own it, so it waits for a doctor, invite or seed to end. It does not wait for
// another serve, which would not end.
func (a *Assembly) owned(ctx context.Context, folder string) (*redisserver.Server, error) {
	for late := time.After(ownWait); ; {
		server, err := redisserver.Start(ctx, redisserver.Options{Dir: folder})
		if err != nil || server.Owned() || !a.want.Serve || a.served() {
			return server, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-late:
			return server, nil
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// served tells whether another serve works on this folder, because that one holds it.
func (a *Assembly) served() bool { return folder.InUse(a.Config.DataDir) }
