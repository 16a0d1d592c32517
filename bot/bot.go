// Package bot runs the loops between Telegram, the store and the engine. It decides nothing (package engine does) and
// keeps nothing that must not be lost (package storage does): a process that dies loses no more than time.
//
//	Telegram ─▶ Receiver ┐                                    ┌▶ Sender ─▶ Telegram
//	                     ▼                                    │    │
//	due set ───▶ Waker ─▶ INBOX ─▶ Worker: load ▸ Step ▸ Commit ─▶ OUTBOX
//	                     ▲                                         │
//	                     └──── Sent / Unreachable / Tell ──────────┘
//
// New makes a Bot. Bot.Run repeats all steps until its context ends; Bot.Pump takes them one after the other, so that
// the same seed gives the same bytes. A step is a method Once(ctx, now), which does one bit of work. Begin with Worker,
// which makes the turns, then read Receiver and Sender. Inbox and outbox are in Redis, but are also handed over in
// memory: Redis is read only when a shard is taken over, after errors, and when more waits there than is in memory.
//
// What needs none of the loops has rooms of its own beneath internal. Bot.wire makes all parts and hands them to each
// other. The Attendant, which answers people when a turn does not, is the largest room.
package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/channel"
	"footing/bot/internal/alerts"
	"footing/bot/internal/announce"
	"footing/bot/internal/attendant"
	"footing/bot/internal/erased"
	"footing/bot/internal/inbox"
	"footing/bot/internal/journal"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/outage"
	"footing/bot/internal/panel"
	"footing/bot/internal/resealing"
	"footing/bot/internal/ring"
	"footing/bot/internal/routekeeper"
	"footing/bot/internal/routes"
	"footing/bot/internal/setaside"
	"footing/bot/internal/speech"
	"footing/bot/internal/stuck"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/engine"
	"footing/storage"
	"footing/storage/folder"
	"footing/storage/seal"
)

// Options are what a bot is made of. Store, Keys, Protocol, Client, Clock, Draw and Log are required.
type Options struct {
	Store    *storage.Store
	Keys     *seal.Keys // for what releases up to 0.1 left in the data folder
	Protocol *flows.Protocol
	Client   *telegram.Client
	// Folder takes updates while Redis is away, those that cannot be read, for a later release that can, and the routes of
	// everybody. Without it the first are left with Telegram, which drops presses on buttons after 150 s, the second are
	// only counted, and of the routes nothing outlives the process.
	Folder *folder.Folder
	// Journal is how many bytes the data folder may keep of what was done lately, so that a store that comes back older is
	// brought forward; 0: none.
	Journal int64
	// Channel tells a human about alerts that Telegram does not take. Without it they wait for Telegram.
	Channel *channel.Channel
	// Beacon is a dead man's switch. It is fed each minute, after a self-check has passed all loops. May be nil.
	Beacon *channel.Beacon
	// OperatorChat is the operator's own chat with the bot. Where nothing else is sent, it shows now and then for some
	// seconds that the bot is typing, which proves that Telegram takes messages. 0: there is none.
	OperatorChat int64
	// Accepted is what the start found wrong with Redis and ran with. Anything else that is found later is red.
	Accepted []storage.Problem
	Clock    Clock
	Draw     io.Reader // randomness for ids and secrets: crypto/rand.Reader, or seeded in a demo
	Log      *slog.Logger
	Metrics  prometheus.Registerer // nil: nobody sees the metrics
	Rate     int                   // new messages a second in all; 0 is no limit, only for a Bot API server of one's own
	Poll     time.Duration         // how long one poll may wait for updates: 1 s to 50 s; 50 s if 0
	Period   time.Duration         // how often Redis is looked at when nothing is handed over in memory; 1 s if 0
	// LeaseRenewal is how often leases are renewed beside other processes; 3 s if 0. The store's LeaseTTL should be three
	// times that.
	LeaseRenewal time.Duration
	Drain        time.Duration // how long the end of Run may wait for work in memory; 5 s if 0
	Mark         string        // of the store, for numbers only, which have none; empty: it is not known

	// Leap is how far the wall clock may go ahead at once without another clock's word; 30 s if 0, below 0 for ever.
	Leap time.Duration

	time  *loop.Timepiece
	began Reading     // when the bot was made
	fault *loop.Fault // of Redis, if there is one
}

// ErrToken says that Telegram does not know the bot's token. Trying again does not help.
var ErrToken = errors.New("telegram does not accept the bot's token: check it, or ask BotFather for a new one")

// Telegram's own bound on a long poll.
const longestPoll = 50 * time.Second

// Bot is the loops of one process. They work on the shards that the process holds. Make it with New, then call either
// Run or Pump.
type Bot struct {
	o          *Options
	metrics    *metrics.Metrics
	leases     *Leaseholder
	overflow   *Overflow
	attendant  *attendant.Attendant
	receiver   *Receiver
	ear        *outage.Listener
	waker      *Waker
	workers    workers   // one for each shard of the store, held or not
	inboxes    inbox.All // whoever stores entries hands them over here
	sender     *Sender
	pager      *Pager
	watchman   *Watchman
	timekeeper *Timekeeper
	sentry     *Sentry
	alerts     *alerts.Tally
	keeper     *routekeeper.Keeper
	journal    *journal.Journal
	erased     *erased.List
	rewriter   *erased.Rewriter
	resealer   *resealing.Resealer
	mover      *stuck.Mover

	mu       sync.Mutex
	troubles map[string]string // by loop: its last error, while it fails
}

// New makes a bot and registers its metrics. It does not call Telegram or Redis.
func New(o Options) (*Bot, error) {
	if o.Store == nil || o.Keys == nil || o.Protocol == nil || o.Client == nil ||
		o.Clock == nil || o.Draw == nil || o.Log == nil {
		return nil, errors.New("make bot: store, keys, protocol, client, clock, randomness and log are needed")
	}
	if (o.Poll != 0 && o.Poll < time.Second) || o.Poll > longestPoll || o.Rate < 0 {
		return nil, fmt.Errorf("make bot: poll %s, rate %d: want 1s to %s, and no negative rate", o.Poll, o.Rate, longestPoll)
	}
	o.Poll, o.Period = cmp.Or(o.Poll, longestPoll), cmp.Or(o.Period, time.Second)
	o.LeaseRenewal, o.Drain = cmp.Or(o.LeaseRenewal, 3*time.Second), cmp.Or(o.Drain, 5*time.Second)
	o.time = loop.NewTimepiece(o.Clock, cmp.Or(o.Leap, leap))
	o.Clock = o.time.Read
	o.began, o.fault = o.Clock(), loop.NewFault(o.Log)
	o.succeed()
	b := &Bot{o: &o, metrics: metrics.New(), troubles: make(map[string]string)}
	b.wire()
	if err := b.metrics.Register(o.Metrics, b.looking()...); err != nil {
		return nil, fmt.Errorf("make bot: %w", err)
	}
	return b, nil
}

// succeed takes over from the process that had the data folder before. It has ended, so nobody who writes need wait
// until its leases run out.
func (o *Options) succeed() {
	if o.Folder == nil {
		return
	}
	former, err := o.Folder.Succeed(o.Store.Owner())
	if err != nil {
		o.Log.Warn("after a crash the next process will have to wait for the leases of this one", "error", err)
	}
	o.Store.Succeed(former...)
}

// wire makes the parts, then gives each a pointer to those it hands work to.
func (b *Bot) wire() {
	draw, bare := loop.NewDice(b.o.Draw), engine.NewBare(b.o.Protocol.Essentials())
	b.leases, b.overflow = newLeaseholder(b.o), newOverflow(b.o, b.metrics)
	b.receiver, b.waker = newReceiver(b.o, b.metrics, draw, bare), newWaker(b.o)
	b.sender, b.pager = newSender(b.o, b.metrics), newPager(b.o)
	book := routes.Open(b.o.Folder, b.o.Clock)
	b.keeper = routekeeper.New(book, b.o.Store, b.o.Protocol)
	b.erased = erased.Open(b.o.Store, b.o.Folder)
	b.journal = journal.Open(journal.Parts{
		Folder: b.o.Folder, Limit: b.o.Journal, Store: b.o.Store, Erased: b.erased, Clock: b.o.Clock, Log: b.o.Log,
		Draw: draw, Routes: book, Protocol: b.o.Protocol, Panel: panel.NewReader(b.o.Store, b.o.Protocol, b.metrics, b.o.Log),
	})
	b.rewriter, b.resealer = erased.NewRewriter(b.erased, b.o.Log), resealing.New(b.o.Store, b.o.Log)
	b.watchman, b.timekeeper = newWatchman(b.o), &Timekeeper{o: b.o}
	for shard := range b.o.Store.Shards() {
		b.workers = append(b.workers, newWorker(b.o, b.metrics, draw, shard))
	}
	b.inboxes = b.workers.backlogs()
	b.attendant = b.newAttendant(bare, book)
	b.ear = b.newEar()
	b.sentry = &Sentry{
		o: b.o, leases: b.leases, ear: b.ear, sender: b.sender, workers: b.workers, keeper: b.keeper,
		visitor: b.attendant, watchman: b.watchman, journal: b.journal,
	}
	b.alerts = alerts.NewTally(b.o.Store)
	b.leases.alerts, b.sentry.alerts, b.leases.sentry = b.alerts, b.alerts, b.sentry
	b.sentry.shelf = &setaside.Shelf{
		Store: b.o.Store, Folder: b.o.Folder, Spool: b.overflow.Spool, Inboxes: b.inboxes, Dice: draw, Log: b.o.Log,
	}
	b.mover = stuck.New(stuck.Parts{
		Clock: b.o.Clock, Began: b.o.began, Log: b.o.Log, Store: b.o.Store, Protocol: b.o.Protocol, Bare: bare,
		Routes: book, Inboxes: b.inboxes, Attendant: b.attendant, Alerts: b.alerts,
	})
	b.leases.workers, b.leases.sender, b.leases.erased = b.workers, b.sender, b.erased
	b.leases.receiver, b.leases.waker, b.leases.keeper = b.receiver, b.waker, b.keeper
	b.leases.journal = b.journal
	b.receiver.journal, b.overflow.journal, b.sender.journal = b.journal, b.journal, b.journal
	b.overflow.inboxes, b.overflow.attendant = b.inboxes, b.attendant
	b.receiver.inboxes, b.receiver.leases, b.receiver.overflow = b.inboxes, b.leases, b.overflow
	b.receiver.workers, b.overflow.workers, b.sender.workers = b.workers, b.workers, b.workers
	b.receiver.attendant, b.receiver.ear = b.attendant, b.ear
	b.waker.inboxes, b.waker.leases, b.waker.spool = b.inboxes, b.leases, b.overflow.Spool
	b.sender.inboxes, b.sender.leaseholder, b.sender.pager = b.inboxes, b.leases, b.pager
	b.pager.holds, b.pager.ringer = b.sender.holds, b.newRinger(bare, book)
	b.watchman.inboxes, b.watchman.leases, b.watchman.sentry = b.inboxes, b.leases, b.sentry
	b.timekeeper.inboxes, b.timekeeper.leases, b.timekeeper.waker = b.inboxes, b.leases, b.waker
	b.timekeeper.ear = b.ear
	for _, w := range b.workers {
		w.sender, w.waker, w.leases, w.watchman = b.sender, b.waker, b.leases, b.watchman
		w.attendant, w.keeper, w.mover = b.attendant, b.keeper, b.mover
		w.alerts, w.erased, w.journal = b.alerts, b.erased, b.journal
	}
}

func (b *Bot) newEar() *outage.Listener {
	return outage.New(outage.Parts{Log: b.o.Log, Store: b.o.Store, Spool: b.overflow.Spool, Inboxes: b.inboxes})
}

// newAttendant makes the attendant out of the parts that it works with, which are there already.
func (b *Bot) newAttendant(bare engine.Bare, book *routes.Book) *attendant.Attendant {
	return attendant.New(attendant.Parts{
		Clock: b.o.Clock, Began: b.o.began, Log: b.o.Log, Metrics: b.metrics, Bare: bare, Routes: book,
		Spool: b.overflow.Spool, Speaker: speech.New(b.o.Client, b.o.Protocol, b.o.Log), Channel: b.o.Channel,
		Store: b.o.Store, Inboxes: b.inboxes,
	})
}

// newRinger makes what uses the second channel beside the turns.
func (b *Bot) newRinger(bare engine.Bare, book *routes.Book) *ring.Ringer {
	return ring.New(ring.Parts{
		Clock: b.o.Clock, Log: b.o.Log, Metrics: b.metrics, Protocol: b.o.Protocol, Bare: bare, Routes: book,
		Store: b.o.Store, Spool: b.overflow.Spool, Inboxes: b.inboxes, Channel: b.o.Channel,
	})
}

// Announce says to the office and to Telegram that the bot is there. Call it at the start.
func (b *Bot) Announce(ctx context.Context) error {
	a := announce.Announcer{Store: b.o.Store, Protocol: b.o.Protocol, Client: b.o.Client, Inboxes: b.inboxes}
	return a.Announce(ctx, b.o.now()) //nolint:wrapcheck // it says what it did
}
