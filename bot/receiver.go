package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"footing/bot/internal/attendant"
	"footing/bot/internal/gate"
	"footing/bot/internal/inbox"
	"footing/bot/internal/incoming"
	"footing/bot/internal/journal"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/outage"
	"footing/bot/telegram"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

const (
	batch       = 100 // updates in one answer, Telegram's limit
	leaveWithin = 5 * time.Second
	// intakeWithin is how long Redis may take to store updates until they go to the spool.
	intakeWithin = time.Second
	// straightWithin is how much of that the straight way may take. The rest is for what goes by the inbox, which must not
	// wait for a shard that does not answer.
	straightWithin = 400 * time.Millisecond
)

// Receiver fetches updates from Telegram and stores them as events. The offset of the next poll confirms them, so that
// poll begins only after Redis or the spool has them. The offset is kept in memory only, because Telegram's numbers
// start anywhere after a week of silence.
type Receiver struct {
	o         *Options
	metrics   *metrics.Metrics
	draw      *loop.Dice
	bare      engine.Bare             // tells what is urgent without knowing anybody
	gate      *gate.Gate              // nil: everything is taken
	verdicts  map[string]gate.Verdict // about updates that are not stored yet, by event id: they will be fetched again
	leases    *Leaseholder            // knows whether it is this process that polls
	overflow  *Overflow
	workers   workers
	inboxes   inbox.All
	attendant *attendant.Attendant
	ear       *outage.Listener
	journal   *journal.Journal
	nudge     loop.Nudge
	patience  time.Duration // intakeWithin, but in a test whose machine may be slow

	offset int64
	failed bool // the last poll failed
}

func newReceiver(o *Options, m *metrics.Metrics, draw *loop.Dice, bare engine.Bare) *Receiver {
	r := &Receiver{
		o: o, metrics: m, draw: draw, nudge: loop.NewNudge(), patience: intakeWithin,
		bare: bare, verdicts: make(map[string]gate.Verdict),
	}
	if o.Rate > 0 {
		r.gate = gate.New(o.Rate)
	}
	return r
}

// Once polls for updates, waits up to Options.Poll for them, and stores them. It returns how many came. ErrToken is the
// one error after which there is no point in going on.
//
// The first poll, and one after a failure, does not wait: a bot that hears Telegram is ready at once.
func (r *Receiver) Once(ctx context.Context, _ Reading) (int, error) {
	wait := r.o.Poll
	if r.failed || r.ear.Last().IsZero() {
		wait = 0
	}
	r.failed = false
	came, err := r.fetch(ctx, wait)
	r.failed = r.failed || err != nil
	return came, err
}

func (r *Receiver) fetch(ctx context.Context, wait time.Duration) (int, error) {
	if !r.leases.May(ctx, r.o.Clock()) {
		return 0, nil
	}
	updates, err := r.o.Client.Updates(ctx, r.offset, batch, wait)
	switch telegram.Classify(err).Kind {
	case telegram.Done:
		r.leases.Heard()
	case telegram.Unauthorized:
		if r.failed = true; r.leases.Refused(r.o.Clock(), err) {
			return 0, fmt.Errorf("poll: %w (%w)", ErrToken, err)
		}
		return 0, nil
	case telegram.Conflict:
		r.failed = true
		r.attendant.Elsewhere(r.o.Clock())
		r.leases.Conflict(ctx, r.o.Clock(), err)
		return 0, nil
	case telegram.Throttled, telegram.Blocked, telegram.Missing, telegram.Rejected, telegram.Unclear, telegram.Retry:
		return 0, fmt.Errorf("poll: %w", err)
	}
	// Updates that have come are stored even if the bot is being stopped.
	ctx = context.WithoutCancel(ctx)
	now := r.o.Clock()
	came, err := r.read(updates, now)
	if err != nil {
		return 0, err
	}
	if err := r.store(ctx, now, came.arrivals); err != nil {
		return 0, err
	}
	r.leave(ctx, came.groups)
	r.ear.Heard(now, r.o.Client.Date())
	if came.unkept != nil {
		r.offset = max(r.offset, came.next)
		return 0, came.unkept
	}
	r.offset = came.next
	clear(r.verdicts)
	return len(updates), nil
}

// fetched is what one answer of Telegram holds for the bot.
type fetched struct {
	arrivals []storage.Arrival
	groups   []int64 // in which the bot has no business
	next     int64   // the offset that confirms all of it that is kept; 0 if that is nothing
	unkept   error   // why an update was neither read nor set aside: it stays with Telegram, and so do later ones
}

// read translates updates one by one. One that cannot be read is set aside and does not hold up the others.
func (r *Receiver) read(updates []json.RawMessage, now Reading) (fetched, error) {
	var a fetched
	for _, raw := range updates {
		u, broken := telegram.Decode(raw)
		if broken != nil {
			r.metrics.Updates.WithLabelValues("unreadable").Inc()
			a.unkept = cmp.Or(a.unkept, r.setAside(raw, broken))
		}
		if a.unkept == nil {
			a.next = max(a.next, u.ID+1)
		}
		if broken != nil {
			if arrival, ok := incoming.Salvaged(raw, now.Wall); ok && len(r.admit(nil, arrival, "", r.o.steady(now))) > 0 {
				r.attendant.Lost(arrival.Event, false, now)
			}
			continue
		}
		r.metrics.Updates.WithLabelValues(u.Kind.String()).Inc()
		if chat := incoming.Elsewhere(u); chat != 0 && !slices.Contains(a.groups, chat) {
			a.groups = append(a.groups, chat)
		}
		draw, err := r.draw.Text()
		if err != nil {
			return fetched{}, fmt.Errorf("read updates: %w", err)
		}
		if arrival, ok := incoming.Translate(u, r.o.Store, now.Wall, draw); ok {
			a.arrivals = r.admit(a.arrivals, arrival, u.Album, r.o.steady(now))
		}
	}
	return a, nil
}

// setAside keeps an update that cannot be read for a later release. Its content is not logged.
func (r *Receiver) setAside(raw json.RawMessage, why error) error {
	r.o.Log.Error("an update cannot be read", "error", why, "bytes", len(raw), "kept", r.o.Folder != nil)
	if r.o.Folder == nil {
		return nil
	}
	if err := r.o.Folder.Quarantine().Append([][]byte{raw}); err != nil {
		return fmt.Errorf("an update cannot be read, nor set aside, and stays with Telegram: %w", err)
	}
	return nil
}

// admit adds an arrival to those that are stored, unless its chat writes too much. What is not stored is confirmed all
// the same. What is grave, a call for help or what belongs to an alert, is always stored, but for a mere repeat.
func (r *Receiver) admit(
	arrivals []storage.Arrival, arrival storage.Arrival, album string, now time.Time,
) []storage.Arrival {
	if r.gate == nil {
		return append(arrivals, arrival)
	}
	head := arrival.Event.Head()
	verdict, known := r.verdicts[head.ID]
	if !known {
		verdict = r.judge(arrival, album, now)
		r.verdicts[head.ID] = verdict
	}
	switch verdict {
	case gate.Take:
	case gate.TakeIf:
		arrival.Known = true
	case gate.RefuseOf:
		r.o.Log.Warn("a chat writes more than is taken", "update", head.ID)
		arrival = storage.Arrival{Chat: arrival.Chat, Known: true, Event: state.Flood{
			Header: state.Header{ID: head.ID + "/flood", At: head.At},
		}}
	case gate.Refuse:
		return arrivals
	}
	return append(arrivals, arrival)
}

// judge decides about an update that was not fetched before.
func (r *Receiver) judge(arrival storage.Arrival, album string, now time.Time) gate.Verdict {
	weight, verdict := gate.Weigh(r.bare, arrival.Event), gate.Refuse
	if weight.Kind != gate.Usual || album == "" || !r.gate.SameAlbum(arrival.Chat, album, now) {
		verdict = r.gate.Judge(arrival.Chat, weight, now)
	}
	if verdict == gate.Refuse || verdict == gate.RefuseOf {
		r.metrics.Updates.WithLabelValues("refused").Inc()
		if weight.Press && r.gate.Answers(arrival.Chat, now) {
			r.attendant.Refused(arrival, weight.Kind == gate.Grave)
		}
	}
	return verdict
}

// store stores arrivals in Redis. Those of a shard that fails, or of which older ones wait, go to the spool. The
// attendant hears of all before, and of each where it is after.
func (r *Receiver) store(ctx context.Context, now Reading, arrivals []storage.Arrival) error {
	if len(arrivals) == 0 {
		return nil
	}
	r.attendant.Came(arrivals, now)
	straight, behind := r.overflow.Split(arrivals)
	unstored, err := r.take(ctx, now, straight)
	behind = append(behind, unstored...)
	if len(behind) == 0 {
		return nil
	}
	if !r.overflow.There() {
		r.attendant.Kept(behind, attendant.Nowhere, r.o.Clock())
		return fmt.Errorf("store updates: %w", err)
	}
	if err != nil && !r.o.known(err) {
		r.o.Log.Error("updates go to the spool", "error", err, "updates", len(unstored))
	}
	if kept := r.overflow.Keep(behind); kept != nil {
		r.attendant.Kept(behind, attendant.Nowhere, r.o.Clock())
		return fmt.Errorf("store updates: %w", errors.Join(err, kept))
	}
	r.attendant.Kept(behind, attendant.InSpool, r.o.Clock())
	return nil
}

// take has the turns of arrivals made at once, where that is possible, and stores the others in Redis. It returns those
// of shards that failed, of which some may be stored. It waits for Redis no longer than a second: people must hear the
// truth within two.
func (r *Receiver) take(
	ctx context.Context, now Reading, arrivals []storage.Arrival,
) (unstored []storage.Arrival, err error) {
	if len(arrivals) == 0 {
		return nil, nil
	}
	within, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	soon, stop := context.WithTimeout(within, straightWithin)
	known, rest := r.workers.straight(soon, now, arrivals)
	stop()
	entries, err := r.inboxes.Receive(within, r.o.Store, now.Wall, rest)
	r.countStrangers(entries, r.o.steady(r.o.Clock()))
	stored := known
	for _, arrival := range rest {
		if storage.FailedOn(err, r.o.Store.ShardOf(arrival.Chat)) {
			unstored = append(unstored, arrival)
		} else {
			stored = append(stored, arrival)
		}
	}
	r.journal.Came(now.Wall, stored[len(known):])
	again := r.attendant.Stored(stored, entries)
	r.workers.missed(again)
	r.attendant.Kept(stored, attendant.InInbox, r.o.Clock())
	return unstored, err //nolint:wrapcheck // store says what it was for
}

// countStrangers tells the gate how many of the stored events are of people unknown, but for those that it lets in
// anyway.
func (r *Receiver) countStrangers(entries []storage.Entry, now time.Time) {
	if r.gate == nil {
		return
	}
	n := 0
	for _, e := range entries {
		if e.To == "" && gate.Weigh(r.bare, e.Event).Kind == gate.Usual {
			n++
		}
	}
	r.gate.Strangers(n, now)
}

// leave takes the bot out of groups without a word. If that fails, the next update from the group brings another try.
func (r *Receiver) leave(ctx context.Context, groups []int64) {
	for _, chat := range groups {
		within, cancel := context.WithTimeout(ctx, leaveWithin)
		if err := r.o.Client.Leave(within, chat); err != nil {
			r.o.Log.Warn("a group cannot be left", "error", err)
		}
		cancel()
	}
}

func (r *Receiver) rest(now Reading) time.Duration { return r.leases.Rest(now, r.o.Period) }
