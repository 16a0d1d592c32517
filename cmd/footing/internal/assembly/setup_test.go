package assembly

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/bot"
	"footing/bot/simulator"
	"footing/flows"
	"footing/storage"
	"footing/storage/redisserver"
)

// setup is everything that an operator sets up, in order: a Redis that keeps what it confirms, a Telegram, a clinic
// whose numbers were checked today.
type setup struct {
	*testing.T
	dir      string
	url      string // of its Redis
	telegram string // where Telegram is
	environ  map[string]string
	clock    bot.Clock
	rdb      storage.Client
	sim      *simulator.Server
	behind   time.Duration // how far Telegram's clock is behind
	least    uint64        // of free space on the disk
}

// realRedis starts one server for all set-ups; each begins with it empty.
func realRedis(t *testing.T) string {
	t.Helper()
	server, err := redisserver.Start(t.Context(), redisserver.Options{Dir: t.TempDir()})
	if err != nil && os.Getenv("FOOTING_TEST_REDIS") != "require" {
		t.Skip("redis-server is not installed: apt-get install redis-server")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return server.URL()
}

func newSetup(t *testing.T, redisURL string) *setup {
	t.Helper()
	w := &setup{T: t, dir: t.TempDir(), url: redisURL, clock: Clock(nil)}
	for dir := w.dir; dir != filepath.Dir(os.TempDir()) && strings.HasPrefix(dir, os.TempDir()) && dir != os.TempDir(); {
		w.must(os.Chmod(dir, 0o755)) // others may go in, so that a file's own mode decides
		dir = filepath.Dir(dir)
	}
	w.sim = simulator.New(simulator.Options{
		Token: "1:secret", Username: "footing_test_bot",
		Now: func() time.Time { return Clock(nil)().Wall.Add(-w.behind) },
	})
	telegram := httptest.NewServer(w.sim)
	t.Cleanup(func() { telegram.Close(); w.sim.Close() })
	w.telegram = telegram.URL
	today := w.clock().Wall.Format(time.DateOnly)
	clinic := regexp.MustCompile(`checked: [0-9-]+`).ReplaceAllString(string(flows.SampleClinic()), "checked: "+today)
	w.write("clinic.yaml", strings.Replace(clinic, `approved: ""`, `approved: "A. Lead"`, 1))
	w.environ = map[string]string{
		"FOOTING_TELEGRAM_TOKEN": "1:secret", "FOOTING_TELEGRAM_API_URL": telegram.URL, "FOOTING_REDIS_URL": redisURL,
		"FOOTING_CLINIC": w.path("clinic.yaml"), "FOOTING_DATA_DIR": w.path("data"), "FOOTING_ADMIN_ADDR": "127.0.0.1:0",
		"FOOTING_KEYSET_FILE": w.path("keyset.json"),
	}
	var err error
	w.rdb, err = storage.NewClient(storage.ClientOptions{URL: redisURL})
	w.must(err)
	w.must(w.rdb.FlushAll(t.Context()).Err())
	t.Cleanup(func() { _ = w.rdb.Close() })
	return w
}

func (w *setup) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *setup) path(name string) string { return filepath.Join(w.dir, name) }

func (w *setup) write(name, text string) { w.must(os.WriteFile(w.path(name), []byte(text), 0o600)) }

// edit changes the clinic's file; the same with the texts exchanged mends it.
func (w *setup) edit(old, text string) {
	w.Helper()
	data, err := os.ReadFile(w.path("clinic.yaml"))
	w.must(err)
	if n := strings.Count(string(data), old); n == 0 {
		w.Fatalf("%q does not stand in the clinic's file", old)
	}
	w.write("clinic.yaml", strings.ReplaceAll(string(data), old, text))
}

func (w *setup) env(name, value string) { w.environ["FOOTING_"+name] = value }

func (w *setup) redis(args ...any) { w.Helper(); w.must(w.rdb.Do(w.Context(), args...).Err()) }

func (w *setup) surroundings() Surroundings {
	environ := make([]string, 0, len(w.environ))
	for name, value := range w.environ {
		environ = append(environ, name+"="+value)
	}
	return Surroundings{
		Ctx: w.Context(), Out: io.Discard, ErrOut: io.Discard, Environ: environ, Clock: w.clock,
		Config: w.path("footing.yaml"),
	}
}

// made makes the store, as the first start does, and leaves it to do with the opened store.
func (w *setup) made(do func(*Assembly) error) {
	w.Helper()
	a, err := New(w.surroundings(), Want{Make: true})
	w.must(err)
	if err = a.Connect(w.surroundings(), "nothing"); err == nil {
		err = a.Remember()
	}
	if err == nil && do != nil {
		err = do(a)
	}
	a.Closing(w.Context(), &err)
	w.must(err)
}

// doctor gives what doctor finds, with or without --try-channel, but for what is in order.
func (w *setup) doctor(try bool) (bad findings) {
	w.Helper()
	s := w.surroundings()
	a, err := New(s, Want{})
	if err == nil {
		a.Check(s)
		if try {
			a.TryChannel(s)
		}
		if w.least > 0 {
			a.checkSpace(w.least)
		}
		a.Closing(w.Context(), &err)
		w.must(err)
	}
	return slices.DeleteFunc(a.found, func(f finding) bool { return f.State == fine || f.State == skipped })
}

// wrong is one thing that is set up wrongly, what doctor says of it, and how it is mended.
type wrong struct {
	name    string
	spoil   func(*setup)
	mend    func(*setup)
	check   string
	state   outcome
	says    string
	remedy  string // a word of it
	try     bool   // with --try-channel
	refuses bool   // serve does not start on it
}

// TestWrongSetups: each of them is found, by its own name and with a remedy, and nothing is said any more when it is
// mended. doctor makes nothing, and serve refuses what it must.
func TestWrongSetups(t *testing.T) {
	redisURL := realRedis(t)
	all := slices.Concat(wrongSettings(), wrongClinics(), wrongWays(), wrongRedis(), wrongStores(), wrongKeys(),
		wrongTelegram())
	if len(all) < 45 {
		t.Errorf("%d set-ups", len(all))
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			w := newSetup(t, redisURL)
			if bad := w.doctor(false); len(bad) > 0 {
				t.Fatalf("before: %+v", bad)
			}
			c.spoil(w)
			before := w.everything()
			bad := w.doctor(c.try)
			if len(bad) != 1 || bad[0].Check != c.check || bad[0].State != c.state || !strings.Contains(bad[0].What, c.says) {
				t.Errorf("found %+v, want %s %s: %s", bad, c.check, c.state, c.says)
			}
			for _, f := range bad {
				if !strings.Contains(f.Remedy, c.remedy) || !strings.HasSuffix(f.Remedy, ".") {
					t.Errorf("the remedy is %q, want %q in it", f.Remedy, c.remedy)
				}
			}
			if bad.refused() != c.refuses {
				t.Errorf("serve refuses: %v", bad.refused())
			}
			if after := w.everything(); after != before {
				t.Errorf("doctor changed what is there, from\n%s\nto\n%s", before, after)
			}
			c.mend(w)
			if bad := w.doctor(c.try); len(bad) > 0 {
				t.Errorf("mended: %+v", bad)
			}
		})
	}
}

// call makes a call to Telegram with this bot's token, as another program would.
func (w *setup) call(method, name, value string) error {
	form := url.Values{name: {value}}
	address := w.telegram + "/bot1:secret/" + method
	request, err := http.NewRequestWithContext(w.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return errors.Join(err, answer.Body.Close())
}

// everything names all files and keys that are there.
func (w *setup) everything() string {
	var names []string
	w.must(filepath.WalkDir(w.dir, func(path string, _ fs.DirEntry, err error) error {
		names = append(names, path)
		return err
	}))
	n, err := w.rdb.DBSize(w.Context()).Result()
	if err != nil && !storage.Denied(err) {
		w.Fatal(err)
	}
	return fmt.Sprint(names, n)
}
