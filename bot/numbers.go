package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/routes"
	"footing/flows"
	"footing/flows/engine"
)

// Numbers serves numbers only: it hears what people send, keeps it in the data folder, tells everybody the truth with
// the clinic's numbers as they were last checked, and calls a human for a red answer by the last routes. It is what
// serve does while it must not work on the store.
type Numbers struct {
	b *Bot
}

// NewNumbers makes one of a bot's options. Store, Keys and Protocol are not used; Client, Folder, Clock, Draw and Log
// are required.
func NewNumbers(o Options, e flows.Essentials) (*Numbers, error) {
	if o.Client == nil || o.Folder == nil || o.Clock == nil || o.Draw == nil || o.Log == nil {
		return nil, errors.New("serve numbers only: client, data folder, clock, randomness and log are needed")
	}
	o.Store, o.Keys, o.Protocol = nil, nil, e.Protocol()
	o.Poll, o.Period = cmp.Or(o.Poll, longestPoll), cmp.Or(o.Period, time.Second)
	o.began, o.fault = o.Clock(), loop.NewFault(o.Log)
	b := &Bot{o: &o, metrics: metrics.New(), troubles: make(map[string]string)}
	b.overflow = newOverflow(b.o, b.metrics)
	bare := engine.NewBare(e)
	b.attendant = b.newAttendant(bare, routes.Open(o.Folder, o.Clock))
	if err := b.attendant.Resume(o.began); err != nil {
		o.Log.Error("the alarms of an earlier process can't be read: they go on when the store is back", "error", err)
	}
	b.receiver = newReceiver(b.o, b.metrics, loop.NewDice(o.Draw), bare)
	b.receiver.attendant, b.receiver.overflow, b.receiver.ear = b.attendant, b.overflow, b.newEar()
	b.receiver.leases = &Leaseholder{o: b.o, Permit: newPermit(b.o, o.Mark)}
	b.receiver.leases.Leased(o.began, true) // no lease can be had, and Telegram says if another polls
	if err := b.metrics.Register(o.Metrics); err != nil {
		return nil, fmt.Errorf("serve numbers only: %w", err)
	}
	return &Numbers{b: b}, nil
}

// Run serves until ctx ends, and then returns nil; earlier only with an error that does not pass, such as ErrToken.
func (n *Numbers) Run(ctx context.Context) error {
	group, taking := errgroup.WithContext(ctx)
	group.Go(func() error {
		return n.b.repeat(taking, taking, duty{name: "receiver", once: n.b.receiver.Once, rest: n.b.receiver.rest})
	})
	for range attendants {
		d := duty{name: "attendant", once: n.b.attendant.Once, rest: n.b.attendant.Rest, nudge: n.b.attendant.Nudge}
		group.Go(func() error { return n.b.repeat(taking, taking, d) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("serve numbers only: %w", err)
	}
	return nil
}

// Waiting is how many updates wait for the store.
func (n *Numbers) Waiting() int { return n.b.overflow.Len() }
