package bench

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/storage"
	"footing/storage/redisserver"
)

// firstChat is the chat of the first person; the clinicians' follow on the people's.
const firstChat = 1_000_000

// panel is how many people share a clinician (cohort.PanelSize).
const panel = 40

//go:embed clinic.yaml
var clinic []byte

// scene is one side on its machine: a Redis, phones and a bot of one or several processes.
type scene struct {
	b       *bench
	dir     string
	redis   *redisserver.Server
	cluster *redisserver.Cluster
	store   []string         // the settings that name the Redis
	also    []string         // further settings
	nodes   []storage.Client // of the Redis; none without a store
	phones  *child
	api     string
	bots    []*child

	seats    int  // how many people act at a time
	profiled bool // the bot is serve, and takes orders about its profile
	rate     int  // of serve; 0 without a limit

	marked int64 // the size of the append-only file when the measurement began
}

// set starts Redis and the phones.
func (b *bench) set(ctx context.Context, one side, want wanted) (s *scene, err error) {
	s = &scene{b: b, also: one.also, rate: want.Rate, seats: want.Seats}
	if s.dir, err = b.newFolder(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.strike(ctx))
		}
	}()
	switch {
	case one.nodes > 0:
		err = s.spread(ctx, one.nodes)
	case one.redis:
		err = s.keep(ctx, one.fsync)
	}
	if err != nil {
		return nil, err
	}
	want.First = firstChat
	if s.phones, err = b.start(ctx, s.dir, b.environ(), "bench-part", "phones"); err != nil {
		return nil, err
	}
	var first tally
	if err := s.phones.ask(want, &first); err != nil {
		return nil, err
	}
	s.api = first.URL
	return s, nil
}

// keep starts a redis-server.
func (s *scene) keep(ctx context.Context, fsync string) (err error) {
	if s.redis, err = redisserver.Start(ctx, redisserver.Options{Dir: filepath.Join(s.dir, "redis")}); err != nil {
		return err
	}
	s.store = []string{"FOOTING_REDIS_URL=" + s.redis.URL()}
	return s.reach(ctx, storage.ClientOptions{URL: s.redis.URL()}, "appendfsync", cmp.Or(fsync, "always"))
}

// spread starts a cluster, whose nodes then keep everything, as a redis-server of one's own does.
func (s *scene) spread(ctx context.Context, nodes int) (err error) {
	if s.cluster, err = redisserver.StartCluster(ctx, filepath.Join(s.dir, "redis"), nodes); err != nil {
		return err
	}
	s.store = []string{"FOOTING_REDIS_ADDRS=" + strings.Join(s.cluster.Addrs(), ",")}
	for _, address := range s.cluster.Addrs() {
		err := s.reach(ctx, storage.ClientOptions{Addrs: []string{address}}, "appendfsync", "always", "appendonly", "yes")
		if err != nil {
			return err
		}
	}
	return nil
}

// reach connects to a node and configures it. A file that is rewritten in between would tell nothing of what a tap adds
// to it.
func (s *scene) reach(ctx context.Context, o storage.ClientOptions, config ...string) error {
	node, err := storage.NewClient(o)
	if err != nil {
		return err
	}
	s.nodes = append(s.nodes, node)
	config = append(config, "auto-aof-rewrite-percentage", "0")
	for n := 0; n < len(config); n += 2 {
		if err := node.ConfigSet(ctx, config[n], config[n+1]).Err(); err != nil {
			return fmt.Errorf("configure redis-server: %w", err)
		}
	}
	return nil
}

// floor starts one of the floors.
func (s *scene) floor(ctx context.Context, name string) error {
	c, err := s.b.start(ctx, s.dir, s.b.environ(), "bench-part", name)
	if err != nil {
		return err
	}
	s.bots = append(s.bots, c)
	line := setting{API: s.api}
	if s.redis != nil {
		line.Redis = s.redis.URL()
	}
	return c.tell(line)
}

// seed plants enrolled people, who then wait for their first check-in.
func (s *scene) seed(ctx context.Context, people int) error {
	if err := os.WriteFile(filepath.Join(s.dir, "clinic.yaml"), clinic, 0o600); err != nil {
		return fmt.Errorf("write the clinic's file: %w", err)
	}
	c, err := s.b.start(ctx, s.dir, s.settings(), "seed", "--patients", strconv.Itoa(people),
		"--first-chat", strconv.Itoa(firstChat))
	if err != nil {
		return err
	}
	go func() { _, _ = c.out.WriteTo(discard{}) }()
	return c.finish(ctx)
}

// discard takes what nobody reads.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// serve starts a process of Footing and waits until it is ready. It gives how long that took.
func (s *scene) serve(ctx context.Context, args ...string) (took time.Duration, err error) {
	began := s.b.Clock().Run
	c, err := s.b.start(ctx, s.dir, s.settings(), args...)
	if err != nil {
		return 0, err
	}
	s.bots = append(s.bots, c)
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !c.ready(within) {
		select {
		case <-c.ended:
			return 0, c.failed(errors.New("it ends by itself"))
		case <-within.Done():
			return 0, errors.Join(ctx.Err(), c.failed(errors.New("it does not get ready")))
		case <-time.After(5 * time.Millisecond):
		}
	}
	return s.b.Clock().Run - began, nil
}

// ready tells whether a process of serve says so.
func (c *child) ready(ctx context.Context) bool {
	url := c.log.admin()
	if url == "" {
		return false
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	return err == nil && answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

// strike ends everything and removes its folder.
func (s *scene) strike(ctx context.Context) error {
	problems := []error{s.rest()}
	if s.phones != nil {
		problems = append(problems, s.phones.stop())
	}
	for _, node := range s.nodes {
		problems = append(problems, node.Close())
	}
	if s.cluster != nil {
		s.cluster.Stop()
	}
	if s.redis != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		problems = append(problems, s.redis.Stop(ctx))
	}
	return errors.Join(append(problems, os.RemoveAll(s.dir))...)
}

// rest ends the bot.
func (s *scene) rest() error {
	var problems []error
	for _, c := range s.bots {
		problems = append(problems, c.stop())
	}
	s.bots = nil
	return errors.Join(problems...)
}

// environ is the environment without settings of Footing.
func (b *bench) environ() []string {
	var kept []string
	for _, one := range b.Environ {
		if !strings.HasPrefix(one, "FOOTING_") {
			kept = append(kept, one)
		}
	}
	return kept
}

// settings are those of `footing serve` and `footing seed`; each further process has a data folder of its own. Without a
// rate nothing waits for Telegram's limits, which phones do not hold then.
func (s *scene) settings() []string {
	data := filepath.Join(s.dir, fmt.Sprintf("data-%d", len(s.bots)))
	return slices.Concat(s.b.environ(), s.store, s.also, []string{
		"FOOTING_TELEGRAM_TOKEN=" + token, "FOOTING_TELEGRAM_API_URL=" + s.api,
		fmt.Sprintf("FOOTING_TELEGRAM_RATE=%d", s.rate), "FOOTING_ADMIN_ADDR=127.0.0.1:0",
		"FOOTING_DATA_DIR=" + data, "FOOTING_KEYSET_FILE=" + s.keyset(),
		"FOOTING_CLINIC=" + filepath.Join(s.dir, "clinic.yaml"),
	})
}

func (s *scene) keyset() string { return filepath.Join(s.dir, "keyset.json") }
