package redisserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/redis/go-redis/v9"
)

const (
	slots     = 16384
	busOffset = 10000 // a node speaks to its fellows on its port plus this
	portTries = 10
)

// Cluster is a Redis Cluster of masters on loopback ports, for tests: it keeps
// its data in memory, and any user of the machine can reach it.
type Cluster struct {
	nodes []node
}

type node struct {
	address string
	child   *child
}

// StartCluster starts a cluster with as many masters, each in a folder of its
// own below dir, and returns when every one of them serves all slots.
func StartCluster(ctx context.Context, dir string, nodes int) (*Cluster, error) {
	program, err := Find()
	if err != nil {
		return nil, err
	}
	if nodes < 1 {
		return nil, fmt.Errorf("start a cluster in %s: want at least one node, got %d", dir, nodes)
	}
	c := &Cluster{}
	for i := range nodes {
		one, err := startNode(ctx, program, filepath.Join(dir, fmt.Sprint("node-", i)))
		if err != nil {
			c.Stop()
			return nil, fmt.Errorf("start a cluster in %s: node %d: %w", dir, i, err)
		}
		c.nodes = append(c.nodes, one)
	}
	if err := c.meet(ctx); err != nil {
		c.Stop()
		return nil, fmt.Errorf("start a cluster in %s: %w", dir, err)
	}
	return c, nil
}

// Addrs returns the nodes' addresses, "127.0.0.1:port".
func (c *Cluster) Addrs() []string {
	var addresses []string
	for _, n := range c.nodes {
		addresses = append(addresses, n.address)
	}
	return addresses
}

// Stop kills the nodes and waits until they are gone.
func (c *Cluster) Stop() {
	for _, n := range c.nodes {
		_ = n.child.process.Kill() // it fails only where the node is gone
	}
	for _, n := range c.nodes {
		<-n.child.exited
	}
}

// startNode tries several ports: between finding a free one and using it,
// another program may take it.
func startNode(ctx context.Context, program, dir string) (node, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return node{}, fmt.Errorf("make its folder: %w", err)
	}
	started, err := backoff.Retry(ctx, func() (node, error) {
		port, err := freePort(ctx)
		if err != nil {
			return node{}, err
		}
		child, err := spawn(ctx, program, dir, []string{
			"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", ".", "--daemonize", "no",
			"--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf",
			"--appendonly", "no", "--save", "", "--maxmemory-policy", "noeviction",
		}, nil)
		if err != nil {
			return node{}, forGood(err)
		}
		n := node{address: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), child: child}
		return n, n.ready(ctx, dir)
	}, backoff.WithMaxTries(portTries), backoff.WithBackOff(backoff.NewConstantBackOff(20*time.Millisecond)))
	if err != nil {
		return node{}, fmt.Errorf("on any port: %w", err)
	}
	return started, nil
}

// ready waits until a node answers; one that does not is killed.
func (n node) ready(ctx context.Context, dir string) error {
	_, err := until(ctx, func() (struct{}, error) {
		select {
		case <-n.child.exited:
			return struct{}{}, forGood(fmt.Errorf("it ended at once (%s): %s",
				n.child.how(), lastLine(filepath.Join(dir, logFile))))
		default:
			return struct{}{}, n.ask(ctx, func(c *redis.Client) error { return c.Ping(ctx).Err() })
		}
	})
	if err != nil {
		_ = n.child.process.Kill() // it fails only where the node is gone
		<-n.child.exited
	}
	return err
}

func (n node) ask(ctx context.Context, question func(*redis.Client) error) error {
	return ask(ctx, "tcp", n.address, question)
}

// freePort returns a port that is free, as is the one that the bus will take.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	for range portTries {
		first, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return 0, fmt.Errorf("find a free port: %w", err)
		}
		port := first.Addr().(*net.TCPAddr).Port
		second, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+busOffset)))
		if err != nil { // taken, or beyond the last port
			_ = first.Close()
			continue
		}
		if err := errors.Join(first.Close(), second.Close()); err != nil {
			return 0, fmt.Errorf("find a free port: %w", err)
		}
		return port, nil
	}
	return 0, fmt.Errorf("find a free port with %d above it free too: none in %d tries", busOffset, portTries)
}

// meet spreads the slots over the nodes, introduces these to each other, and
// waits until each knows the whole.
func (c *Cluster) meet(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.nodes[0].address)
	if err != nil {
		return fmt.Errorf("address of the first node: %w", err)
	}
	for i, n := range c.nodes {
		from, to := i*slots/len(c.nodes), (i+1)*slots/len(c.nodes)-1
		err := n.ask(ctx, func(r *redis.Client) error {
			// Each node needs an epoch of its own. Otherwise they first have to settle it among themselves.
			return errors.Join(
				r.Do(ctx, "cluster", "set-config-epoch", i+1).Err(),
				r.ClusterAddSlotsRange(ctx, from, to).Err(),
				r.ClusterMeet(ctx, host, port).Err())
		})
		if err != nil {
			return fmt.Errorf("set up node %d: %w", i, err)
		}
	}
	for i, n := range c.nodes {
		if _, err := until(ctx, func() (struct{}, error) { return struct{}{}, n.whole(ctx, len(c.nodes)) }); err != nil {
			return fmt.Errorf("wait for node %d to know the others: %w", i, err)
		}
	}
	return nil
}

// whole returns nil if the node sees a healthy cluster of so many masters.
func (n node) whole(ctx context.Context, size int) error {
	return n.ask(ctx, func(r *redis.Client) error {
		text, err := r.ClusterInfo(ctx).Result()
		if err != nil {
			return fmt.Errorf("read its state: %w", err)
		}
		lines := strings.Fields(text)
		for _, want := range []string{
			"cluster_state:ok", fmt.Sprint("cluster_slots_ok:", slots),
			fmt.Sprint("cluster_known_nodes:", size), fmt.Sprint("cluster_size:", size),
		} {
			if !slices.Contains(lines, want) {
				return fmt.Errorf("not yet %s", want)
			}
		}
		return nil
	})
}
