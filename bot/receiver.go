package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"footing/bot/telegram"
	"footing/flows/state"
	"footing/storage"
)

const (
	batch = 100 // updates in one answer, Telegram's bound
	// outage is how long the bot may have been away before people are asked to press again: Telegram drops
	// presses after 150 s.
	outage = 120 * time.Second
	// asked is whom an outage concerns: who was sent a keyboard this long ago or later.
	asked = 24 * time.Hour
	// polledEvery is how often it is written down that Telegram was heard: seldom enough to cost nothing.
	polledEvery = 20 * time.Second
	leaveWithin = 5 * time.Second
)

// Receiver fetches updates from Telegram and stores them as events. Telegram is told that we have an update,
// by the offset of the next poll, only after Redis or the spool has it. The offset lives in memory only: after
// a silent week Telegram's numbers start anew anywhere.
type Receiver struct {
	o        *Options
	metrics  *metrics
	draw     *dice
	leases   *Leaseholder // knows whether it is this process that polls
	overflow *Overflow
	workers  workers
	nudge    chan struct{}

	offset int64
	failed bool      // the last question
	began  Reading   // the first answer of Telegram to this process
	polled Reading   // the last one
	known  bool      // it was read from the store when Telegram was heard before this process began
	saved  time.Time // what the store has as polled
	owed   time.Time // since when there was an outage that people must still be told about; zero: none
	heard  instant   // polled, for others to read
}

func newReceiver(o *Options, m *metrics, draw *dice) *Receiver {
	return &Receiver{o: o, metrics: m, draw: draw, nudge: make(chan struct{}, 1)}
}

// Once asks for updates, waits for them as long as Options.Poll says, and stores them. It returns how many
// came. ErrToken is the one error after which there is no point in going on.
//
// The first question does not wait, nor does one after a failure: a bot that hears Telegram is ready at once, and
// not after an idle long poll.
func (r *Receiver) Once(ctx context.Context, _ Reading) (int, error) {
	wait := r.o.Poll
	if r.failed || r.heard.get().isZero() {
		wait = 0
	}
	came, err := r.fetch(ctx, wait)
	r.failed = err != nil
	return came, err
}

func (r *Receiver) fetch(ctx context.Context, wait time.Duration) (int, error) {
	if !r.leases.Polling() {
		return 0, nil
	}
	updates, err := r.o.Client.Updates(ctx, r.offset, batch, wait)
	switch telegram.Classify(err).Kind {
	case telegram.Done:
	case telegram.Unauthorized:
		return 0, fmt.Errorf("poll: %w (%w)", ErrToken, err)
	case telegram.Conflict:
		return 0, fmt.Errorf("poll: another program polls for this bot, or a webhook is set; stop it: %w", err)
	case telegram.Throttled, telegram.Blocked, telegram.Missing, telegram.Rejected, telegram.Unclear, telegram.Retry:
		return 0, fmt.Errorf("poll: %w", err)
	}
	// What has come is stored also when the bot is being stopped.
	ctx = context.WithoutCancel(ctx)
	now := r.o.Clock()
	came, err := r.read(updates, now.Wall)
	if err != nil {
		return 0, err
	}
	if err := r.store(ctx, now.Wall, came.posts); err != nil {
		return 0, err
	}
	r.offset = came.next
	r.leave(ctx, came.groups)
	r.listened(ctx, now)
	return len(updates), nil
}

// fetched is what one answer of Telegram holds for the bot.
type fetched struct {
	posts  []storage.Post
	groups []int64 // where the bot has no business
	next   int64   // the offset that confirms all of it: 0 after an empty answer, when nothing is left to confirm
}

// read translates updates one by one; one that cannot be read is set aside and holds nothing up.
func (r *Receiver) read(updates []json.RawMessage, now time.Time) (fetched, error) {
	var a fetched
	for _, raw := range updates {
		u, broken := telegram.Decode(raw)
		a.next = max(a.next, u.ID+1)
		if broken != nil {
			r.metrics.updates.WithLabelValues("unreadable").Inc()
			r.setAside(raw, broken)
			continue
		}
		r.metrics.updates.WithLabelValues(u.Kind.String()).Inc()
		if chat := elsewhere(u); chat != 0 && !slices.Contains(a.groups, chat) {
			a.groups = append(a.groups, chat)
		}
		draw, err := r.draw.text()
		if err != nil {
			return fetched{}, fmt.Errorf("read updates: %w", err)
		}
		if post, ok := translate(u, now, draw); ok {
			a.posts = append(a.posts, post)
		}
	}
	return a, nil
}

// setAside keeps an update that cannot be read for a release that can. What it says is not logged.
func (r *Receiver) setAside(raw json.RawMessage, why error) {
	r.o.Log.Error("an update cannot be read", "error", why, "bytes", len(raw), "kept", r.o.Quarantine != nil)
	if r.o.Quarantine == nil {
		return
	}
	sealed, err := r.o.Keys.Seal(raw, []byte(quarantinePlace))
	if err == nil {
		err = r.o.Quarantine.Append([][]byte{sealed})
	}
	if err != nil {
		r.o.Log.Error("an update cannot be set aside", "error", err)
	}
}

// store makes posts safe: in Redis, or behind what is in the spool already.
func (r *Receiver) store(ctx context.Context, now time.Time, posts []storage.Post) error {
	if len(posts) == 0 {
		return nil
	}
	if r.overflow.Len() > 0 {
		return r.overflow.Keep(posts)
	}
	entries, err := r.o.Store.Receive(ctx, now, posts)
	if err == nil {
		r.workers.give(entries)
		return nil
	}
	r.workers.rereadAll() // some may have been stored, and nobody knows which
	if !r.overflow.There() {
		return fmt.Errorf("store updates: %w", err)
	}
	r.o.Log.Error("updates go to the spool", "error", err, "updates", len(posts))
	if kept := r.overflow.Keep(posts); kept != nil {
		return fmt.Errorf("store updates: %w", errors.Join(err, kept))
	}
	return nil
}

// leave takes the bot out of groups, silently. Best effort: as long as it is in one, it hears of it again.
func (r *Receiver) leave(ctx context.Context, groups []int64) {
	for _, chat := range groups {
		within, cancel := context.WithTimeout(ctx, leaveWithin)
		if err := r.o.Client.Leave(within, chat); err != nil {
			r.o.Log.Warn("a group cannot be left", "error", err)
		}
		cancel()
	}
}

// listened notes that Telegram answered, and after too long a silence asks people to press again. What fails
// here is tried again after the next poll.
func (r *Receiver) listened(ctx context.Context, now Reading) {
	if r.began.isZero() {
		r.began = now
	}
	if r.owed.IsZero() && !r.polled.isZero() && now.Since(r.polled) > outage {
		r.owed = r.polled.Wall
	}
	r.polled = now
	r.heard.set(now)
	if !r.remember(ctx) {
		return
	}
	if err := r.pay(ctx, now.Wall); err != nil {
		r.o.Log.Warn("people are not yet told about an outage", "error", err)
		return // and polled is not saved, so that it is known after a restart
	}
	if now.Wall.Sub(r.saved).Abs() < polledEvery { // what is saved may lie ahead of a clock that was set back
		return
	}
	if err := r.o.Store.SetPolled(ctx, now.Wall); err != nil {
		r.o.Log.Warn("it is not written down that Telegram was heard", "error", err)
		return
	}
	r.saved = now.Wall
}

// remember finds out when Telegram was heard before this process began, and whether people could press in vain
// between the two. However long Redis keeps that from being known, it is the first answer to this process that
// counts: from then on everything was heard.
func (r *Receiver) remember(ctx context.Context) bool {
	if r.known {
		return true
	}
	before, err := r.o.Store.Polled(ctx)
	if err != nil {
		r.o.Log.Warn("it is not known when Telegram was last heard", "error", err)
		return false
	}
	r.saved, r.known = before, true
	if !before.IsZero() && r.began.Wall.Sub(before) > outage {
		r.owed = before
	}
	return true
}

// pay posts an outage to everybody whom it concerns, on all shards: there is one poller for all of them.
func (r *Receiver) pay(ctx context.Context, now time.Time) error {
	if r.owed.IsZero() {
		return nil
	}
	for shard := range r.o.Store.Shards() {
		ids, err := r.o.Store.RecentlyAsked(ctx, shard, now.Add(-asked))
		if err != nil {
			return fmt.Errorf("tell about an outage: %w", err)
		}
		posts := make([]storage.Post, len(ids))
		for i, id := range ids {
			header := state.Header{ID: fmt.Sprintf("outage/%d/%s", r.owed.Unix(), id), At: now}
			posts[i] = storage.Post{To: id, Event: state.Outage{Header: header, Since: r.owed}}
		}
		if err := r.workers.post(ctx, r.o.Store, now, posts); err != nil {
			return fmt.Errorf("tell about an outage: %w", err)
		}
	}
	r.o.Log.Warn("presses may have been lost: people were asked to press again", "since", r.owed)
	r.owed = time.Time{}
	return nil
}

// uninterrupted says that until now nobody could have said anything without being heard.
func (r *Receiver) uninterrupted(now Reading) { r.polled, r.known = now, true }

// rest is how long to wait after a poll that brought nothing: not at all, for it has waited itself.
func (r *Receiver) rest(Reading) time.Duration {
	if r.leases.Polling() {
		return 0
	}
	return r.o.Period
}
