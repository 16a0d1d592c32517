package appendonly

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

var (
	errOff    = errors.New("it keeps no append-only file (appendonly no), so nobody knows when it is gone from its snapshot")
	errBusy   = errors.New("its append-only file is just being written anew, from before")
	errFailed = errors.New("the last time it failed: see its log, and whether its disk is full")
)

// server is one of a Redis, and what it said.
type server struct {
	address string // empty: the one that the client is for
	client  *redis.Client
	opened  bool // by this package, which has to close it
	info
	err error // it said nothing
}

// info is what a server says of its append-only file.
type info struct {
	run      string // of the server: one that was started anew counts anew
	rewrites int
	busy     bool // it is being written anew, or will be
	off      bool // there is none
	failed   bool // the last time
	replicas []string
}

// ready says why its file can't be written anew now.
func (s server) ready() error {
	switch {
	case s.err != nil:
		return s.err
	case s.off:
		return errOff
	case s.busy:
		return errBusy
	}
	return nil
}

// says is an error with the server's address.
func (s server) says(err error) string {
	if s.address == "" {
		return err.Error()
	}
	return s.address + ": " + err.Error()
}

func closeAll(servers []server) {
	for _, s := range servers {
		if s.opened {
			_ = s.client.Close() // nothing was written
		}
	}
}

// look asks every server. An error says that nobody knows which there are.
func (f Files) look(ctx context.Context) ([]server, error) {
	if cluster, ok := f.rdb.(*redis.ClusterClient); ok {
		return ofCluster(ctx, cluster)
	}
	client, ok := f.rdb.(*redis.Client)
	if !ok {
		return nil, fmt.Errorf("a client of type %T", f.rdb)
	}
	servers := []server{asked(ctx, "", client)}
	for _, address := range servers[0].replicas {
		replica := asked(ctx, address, redis.NewClient(beside(client.Options(), address)))
		replica.opened = true
		servers = append(servers, replica)
	}
	return servers, nil
}

func ofCluster(ctx context.Context, cluster *redis.ClusterClient) (servers []server, err error) {
	var lock sync.Mutex
	err = cluster.ForEachShard(ctx, func(ctx context.Context, node *redis.Client) error {
		s := asked(ctx, node.Options().Addr, node)
		lock.Lock()
		servers = append(servers, s)
		lock.Unlock()
		return nil
	})
	return servers, err //nolint:wrapcheck // by those who look
}

// beside are the options for a replica, which has the same users as its master.
func beside(master *redis.Options, address string) *redis.Options {
	o := &redis.Options{
		Addr: address, Username: master.Username, Password: master.Password, DialTimeout: master.DialTimeout,
		ReadTimeout: master.ReadTimeout, WriteTimeout: master.WriteTimeout, ContextTimeoutEnabled: true,
		MaxRetries: -1, DialerRetries: 1, PoolSize: 1, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
	if master.TLSConfig != nil {
		o.TLSConfig = master.TLSConfig.Clone()
		o.TLSConfig.ServerName, _, _ = net.SplitHostPort(address) // address was joined of both
	}
	return o
}

// asked is a server with its answer.
func asked(ctx context.Context, address string, client *redis.Client) server {
	s := server{address: address, client: client}
	reply, err := client.Info(ctx).Result()
	if err != nil {
		s.err = fmt.Errorf("read INFO: %w", err)
		return s
	}
	s.info, s.err = read(reply)
	return s
}

// read reads INFO.
func read(reply string) (info, error) {
	values := make(map[string]string)
	for line := range strings.Lines(reply) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		values[name] = value
	}
	i := info{
		run: values["run_id"], off: values["aof_enabled"] != "1",
		busy:   values["aof_rewrite_in_progress"] == "1" || values["aof_rewrite_scheduled"] == "1",
		failed: values["aof_last_bgrewrite_status"] == "err",
	}
	for n := 0; values["role"] == "master"; n++ {
		replica, ok := values["slave"+strconv.Itoa(n)] // ip=10.0.0.2,port=6379,state=online,...
		if !ok {
			break
		}
		fields := make(map[string]string)
		for field := range strings.SplitSeq(replica, ",") {
			name, value, _ := strings.Cut(field, "=")
			fields[name] = value
		}
		i.replicas = append(i.replicas, net.JoinHostPort(fields["ip"], fields["port"]))
	}
	var err error
	if i.rewrites, err = strconv.Atoi(values["aof_rewrites"]); err != nil && !i.off {
		return i, fmt.Errorf("read aof_rewrites: %w", err)
	}
	return i, nil
}
