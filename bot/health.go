package bot

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Health is what the bot says of itself. Ready means that it works: it hears Telegram or leaves that to another
// process, it holds shards, the store is the one that it began with, and no loop fails. Problems are in words for an
// operator and may be there though it is ready.
type Health struct {
	Ready    bool     `json:"ready"`
	Problems []string `json:"problems"`
}

// Health tells how the bot is at the given time.
func (b *Bot) Health(now Reading) Health {
	h := Health{Ready: true, Problems: []string{}}
	say := func(serious bool, format string, args ...any) {
		h.Problems = append(h.Problems, fmt.Sprintf(format, args...))
		h.Ready = h.Ready && !serious
	}
	b.mu.Lock()
	for _, name := range slices.Sorted(maps.Keys(b.troubles)) {
		say(true, "%s: %s", name, b.troubles[name])
	}
	b.mu.Unlock()
	doubts := b.o.Store.Doubts()
	for _, p := range doubts {
		say(true, "%s %s", p.What, p.Remedy)
	}
	if len(b.leases.Held()) == 0 && len(doubts) == 0 {
		say(true, "no shard is held: another process has them all, or Redis is away")
	}
	if heard := b.receiver.heard.get(); b.leases.Polling() && now.Since(heard) > outage {
		if heard.isZero() {
			say(true, "Telegram has not answered yet")
		} else {
			say(true, "Telegram was last heard %s ago", now.Since(heard).Round(time.Second))
		}
	}
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
	steady := b.o.steady(now)
	if until, _ := b.sender.holds.Everything(); until.After(steady) {
		say(false, "Telegram wants no messages for another %s", until.Sub(steady).Round(time.Second))
	}
	if n, until := b.sender.holds.Chats(steady); n > 0 {
		say(false, "Telegram takes less than everything in %d chats, for up to another %s", n,
			until.Sub(steady).Round(time.Second))
	}
	return h
}

// trouble notes that a loop fails, and logs it at the first failure and whenever their number has doubled.
func (b *Bot) trouble(loop string, failures int, err error) {
	if seldom(failures) {
		b.o.Log.Error("a loop fails and goes on trying", "loop", loop, "failures", failures, "error", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.troubles[loop] = err.Error()
}

// relief notes that a loop works. It returns 0, the number of its failures in a row.
func (b *Bot) relief(loop string, failures int) int {
	if failures == 0 {
		return 0
	}
	b.o.Log.Info("a loop works again", "loop", loop, "failures", failures)
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.troubles, loop)
	return 0
}
