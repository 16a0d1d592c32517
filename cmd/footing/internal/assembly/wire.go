package assembly

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"footing/bot"
	"footing/bot/channel"
	"footing/storage/folder"
)

// Wire makes the bot from the checked parts, and remembers its store and plan. What it opens is closed with the
// assembly.
func (a *Assembly) Wire(s Surroundings, log *slog.Logger, metrics *prometheus.Registry) (*bot.Bot, error) {
	if err := a.Remember(); err != nil {
		return nil, err
	}
	if err := a.Store.SetBot(s.Ctx, a.me.ID, a.me.Username); err != nil {
		return nil, fmt.Errorf("keep the bot's name: %w", err)
	}
	if err := a.KeepPlan(s.Ctx, s.Now()); err != nil {
		log.Warn("the protocol is not kept for exports", "error", err) // no reason not to be there for people
	}
	data, err := folder.Open(a.Config.DataDir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	a.closers = append(a.closers, data)
	if err := a.keepEssentials(data, s.Now()); err != nil {
		log.Error("what people are told without a store is not kept", "error", err)
	}
	metrics.MustRegister(a.unreachable(), provenWays{a, s.Now})
	b, err := bot.New(bot.Options{
		Store: a.Store, Keys: a.keys, Protocol: a.Plan, Client: a.client, Folder: data,
		Channel: channel.New(channel.Options{
			Command: a.Config.Channel.Command, Webhook: a.Config.Channel.Webhook.Reveal(),
			Environ: s.Environ,
		}),
		Journal:      int64(a.Config.Journal.Limit) << 20,
		OperatorChat: a.Config.Operator.Chat, Accepted: a.accepted,
		Beacon: beacon(a.Config.Watch.Reveal()), Clock: s.Clock, Draw: rand.Reader, Log: log, Metrics: metrics,
		Rate:         a.Config.Telegram.Rate,
		LeaseRenewal: a.lease / 3, Leap: leapTime(s.Environ),
	})
	if err != nil {
		return nil, fmt.Errorf("make the bot: %w", err)
	}
	a.bot = b
	if l := a.look.Load(); l != nil {
		l.log(log)
		a.redden(*l)
	}
	return b, nil
}

// beacon calls the dead man's switch; nil without an address.
func beacon(url string) *channel.Beacon {
	if url == "" {
		return nil
	}
	return &channel.Beacon{URL: url}
}

// Live runs the loops, and Footing's own Redis beside them, until s.Ctx ends or either cannot go on.
func (a *Assembly) Live(s Surroundings, b *bot.Bot, log *slog.Logger) error {
	ctx, end := context.WithCancel(s.Ctx)
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.keepRedis(ctx, s.Clock, log) })
	group.Go(func() error { a.keepLooking(ctx, log); return nil })
	group.Go(func() error {
		defer end()
		return b.Run(ctx)
	})
	return group.Wait()
}
