package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// settled is how long serve is left alone before it counts as idle.
const settled = 3 * time.Second

// idle is what enrolled people cost while nobody does anything.
type idle struct {
	took      time.Duration // between the two looks
	ready     time.Duration // from the start of a process to its being ready, where one had been before
	memory    int64         // of the bot, bytes
	perPerson float64       // bytes of Redis
	used      usage
}

func idleRows() []row[idle] {
	percent := func(used, of time.Duration) float64 { return 100 * used.Seconds() / of.Seconds() }
	return []row[idle]{
		{"ready after start, s", false, func(i idle) float64 { return i.ready.Seconds() }},
		{"memory of the bot, MB", false, func(i idle) float64 { return float64(i.memory) / 1e6 }},
		{"CPU of the bot, % of a core", false, func(i idle) float64 { return percent(i.used.bot, i.took) }},
		{"CPU of Redis, % of a core", false, func(i idle) float64 { return percent(i.used.redis, i.took) }},
		{"Redis memory a person, bytes", false, func(i idle) float64 { return i.perPerson }},
		{"Redis commands/s", false, func(i idle) float64 { return float64(i.used.commands) / i.took.Seconds() }},
		{"AOF, MB a day", false, func(i idle) float64 { return float64(i.used.aof) / 1e6 * 86400 / i.took.Seconds() }},
	}
}

// idle measures numbers of enrolled people, and prints a table.
func (b *bench) idle(ctx context.Context) error {
	var names []string
	var measured [][]idle
	for _, people := range b.Enrolled {
		var list []idle
		for run := range b.Runs {
			b.say("%d enrolled, run %d of %d", people, run+1, b.Runs)
			i, err := b.rest(ctx, people)
			b.say("")
			if err != nil {
				return fmt.Errorf("measure %d enrolled people: %w", people, err)
			}
			list = append(list, i)
		}
		names, measured = append(names, fmt.Sprint(people)), append(measured, list)
	}
	return b.print("Enrolled people, nobody does anything", columns(names, measured, idleRows()))
}

// rest enrols people, starts serve twice, and looks at what it does for itself.
func (b *bench) rest(ctx context.Context, people int) (i idle, err error) {
	s, err := b.set(ctx, sides()[0], wanted{People: people, Others: clinicians(people)})
	if err != nil {
		return i, err
	}
	defer func() { err = errors.Join(err, s.strike(ctx)) }()
	empty, err := s.used(ctx)
	if err != nil {
		return i, err
	}
	if err := s.seed(ctx, people); err != nil {
		return i, err
	}
	full, err := s.used(ctx)
	if err != nil {
		return i, err
	}
	i.perPerson = float64(full.memory-empty.memory) / float64(people)
	if _, err := s.serve(ctx, "serve"); err != nil {
		return i, err
	}
	if err := errors.Join(s.wait(ctx, settled), s.rest()); err != nil {
		return i, err
	}
	if i.ready, err = s.serve(ctx, "serve"); err != nil {
		return i, err
	}
	if err := s.wait(ctx, settled); err != nil {
		return i, err
	}
	before, err := s.used(ctx)
	if err != nil {
		return i, err
	}
	began := b.Clock().Run
	if err := s.wait(ctx, b.Time); err != nil {
		return i, err
	}
	after, err := s.used(ctx)
	if err != nil {
		return i, err
	}
	i.took, i.used = b.Clock().Run-began, after.since(before)
	i.memory, err = residentMemory(s.bots[0].cmd.Process.Pid)
	return i, err
}
