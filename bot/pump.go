package bot

import (
	"context"
	"fmt"
	"time"
)

// Pump takes all steps one after the other, always in the same order, until nothing is left to do at this moment. The
// same store, updates, draws and clock then give the same bytes. It returns when there will be something to do next, a
// due moment or a message that waits; zero if there is nothing.
//
// The clock must stand still meanwhile. The time between two Pumps is no outage. Do not use Pump beside Run.
func (b *Bot) Pump(ctx context.Context) (time.Time, error) {
	now := b.o.Clock()
	if _, err := b.leases.Once(ctx, now); err != nil {
		return time.Time{}, fmt.Errorf("pump: %w", err)
	}
	b.ear.Uninterrupted(now)
	b.waker.lookAgain()
	for {
		moved, err := b.round(ctx, now)
		if err != nil {
			return time.Time{}, fmt.Errorf("pump: %w", err)
		}
		if moved == 0 {
			break
		}
	}
	b.journal.Flush(now)
	next, _, err := b.o.Store.NextDue(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("pump: %w", err)
	}
	steady := b.o.steady(now)
	if sent := b.sender.next(steady); !sent.IsZero() {
		if sent = now.Wall.Add(sent.Sub(steady)); next.IsZero() || sent.Before(next) {
			next = sent
		}
	}
	return next, nil
}

// round repeats each step until it has nothing to do.
func (b *Bot) round(ctx context.Context, now Reading) (moved int, err error) {
	steps := []func(context.Context, Reading) (int, error){
		b.overflow.Once,
		func(ctx context.Context, _ Reading) (int, error) { return b.receiver.fetch(ctx, 0) },
		b.ear.Once,
		b.waker.Once,
	}
	for _, w := range b.workers {
		steps = append(steps, w.Once)
	}
	steps = append(steps, b.sender.Once, b.sender.PassOn, b.pager.Once, b.attendant.Once, b.keeper.Once, b.erased.Once)
	for _, step := range steps {
		for {
			n, err := step(ctx, now)
			moved += n
			if err != nil {
				return moved, err
			}
			if n == 0 {
				break
			}
		}
	}
	return moved, nil
}
