package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"footing/bot/simulator"
	"footing/flows"
	"footing/flows/load"
	"footing/storage"
	"footing/storage/redisserver"
)

var update = flag.Bool("update", false, "rewrite what the scripts in testdata expect the command to print")

// TestMain lets this binary be `footing` too, for the scripts and for whoever runs it beside a test. The tests that run
// at once are more than there are processors, because most of them wait for processes; -parallel overrides it.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"footing": main})
}

// TestScripts runs the command as an operator would, see testdata/script. Beside what testscript knows there are
//
//	exits CODE PROGRAM ...    like exec, but wants this exit code
//	redis NAME                starts a redis-server that keeps everything; $NAME is its URL
//	redis NAME KEY VALUE      configures it
//	telegram                  starts a Telegram that knows the token 1:secret, and points the settings to it
//	telegram away             ends it
//
//	port NAME                 finds a port on loopback; $NAME is its address
//	taken NAME                the same, but somebody listens there
//	health ADDR PATTERN       waits until the health at an address says so
//	library DIR [flat]        copies the shipped protocol, or all its files into one folder
//	clinic FILE [approved]    copies the sample clinic, its numbers checked today; with somebody's approval, or
//	clinic FILE bare          without helplines
//	key NAME TEXT             $NAME is the number of the key in the line of footing keys list with the text
//	edit FILE OLD NEW         replaces a text, which must be there once
//
// and $BIN, the folder with footing and nothing else.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("FOOTING_ADMIN_ADDR", "127.0.0.1:0")
			env.Setenv("AT_DATE_OFFSET", os.Getenv("AT_DATE_OFFSET")) // of .ci/at-date
			bin, _, _ := strings.Cut(env.Getenv("PATH"), string(os.PathListSeparator))
			env.Setenv("BIN", bin)
			instruments, err := filepath.Abs("../../flows/library/instruments")
			if err != nil {
				return fmt.Errorf("find the instruments: %w", err)
			}
			env.Setenv("INSTRUMENTS", instruments)
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "redis" {
				return false, fmt.Errorf("unknown condition %s", name)
			}
			_, err := exec.LookPath("redis-server")
			if err != nil && os.Getenv("FOOTING_TEST_REDIS") == "require" {
				return false, fmt.Errorf("redis-server is not installed: apt-get install redis-server")
			}
			return err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"library": libraryCommand, "clinic": clinicCommand, "edit": editCommand, "cut": cutCommand,
			"flushall": flushallCommand, "key": keyCommand,
			"exits": exits, "port": portCommand, "taken": takenCommand, "health": healthCommand, "scrape": scrapeCommand, "redis": redisCommand,
			"telegram": telegramCommand,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var ended *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &ended):
		code = ended.ExitCode()
	case err != nil:
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func portCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: port NAME")
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], listener.Addr().String())
	ts.Check(listener.Close())
}

func takenCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: taken NAME")
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { ts.Check(listener.Close()) })
	ts.Setenv(args[0], listener.Addr().String())
}

func healthCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: health ADDR PATTERN")
	}
	pattern := regexp.MustCompile(args[1])
	last := "nobody answers"
	for end := currentTime().Add(time.Minute); currentTime().Before(end); time.Sleep(50 * time.Millisecond) {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+args[0]+"/healthz", nil)
		ts.Check(err)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			continue
		}
		body, err := io.ReadAll(answer.Body)
		ts.Check(err)
		ts.Check(answer.Body.Close())
		if last = string(body); pattern.MatchString(last) {
			return
		}
	}
	ts.Fatalf("the health does not become %s: %s", args[1], last)
}

func libraryCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 || len(args) == 2 && args[1] != "flat" {
		ts.Fatalf("usage: library DIR [flat]")
	}
	if len(args) == 1 {
		ts.Check(os.CopyFS(ts.MkAbs(args[0]), flows.Library()))
		return
	}
	files, err := load.Files(flows.Library())
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o750))
	for _, file := range append(files, load.File{Path: "protocol.yaml"}) {
		data, err := fs.ReadFile(flows.Library(), file.Path)
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), filepath.Base(file.Path)), data, 0o600))
	}
}

func clinicCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: clinic FILE [approved|bare|crisis]")
	}
	today := "checked: " + currentTime().Format(time.DateOnly)
	text := regexp.MustCompile(`checked: [0-9-]+`).ReplaceAllString(string(flows.SampleClinic()), today)
	if len(args) == 2 && args[1] == "bare" {
		text, _, _ = strings.Cut(text, "\nhelplines:\n")
	}
	if len(args) == 2 && args[1] == "crisis" { // with helplines for a crisis only
		text = strings.ReplaceAll(text, "    for: abuse\n", "")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
	if len(args) == 2 && args[1] == "approved" {
		editCommand(ts, false, []string{args[0], `approved: ""`, `approved: "A. Lead, 2026-11-24"`})
	}
}

func editCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, args[1]); n != 1 {
		ts.Fatalf("%q stands %d times in %s", args[1], n, args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o600))
}

func cutCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut FILE BYTES")
	}
	bytes, err := strconv.Atoi(args[1])
	ts.Check(err)
	whole := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(whole[:len(whole)-bytes]), 0o600))
}

func keyCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: key NAME TEXT")
	}
	ts.Check(ts.Exec("footing", "keys", "list"))
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		if strings.Contains(line, args[1]) {
			ts.Setenv(args[0], line[:8])
			return
		}
	}
	ts.Fatalf("no key %s", args[1])
}

func redisCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || (len(args) != 1 && len(args) != 3) {
		ts.Fatalf("usage: redis NAME [KEY VALUE]")
	}
	server, err := redisserver.Start(context.Background(), redisserver.Options{Dir: ts.MkAbs("redis-" + args[0])})
	ts.Check(err)
	if server.Owned() {
		ts.Defer(func() { ts.Check(server.Stop(context.Background())) })
		ts.Setenv(args[0], server.URL())
	}
	if len(args) == 1 {
		return
	}
	rdb, err := storage.NewClient(storage.ClientOptions{URL: server.URL()})
	ts.Check(err)
	ts.Check(rdb.ConfigSet(context.Background(), args[1], args[2]).Err())
	ts.Check(rdb.Close())
}

func flushallCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flushall NAME")
	}
	rdb, err := storage.NewClient(storage.ClientOptions{URL: ts.Getenv(args[0])})
	ts.Check(err)
	ts.Check(rdb.FlushAll(context.Background()).Err())
	ts.Check(rdb.Close())
}

func telegramCommand(ts *testscript.TestScript, neg bool, args []string) {
	switch {
	case neg || len(args) > 1 || (len(args) == 1 && args[0] != "away"):
		ts.Fatalf("usage: telegram [away]")
	case len(args) == 1:
		// An address at which nobody listens: a server that has gone.
		gone := httptest.NewServer(nil)
		gone.Close()
		ts.Setenv("FOOTING_TELEGRAM_API_URL", gone.URL)
	default:
		sim := simulator.New(simulator.Options{Token: "1:secret", Username: "footing_test_bot", Now: currentTime})
		server := httptest.NewServer(sim)
		ts.Defer(func() { server.Close(); sim.Close() })
		ts.Setenv("FOOTING_TELEGRAM_API_URL", server.URL)
	}
}
