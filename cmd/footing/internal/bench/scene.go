package bench

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
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

// scene is one side on its machine: a redis-server, phones and a bot.
type scene struct {
	b      *bench
	dir    string
	redis  *redisserver.Server
	rdb    storage.Client // nil without a store
	phones *child
	api    string
	bot    *child

	profiled bool // the bot is serve, and takes orders about its profile
}

// set starts Redis and the phones of so many people.
func (b *bench) set(ctx context.Context, one side, want wanted) (s *scene, err error) {
	s = &scene{b: b}
	if s.dir, err = b.place(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.strike(ctx))
		}
	}()
	if one.redis {
		if err := s.keep(ctx, one.fsync); err != nil {
			return nil, err
		}
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
	if s.rdb, err = storage.NewClient(storage.ClientOptions{URL: s.redis.URL()}); err != nil {
		return err
	}
	// A file that is rewritten in between would tell nothing of what a tap adds to it.
	err = s.rdb.ConfigSet(ctx, "auto-aof-rewrite-percentage", "0").Err()
	if err == nil && fsync != "" {
		err = s.rdb.ConfigSet(ctx, "appendfsync", fsync).Err()
	}
	if err != nil {
		return fmt.Errorf("configure redis-server: %w", err)
	}
	return nil
}

// floor starts one of the floors.
func (s *scene) floor(ctx context.Context, name string) (err error) {
	if s.bot, err = s.b.start(ctx, s.dir, s.b.environ(), "bench-part", name); err != nil {
		return err
	}
	line := setting{API: s.api}
	if s.redis != nil {
		line.Redis = s.redis.URL()
	}
	return s.bot.tell(line)
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

// serve starts Footing and waits until it is ready. It gives how long that took.
func (s *scene) serve(ctx context.Context, args ...string) (took time.Duration, err error) {
	began := s.b.Clock().Run
	if s.bot, err = s.b.start(ctx, s.dir, s.settings(), args...); err != nil {
		return 0, err
	}
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !s.ready(within) {
		select {
		case <-s.bot.ended:
			return 0, s.bot.failed(errors.New("it ends by itself"))
		case <-within.Done():
			return 0, errors.Join(ctx.Err(), s.bot.failed(errors.New("it does not get ready")))
		case <-time.After(5 * time.Millisecond):
		}
	}
	return s.b.Clock().Run - began, nil
}

func (s *scene) ready(ctx context.Context) bool {
	url := s.bot.log.admin()
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
	var problems []error
	for _, c := range []*child{s.bot, s.phones} {
		if c != nil {
			problems = append(problems, c.stop())
		}
	}
	if s.rdb != nil {
		problems = append(problems, s.rdb.Close())
	}
	if s.redis != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		problems = append(problems, s.redis.Stop(ctx))
	}
	return errors.Join(append(problems, os.RemoveAll(s.dir))...)
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

// settings are those of `footing serve` and `footing seed`. Without a rate nothing waits for Telegram's limits, which
// phones do not hold then.
func (s *scene) settings() []string {
	return append(s.b.environ(),
		"FOOTING_TELEGRAM_TOKEN="+token, "FOOTING_TELEGRAM_API_URL="+s.api, "FOOTING_TELEGRAM_RATE=0",
		"FOOTING_REDIS_URL="+s.redis.URL(), "FOOTING_ADMIN_ADDR=127.0.0.1:0",
		"FOOTING_DATA_DIR="+filepath.Join(s.dir, "data"), "FOOTING_KEYSET_FILE="+filepath.Join(s.dir, "keyset.json"),
		"FOOTING_CLINIC="+filepath.Join(s.dir, "clinic.yaml"))
}
