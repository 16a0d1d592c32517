package bot

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/outage"
	"footing/bot/internal/peers"
	"footing/bot/telegram"
	"footing/storage"
)

// Health is the state of the bot. Ready means that it works: it hears Telegram or sees that another process polls,
// every shard is held by this or another process, the store is the one that it began with, and no loop fails. Problems
// are in words for an operator; some of them do not make the bot unready.
type Health struct {
	Ready    bool     `json:"ready"`
	Standby  bool     `json:"standby"` // other processes do all the work, and this one is ready to take over
	Problems []string `json:"problems"`
	// Red lists what a human must look at, whether Ready or not. While it has any entry, the dead man's switch is not
	// called.
	Red []string `json:"red"`
}

// Health reports the state of the bot at the given time.
func (b *Bot) Health(now Reading) Health {
	h := Health{Ready: true, Problems: []string{}, Red: b.sentry.Guard(now)}
	say := func(serious bool, format string, args ...any) {
		h.Problems = append(h.Problems, fmt.Sprintf(format, args...))
		h.Ready = h.Ready && !serious
	}
	b.mu.Lock()
	for _, name := range slices.Sorted(maps.Keys(b.troubles)) {
		say(!guards(name), "%s: %s", name, b.troubles[name])
	}
	b.mu.Unlock()
	if loops, first := b.o.fault.Lasting(); len(loops) > 0 {
		say(slices.ContainsFunc(loops, func(loop string) bool { return !guards(loop) }), "Redis fails for %d loops: %s",
			len(loops), first)
	}
	for _, what := range b.leases.Red(now) {
		say(true, "%s", what)
	}
	if why := b.leases.Doubt(); why != "" {
		say(false, "%s", why)
	}
	doubts := b.o.Store.Doubts()
	for _, p := range doubts {
		say(true, "%s %s", p.What, p.Remedy)
	}
	for _, what := range b.sentry.lacking() {
		say(true, "%s", what)
	}
	shards, poll := b.leases.unattended(now)
	if len(shards) > 0 && len(doubts) == 0 {
		say(true, "nobody is seen to work on %s: Redis is away, or a process has just ended",
			peers.Numbered(shards, b.o.Store.Shards()))
	}
	if poll && len(doubts) == 0 {
		say(true, "nobody is seen to poll Telegram: Redis is away, or a process has just ended")
	}
	h.Standby = len(b.leases.Held()) == 0 && len(shards) == 0 && !b.leases.Polling() && !poll
	switch heard := b.ear.Last(); {
	case !b.leases.Polling():
	case heard.IsZero():
		say(true, "Telegram has not answered yet")
	case now.Run-heard.Run > outage.Long:
		say(true, "Telegram was last heard %s ago", (now.Run - heard.Run).Round(time.Second))
	}
	b.sayWaiting(now, say)
	return h
}

// lacking lists how Redis has become less durable than it was at the start. While it lists anything, answers may be
// lost.
func (y *Sentry) lacking() []string {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.loses
}

// sayWaiting adds what waits in the data folder, for the store, or for Telegram.
func (b *Bot) sayWaiting(now Reading, say func(serious bool, format string, args ...any)) {
	if n := b.overflow.Len(); n > 0 {
		say(false, "%d updates wait in the spool for Redis", n)
	}
	if f := b.o.Folder; f != nil {
		if n := f.Quarantine().Len(); n > 0 {
			say(false, "%d things that people sent could not be read and are in quarantine in the data folder", n)
		}
		for _, problem := range f.Problems() {
			say(false, "%s", problem)
		}
	}
	serious, others := b.keeper.Problems()
	for _, problem := range serious {
		say(true, "%s", problem)
	}
	for _, problem := range others {
		say(false, "%s", problem)
	}
	if why := b.rewriter.Problem(); why != "" {
		say(false, "%s", why)
	}
	if held := b.workers.heldBack(); held != "" {
		say(true, "%s", held)
	}
	if n := b.keeper.Behind(); n > 0 && b.o.Folder != nil {
		say(false, "whom to call is not yet known again of everybody on %d shards, should the store go away", n)
	}
	steady := b.o.steady(now)
	if until, _ := b.sender.holds.Everything(); until.After(steady) {
		say(false, "Telegram wants no messages for another %s", until.Sub(steady).Round(time.Second))
	}
	if n, until := b.sender.holds.Chats(steady); n > 0 {
		say(false, "Telegram takes less than everything in %d chats, for up to another %s", n,
			until.Sub(steady).Round(time.Second))
	}
}

// guards tells whether a loop only watches the others. What it finds is red, but does not make the bot unready.
func guards(loop string) bool { return loop == "watchman" || loop == "sentry" }

// trouble notes that a loop fails. It is logged at the first failure and whenever their number has doubled. A failing
// Redis is logged once for all loops (fault).
func (b *Bot) trouble(name string, failures int, err error, now Reading) {
	b.o.fault.Begins(name, now)
	if name != "pager" && redisFails(err) {
		b.o.fault.Fails(name, err, now)
		return
	}
	if loop.Seldom(failures) {
		b.o.Log.Error("a loop fails and goes on trying", "loop", name, "failures", failures, "error", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.troubles[name] = err.Error()
}

// relief notes that a loop works again. It returns 0, the new number of its failures in a row.
func (b *Bot) relief(name string, failures int, now Reading) int {
	if failures == 0 {
		return 0
	}
	b.o.fault.Works(name, now)
	b.o.fault.Ends(name)
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, failed := b.troubles[name]; failed {
		b.o.Log.Info("a loop works again", "loop", name, "failures", failures)
		delete(b.troubles, name)
	}
	return 0
}

// redisFails tells whether an error comes from Redis or the network to it, and not from Telegram.
func redisFails(err error) bool { return !telegram.Failed(err) && storage.Away(err) }

// known tells whether the log already reports the fault behind an error. The loss of shards during it counts as well.
func (o *Options) known(err error) bool {
	return o.fault.Known() && (redisFails(err) || errors.Is(err, storage.ErrFenced))
}
