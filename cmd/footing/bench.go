package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/bench"
)

// The limits of bench.
const (
	mostProcesses = 16
	mostRuns      = 100
	mostSeconds   = 3600
)

// benchCmd measures throughput and what an update costs, beside floors.
type benchCmd struct {
	People    []int    `help:"How many people answer check-ins at a time, each press as soon as the last was answered; several numbers, a table each. 1, 50 and 2000 if nothing else is asked for." placeholder:"N"`
	Enrolled  []int    `help:"Measure memory, and what serve does while nobody does anything, with so many people enrolled." placeholder:"N"`
	Processes []int    `help:"Measure so many processes of serve on a Redis Cluster, without floors; with 2000 people if --people is left out." placeholder:"N"`
	Dispatch  []string `help:"Measure a wave of N check-ins that are due at one moment, with Telegram's limits at RATE new messages a second (30 or 1000), and help and answers meanwhile." placeholder:"N@RATE"`
	Seconds   int      `help:"How long one side is measured in a run." default:"10"`
	Runs      int      `help:"How many runs; their medians are printed." default:"3"`
	// Population is for tests that look at the tables and not at the numbers in them.
	Population int `hidden:"" default:"2000"`

	Profile string `help:"Write a CPU profile of serve in the last run with N people to FILE.N, and what it allocated to FILE.N.allocs; go tool pprof reads them." placeholder:"FILE" type:"path"`
}

// Help is what --help says below the first line.
func (benchCmd) Help() string {
	return "It starts a redis-server, Telegram as the simulator plays it, and the real serve, each a process of its own, in a " +
		"temporary folder. In the same run it measures floors: a poller that answers and keeps nothing, and the library " +
		"go-telegram/bot with one write to Redis an update, with appendfsync everysec and with always. Settings are not " +
		"read, and no store of yours is touched. Other work on the machine shows in the numbers: compare the ratios."
}

// check checks the flags, and completes what was left out.
func (c *benchCmd) check() error {
	switch {
	case len(c.People) > 0:
	case len(c.Processes) > 0:
		c.People = []int{2000}
	case len(c.Enrolled)+len(c.Dispatch) == 0:
		c.People = []int{1, 50, 2000}
	}
	for _, f := range []struct {
		name  string
		most  int
		given []int
	}{
		{"people", mostPatients, c.People},
		{"enrolled", mostPatients, c.Enrolled},
		{"processes", mostProcesses, c.Processes},
		{"population", mostPatients, []int{c.Population}},
		{"seconds", mostSeconds, []int{c.Seconds}},
		{"runs", mostRuns, []int{c.Runs}},
	} {
		for _, n := range f.given {
			if n < 1 || n > f.most {
				return fmt.Errorf("--%s %d: from 1 to %d", f.name, n, f.most)
			}
		}
	}
	return nil
}

// waves reads --dispatch.
func (c benchCmd) waves() (all []bench.Dispatch, err error) {
	for _, text := range c.Dispatch {
		var d bench.Dispatch
		if n, err := fmt.Sscanf(text+"\n", "%d@%d\n", &d.People, &d.Rate); err != nil || n != 2 {
			return nil, fmt.Errorf("--dispatch %q: give people and rate, such as 10000@30", text)
		}
		if d.People < 1 || d.People > mostPatients {
			return nil, fmt.Errorf("--dispatch %s: from 1 to %d people", text, mostPatients)
		}
		if d.Rate != 30 && d.Rate != 1000 {
			return nil, fmt.Errorf("--dispatch %s: Telegram takes 30 new messages a second, or 1000 where they are paid for", text)
		}
		all = append(all, d)
	}
	return all, nil
}

// Run measures and prints tables.
func (c benchCmd) Run(s assembly.Surroundings) error {
	if err := c.check(); err != nil {
		return err
	}
	waves, err := c.waves()
	if err != nil {
		return err
	}
	binary, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	progress := io.Discard
	if assembly.IsTerminal(s.ErrOut) {
		progress = s.ErrOut
	}
	return bench.Run(s.Ctx, bench.Options{
		Binary: binary, Environ: s.Environ, Clock: s.Clock, Out: s.Out, Progress: progress,
		People: c.People, Enrolled: c.Enrolled, Processes: c.Processes, Dispatch: waves,
		Time: time.Duration(c.Seconds) * time.Second, Runs: c.Runs, Population: c.Population, Profile: c.Profile,
	})
}

// benchPartCmd is a process that bench starts.
type benchPartCmd struct {
	Part    string `arg:"" help:"Which one."`
	Profile string `help:"Where serve's profile goes."`
}

// Run plays the part until the input ends.
func (c benchPartCmd) Run(s assembly.Surroundings) error {
	if c.Part == "serve" {
		profiled := make(chan error, 1)
		go func() { profiled <- bench.Profile(s.In, s.Out, c.Profile) }()
		return errors.Join(serveCmd{}.Run(s), <-profiled)
	}
	return bench.Part(s.Ctx, c.Part, s.In, s.Out, s.Clock)
}
