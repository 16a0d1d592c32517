package bot

import (
	"fmt"
	"time"

	"footing/bot/internal/outage"
	"footing/bot/internal/peers"
	"footing/flows"
	"footing/storage"
)

// Outside sets what is wrong outside the bot's own loops, in words for an operator. Guard lists it from now on.
func (b *Bot) Outside(red []string) { b.sentry.outside.Store(&red) }

// Guard lists what is red: whatever is so wrong that a human must look, in words for an operator. It is the one list
// for health, /alarms, the metrics and the dead man's switch, and while it has any entry, the dead man's switch is not
// called. Everything that it does not list was recently seen to work: in this process and, if this process polls
// Telegram, also in the others.
func (y *Sentry) Guard(now Reading) []string {
	red := y.own(now)
	if !y.leases.Polling() || len(y.o.Store.Doubts()) > 0 {
		return red
	}
	if shards, _ := y.leases.unattended(now); len(shards) > 0 {
		red = append(red, "nobody is seen to work on "+peers.Numbered(shards, y.o.Store.Shards()))
	}
	return append(red, y.leases.peers.Unvouched(now, y.o.Beacon != nil)...)
}

// word is what this process tells its peers about itself. It is Red if anything here is red, for instance an alert that
// waits in an outbox. It is Well only if the process has looked at the store and, if the self-check of the switch is
// its task, if that check has passed; until then it is empty.
func (y *Sentry) word(now Reading) storage.Word {
	y.mu.Lock()
	looked := !y.at.IsZero()
	y.mu.Unlock()
	switch {
	case len(y.own(now)) > 0:
		return storage.Red
	case !looked, y.leases.holds(y.watchman.shard) && !y.watchman.passes(now):
		return ""
	}
	return storage.Well
}

// own lists what is red, as far as this process can see without its peers.
func (y *Sentry) own(now Reading) []string {
	var red []string
	say := func(format string, args ...any) { red = append(red, fmt.Sprintf(format, args...)) }
	for _, p := range y.o.Store.Doubts() {
		say("%s", p.What)
	}
	if why := y.o.time.Problem(); why != "" {
		say("%s", why)
	}
	if outside := y.outside.Load(); outside != nil {
		red = append(red, *outside...)
	}
	y.mu.Lock()
	at, put := y.at, y.aside
	for _, what := range y.store {
		say("%s", what)
	}
	if y.clocks != "" {
		say("%s: check-ins and calls may come at the wrong time", y.clocks)
	}
	y.mu.Unlock()
	if !at.IsZero() && now.Run-at.Run > max(3*y.o.LeaseRenewal, time.Minute) {
		say("for %s nobody could look whether Redis keeps what it confirms", (now.Run - at.Run).Round(time.Second))
	}
	if put.Unseen > 0 {
		say("%d things were set aside that nobody has looked at, the last at %s: footing parked list names them, footing "+
			"parked looked notes that you have looked",
			put.Unseen, put.Latest.Format("2006-01-02T15:04:05.000Z"))
	}
	if urgent := y.sender.urgent(now); urgent.N > 0 && urgent.Oldest > urgentWithin {
		say("%d texts about safety wait for Telegram, the oldest for %s", urgent.N, urgent.Oldest.Round(time.Second))
	}
	if failing := y.sender.unpaged(now); failing.N > 0 {
		say("the second channel has not taken %d calls about alerts that nobody has pressed on, the oldest for %s", failing.N,
			failing.Oldest.Round(time.Second))
	}
	for _, alert := range y.alerts.Unseen() {
		if days := y.o.Protocol.Clinic.FullDutyDays(alert.Since, now.Wall); days >= flows.UnseenDays {
			say("alert %s has been unseen for %d duty days", alert.Short, days)
		}
	}
	red = append(red, y.standstill(now)...)
	red = append(red, y.leases.Red(now)...)
	if why := y.journal.Problem(); why != "" {
		say("%s", why)
	}
	if why := y.watchman.overdue(now); why != "" {
		say("%s", why)
	}
	if !y.leases.Polling() {
		return red
	}
	if heard := y.ear.Last(); !heard.IsZero() && now.Run-heard.Run > outage.Long {
		say("Telegram was last heard %s ago", (now.Run - heard.Run).Round(time.Second))
	}
	if why := y.unproven(now); why != "" {
		say("%s", why)
	}
	return red
}

// unproven says why it is not certain that Telegram accepts what the bot sends. It is empty if that is certain, or if
// nobody asked: neither a dead man's switch nor an operator's chat is set.
func (y *Sentry) unproven(now Reading) string {
	last := y.lastProven()
	since := now.Run - last.Run
	if last.IsZero() {
		since = now.Run - y.o.began.Run
	}
	if y.o.Beacon == nil && y.o.OperatorChat == 0 || since <= provenFor {
		return ""
	}
	why := "operator.chat is not set, and nothing else was sent"
	y.mu.Lock()
	failed := y.failed
	y.mu.Unlock()
	switch {
	case !y.sender.idles(now):
		why = "messages wait for it"
	case failed != "":
		why = "the operator's chat: " + failed
	case y.o.OperatorChat != 0:
		why = "the operator's chat was not yet asked"
	}
	return fmt.Sprintf("for %s Telegram has taken nothing that was sent (%s)", since.Round(time.Second), why)
}
