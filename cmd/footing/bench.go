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
	mostRuns    = 100
	mostSeconds = 3600
)

// benchCmd measures throughput and what an update costs, beside floors.
type benchCmd struct {
	People  []int  `help:"How many people answer check-ins at once, each press as soon as the last was answered; several numbers, a table each." default:"1,50,2000"`
	Seconds int    `help:"How long one side is measured in a run." default:"10"`
	Runs    int    `help:"How many runs; their medians are printed." default:"3"`
	Profile string `help:"Write a CPU profile of serve in the last run with N people to FILE.N, and what it allocated to FILE.N.allocs; go tool pprof reads them." placeholder:"FILE" type:"path"`
}

// Help is what --help says below the first line.
func (benchCmd) Help() string {
	return "It starts a redis-server, Telegram as the simulator plays it, and the real serve, each a process of its own, in a " +
		"temporary folder. In the same run it measures floors: a poller that answers and keeps nothing, and the library " +
		"go-telegram/bot with one write to Redis an update, with appendfsync everysec and with always. Settings are not " +
		"read, and no store of yours is touched. Other work on the machine shows in the numbers: compare the ratios."
}

// Run measures and prints tables.
func (c benchCmd) Run(s assembly.Surroundings) error {
	for _, n := range c.People {
		if n < 1 || n > mostPatients {
			return fmt.Errorf("--people %d: from 1 to %d", n, mostPatients)
		}
	}
	switch {
	case c.Seconds < 1 || c.Seconds > mostSeconds:
		return fmt.Errorf("--seconds %d: from 1 to %d", c.Seconds, mostSeconds)
	case c.Runs < 1 || c.Runs > mostRuns:
		return fmt.Errorf("--runs %d: from 1 to %d", c.Runs, mostRuns)
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
		People: c.People, Time: time.Duration(c.Seconds) * time.Second, Runs: c.Runs, Profile: c.Profile,
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
