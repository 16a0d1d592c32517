// Package bench measures what Footing does in a second and what that costs, beside floors that do less in the same run,
// with the same people, on the same machine: `footing bench`.
//
// Run starts, for each number of people and each side, a redis-server, the strict simulator with its people, and a
// bot, each as a process of its own, and lets them talk over HTTP on loopback. People press the buttons they are shown,
// each as soon as the last press was answered. Sides are the real `footing serve` and three floors: a poller that
// answers and stores nothing, and the library go-telegram/bot with one write to Redis a tap, under two settings of
// appendfsync. All but redis-server and `footing serve` are this program again (Part).
//
// Everything is made in a temporary folder that is removed at the end, and the processes end with the one that started
// them. Processor times are read from /proc, so they are measured on Linux only.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"footing/bot"
	"footing/storage/redisserver"
)

// Options say what is measured.
type Options struct {
	Binary   string   // this program, for the processes that it starts
	Environ  []string // their environment; settings of Footing are left out
	Clock    bot.Clock
	Out      io.Writer
	Progress io.Writer // a terminal, which is told what is under way

	People    []int         // how many people live check-ins at a time, one table each
	Processes []int         // how many processes of serve share them on a cluster; none: one process beside the floors
	Dispatch  []Dispatch    // waves of check-ins
	Enrolled  []int         // how many people are enrolled while nobody does anything
	Time      time.Duration // how long one side is measured in one run
	// Population is how many people are enrolled at least, who live their check-ins in turn. One person alone would live
	// hundreds a minute, and their state grows with what was said within the last days.
	Population int
	Runs       int    // the medians are of so many
	Profile    string // the file for profiles of serve, see profileOf; empty for none
}

// sides are what is measured, in this order in every run.
func sides() []side {
	return []side{
		{name: "footing", bot: "serve", redis: true},
		{name: "no journal", bot: "serve", redis: true, also: []string{"FOOTING_JOURNAL_LIMIT=0"}},
		{name: "bare", bot: "bare"},
		{name: "everysec", bot: "library", redis: true, fsync: "everysec"},
		{name: "always", bot: "library", redis: true, fsync: "always"},
	}
}

// side is one kind of bot under load.
type side struct {
	name  string
	bot   string   // what is started: serve, or a Part
	also  []string // further settings of serve
	redis bool
	fsync string // empty: always
	nodes int    // of a Redis Cluster; 0 for one server
}

// Run measures and prints.
func Run(ctx context.Context, o Options) (err error) {
	if _, err := redisserver.Find(); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "footing-bench-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	b := &bench{Options: o, folder: folder}
	if err := b.head(); err != nil {
		return err
	}
	for _, people := range o.People {
		what := b.throughput
		if len(o.Processes) > 0 {
			what = b.processes
		}
		if err := what(ctx, people); err != nil {
			return err
		}
	}
	for _, one := range o.Dispatch {
		if err := b.dispatch(ctx, one); err != nil {
			return err
		}
	}
	if len(o.Enrolled) > 0 {
		return b.idle(ctx)
	}
	return nil
}

// bench is one run of the command.
type bench struct {
	Options
	folder string
	made   int // scenes so far
}

// throughput measures all sides with so many people, and prints their table.
func (b *bench) throughput(ctx context.Context, people int) error {
	measured := map[string][]measure{}
	for run := range b.Runs {
		for _, one := range sides() {
			b.say("%s, run %d of %d: %s", persons(people), run+1, b.Runs, one.name)
			m, err := b.measure(ctx, one, people, b.profileOf(one, people, run))
			b.say("")
			if err != nil {
				return fmt.Errorf("measure %s with %s: %w", one.name, persons(people), err)
			}
			measured[one.name] = append(measured[one.name], m)
		}
	}
	return b.table(people, measured)
}

// profileOf is where serve's profile goes: of the last run with so many people.
func (b *bench) profileOf(one side, people, run int) string {
	if b.Profile == "" || one.name != "footing" || run != b.Runs-1 {
		return ""
	}
	return fmt.Sprintf("%s.%d", b.Profile, people)
}

// say tells the terminal what is under way, in a line that the next one replaces.
func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.Progress, "\r\x1b[K"+format, args...)
}

// newFolder makes a folder for a scene.
func (b *bench) newFolder() (string, error) {
	b.made++
	dir := filepath.Join(b.folder, fmt.Sprint(b.made))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a folder: %w", err)
	}
	return dir, nil
}
