package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"footing/bot"
	"footing/bot/channel"
	"footing/storage/spool"
)

// stopTime is how long the end may take after the signal: loops drain, Redis writes its last bytes.
const stopTime = 20 * time.Second

// serveCmd runs the bot until a signal ends it.
type serveCmd struct {
	AcceptDataLoss    bool `help:"Run on a Redis that may lose answers. It is said in every health output."`
	AcceptUnreachable bool `help:"Run though nobody can be called about any patient's alerts, until somebody can. It is said in every health output."`
}

// Help is what --help says below the first line.
func (serveCmd) Help() string {
	return "It needs a bot's token (FOOTING_TELEGRAM_TOKEN, or FOOTING_TELEGRAM_TOKEN_FILE) and starts a redis-server of its own " +
		"unless FOOTING_REDIS_URL names one. It first checks all that footing doctor checks, and does not start where something " +
		"would fail people later. SIGTERM or Ctrl-C ends it in order."
}

// Run checks what doctor checks, refuses where something would fail people later, and then runs the loops.
func (c serveCmd) Run(s surroundings) (err error) {
	flags := map[string]string{}
	if c.AcceptDataLoss {
		flags["accept_data_loss"] = "true"
	}
	if c.AcceptUnreachable {
		flags["accept_unreachable"] = "true"
	}
	cfg, err := loadConfig(s, flags)
	if err != nil {
		return err
	}
	log := logger(cfg, s.errout)
	a := &assembly{cfg: cfg, making: true, serving: true, lease: leaseTime(s.environ)}
	defer a.closing(s.ctx, &err)
	a.checkSettings(s)
	a.checkData()
	a.check(s.ctx)
	if err := a.tell(s.errout, log); err != nil {
		return err
	}
	if a.found.refused() {
		return errors.New("not started: mend what FAILED above; footing doctor checks again")
	}
	return c.run(s, a, log)
}

// check makes every check. Those that need something that failed say so.
func (a *assembly) check(ctx context.Context) {
	a.checkPlan()
	a.checkRedis(ctx)
	a.checkStore(ctx)
	a.checkTelegram(ctx)
	a.checkAdmin(ctx)
}

func (c serveCmd) run(s surroundings, a *assembly, log *slog.Logger) error {
	if err := a.remember(); err != nil {
		return err
	}
	if err := a.store.SetBot(s.ctx, a.plan.Bot); err != nil {
		return fmt.Errorf("keep the bot's name: %w", err)
	}
	if err := a.keepPlan(s.ctx, s.now()); err != nil {
		log.Warn("the protocol is not kept for exports", "error", err) // no reason not to be there for people
	}
	updates, err := spool.Open(a.spoolFile())
	if err != nil {
		return fmt.Errorf("open the spool: %w", err)
	}
	quarantine, err := spool.Open(filepath.Join(a.cfg.DataDir, "quarantine.spool"))
	if err != nil {
		return errors.Join(fmt.Errorf("open the quarantine: %w", err), updates.Close())
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), a.unreachable())
	b, err := bot.New(bot.Options{
		Store: a.store, Keys: a.keys, Protocol: a.plan, Client: a.client, Spool: updates, Quarantine: quarantine,
		Channel: channel.New(channel.Options{Command: a.cfg.Channel.Command, Webhook: a.cfg.Channel.Webhook.Reveal(), Environ: s.environ}),
		Beacon:  beacon(a.cfg.Watch.Reveal()), Now: s.now, Draw: rand.Reader, Log: log, Metrics: registry, Rate: a.cfg.Telegram.Rate,
		LeaseRenewal: a.lease / 3,
	})
	if err != nil {
		return errors.Join(fmt.Errorf("make the bot: %w", err), updates.Close(), quarantine.Close())
	}
	admin, err := startAdmin(s, a, b, registry)
	if err != nil {
		return errors.Join(err, updates.Close(), quarantine.Close())
	}
	if l := a.look.Load(); l != nil {
		l.log(log)
	}
	log.Info("serving", "bot", "@"+a.plan.Bot, "health", "http://"+admin.addr+"/healthz")
	go announce(s.ctx, b, log)
	err = a.live(s.ctx, b, log)
	if err == nil {
		log.Info("stopped; everything in hand was finished or is kept")
	}
	return errors.Join(err, admin.stop(), updates.Close(), quarantine.Close())
}

// live runs the loops, and Footing's own Redis beside them, until ctx ends or one of both cannot go on.
func (a *assembly) live(ctx context.Context, b *bot.Bot, log *slog.Logger) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.keepRedis(ctx, log) })
	group.Go(func() error { a.keepLooking(ctx, log); return nil })
	group.Go(func() error {
		defer end()
		return b.Run(ctx)
	})
	return group.Wait()
}

// beacon is the dead man's switch at an address, nil if there is none.
func beacon(url string) *channel.Beacon {
	if url == "" {
		return nil
	}
	return &channel.Beacon{URL: url}
}

// announce tells Telegram the bot's commands. Without them the bot works too.
func announce(ctx context.Context, b *bot.Bot, log *slog.Logger) {
	if err := b.Announce(ctx); err != nil {
		log.Warn("the commands are not announced", "error", err)
	}
}
