package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"footing/cmd/footing/demo"
	"footing/cmd/footing/internal/assembly"
)

// demoCmd shows the whole bot without Telegram and Redis.
type demoCmd struct {
	Run_ string `name:"run" help:"Play this long without a browser and print the transcript, for example 14d." placeholder:"DAYS"`
	Seed uint64 `help:"The same seed gives the same bytes." default:"1"`
	Addr string `help:"Where the page is; a free port if it is taken." default:"127.0.0.1:8080"`
}

// Run plays a transcript, or serves the page until it is interrupted.
func (c demoCmd) Run(s assembly.Surroundings) (err error) {
	plan, err := assembly.Sources{}.Load()
	if err != nil {
		return err
	}
	plan.Clinic.Canary = nil // a test alert each day would be in a newcomer's way
	length := time.Duration(0)
	if c.Run_ != "" {
		if length, err = days(c.Run_); err != nil {
			return err
		}
	}
	t, err := demo.New(s.Ctx, plan, demo.Begin(plan.Clinic.Location()), c.Seed)
	if err != nil {
		return fmt.Errorf("set up the demo: %w", err)
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	if length > 0 {
		return demo.Play(s.Ctx, t, length, c.Seed, s.Out)
	}
	return c.page(s, t)
}

func (c demoCmd) page(s assembly.Surroundings, t *demo.Theatre) error {
	debug.SetGCPercent(400) // the embedded store makes garbage; a chapter of four weeks should come at once
	page, err := demo.NewPage(s.Ctx, t)
	if err != nil {
		return fmt.Errorf("set up the page: %w", err)
	}
	err = page.Serve(s.Ctx, c.Addr, func(url string) error {
		_, err := fmt.Fprintf(s.Out,
			"%s\n\nTwo phones, one invented clock. Everything is in memory (an embedded Redis) and gone when you press Ctrl-C.\n", url)
		return err
	})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// days reads "14d", or any duration that Go knows, up to two years.
func days(text string) (time.Duration, error) {
	length, err := time.ParseDuration(text)
	if n, ok := strings.CutSuffix(text, "d"); ok {
		var count int
		count, err = strconv.Atoi(n)
		length = time.Duration(count) * 24 * time.Hour
	}
	if err != nil || length <= 0 || length > 2*365*24*time.Hour {
		return 0, fmt.Errorf("--run %q: give days like 14d, up to 730d", text)
	}
	return length, nil
}
