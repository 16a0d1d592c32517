//go:build faults

package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	firstSeed = flag.Uint64("seed", 1, "the first seed of the kill campaign")
	seeds     = flag.Uint64("seeds", 4, "how many seeds the kill campaign tries")
)

// TestFaults lives through a week undisturbed, and then again under the blows of some seeds: serve and its Redis
// are killed at any moment, and started again. People must be shown the same, but for repeated messages, and the
// same must be filed. The last weeks are those of programs that lack a protection: each of them must fail.
func TestFaults(t *testing.T) {
	needRedis(t)
	binary := builtBy(t, "build", "-tags", "faults")
	calm := undisturbed(t, binary)
	for seed := *firstSeed; seed < *firstSeed+*seeds; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			if err := campaign(t, binary, seed, blowsOf(seed), calm); err != nil {
				t.Errorf("seed %d: %v\nagain: go test -tags faults ./cmd/footing -run 'TestFaults/seed' -seed %d -seeds 1", seed,
					err, seed)
			}
		})
	}
	turns := builds()
	for name, d := range defects() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d.noticed(t, calm, turns)
		})
	}
}

// undisturbed is the week that all others are compared with.
func undisturbed(t *testing.T, binary string) week {
	t.Helper()
	s := newStage(t, binary)
	s.movable()
	s.fail(s.serve.start(s.ctx))
	s.livesAWeek(s.invites())
	calm := s.ends()
	if s.err != nil {
		t.Fatalf("undisturbed: %v", s.err)
	}
	for _, chat := range []int64{clinician, patient} {
		if again := s.repeated(chat); len(again) > 0 || len(calm.Shown[chat]) < 10 {
			t.Errorf("undisturbed, chat %d was shown %d messages, more than once on a day: %v", chat, len(calm.Shown[chat]),
				again)
		}
	}
	return calm
}

// campaign lives through a week under blows, and in the weather of a seed, and says what is wrong with it.
func campaign(t *testing.T, binary string, seed uint64, blows []blow, calm week) error {
	t.Helper()
	s := newStage(t, binary)
	gate := &front{telegram: s.sim}
	s.telegram = gate
	s.movable()
	s.serve.again = 100
	gate.strike = func(b blow) {
		s.note("---- " + b.String())
		if !b.redis {
			s.serve.kill()
			return
		}
		if redis, err := s.redis(s.ctx); err == nil { // else it is not there already
			_ = redis.Kill()
		}
	}
	s.fail(s.serve.start(s.ctx))
	link := s.invites()
	s.sim.Misbehave(weatherOf(seed)...)
	gate.arm(blows)
	s.livesAWeek(link)
	fell := gate.disarm()
	s.sim.Behave()
	s.note(fmt.Sprintf("---- the blows are over, %d fell", fell))
	t.Logf("%d blows fell", fell)
	stormy := s.ends()
	switch {
	case s.err != nil:
		return s.err
	case fell < fewest:
		return fmt.Errorf("only %d blows fell: nothing is shown by that", fell)
	}
	return differs(stormy, calm)
}

// fewest is how many blows must have fallen in a week.
const fewest = 8

// errDiffers says that a week was not as it should be.
var errDiffers = errors.New("the week was another one")

// differs compares a disturbed week with the undisturbed one.
func differs(got, want week) error {
	var problems []error
	for _, chat := range phones {
		if diff := cmp.Diff(unrepeated(want.Shown[chat]), unrepeated(got.Shown[chat])); diff != "" {
			problems = append(problems, fmt.Errorf("%w: shown to %d (- undisturbed, + disturbed):\n%s", errDiffers, chat,
				strings.TrimSpace(diff)))
		}
		if diff := cmp.Diff(want.Filed[chat], got.Filed[chat]); diff != "" {
			problems = append(problems, fmt.Errorf("%w: filed of %d (- undisturbed, + disturbed):\n%s", errDiffers, chat,
				strings.TrimSpace(diff)))
		}
	}
	return errors.Join(problems...)
}

// kill ends the process that runs as a power cut does, and waits until it has ended.
func (p *process) kill() {
	p.mu.Lock()
	running, ended := p.running, p.ended
	p.mu.Unlock()
	if running == nil {
		return
	}
	_ = running.Process.Kill() // it may have ended by itself
	<-ended
}
