package storage

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/belief"
	"footing/storage/keyspace"
	"footing/storage/scripts"
)

// askedSpan is for how long it is remembered who was sent a keyboard. Telegram keeps a message that was typed while the
// bot was away for as long.
const askedSpan = 24 * time.Hour

// askedStep is how exactly it is remembered. What is remembered is never earlier than it was.
const askedStep = 10 * time.Minute

// Turn is the whole outcome of one event, to be saved.
type Turn struct {
	Lease      Lease
	Entry      Entry          // the event, as Inbox or Receive gave it, or as Record.Due has made it
	Before     Record         // the participant as loaded; for somebody new, a NewID on the entry's shard, version 0
	State      state.State    // the new state; if it is Empty and nothing is planned, only facts are kept
	Effects    []state.Effect // all of them, in order, because their numbers make their ids
	RepeatedAt time.Time      // when it is made a second time, after it was lost; zero: it was not
}

// Saved is what a turn has become.
type Saved struct {
	Record Record     // the participant, as Load would give it if something is left of them
	Out    []Outgoing // in order, the messages that now wait in the outbox and the toasts, which are not stored
	Next   time.Time  // the next moment at which the participant is to be woken; zero: none
	Number int64      // of the turn on its shard, from 1, one more each
	// Oldest is the time of their oldest facts that are in no chapter; zero if the turn has no facts.
	Oldest time.Time
}

// Commit saves a turn in one script. With ErrFenced, ErrGone, ErrStale or a Final error nothing was saved. After any
// other error repeat the call: ErrGone then says that it had worked.
func (s *Store) Commit(ctx context.Context, now time.Time, t Turn) (Saved, error) {
	d, err := s.draft(ctx, now, t)
	if err == nil && t.Entry.Stream == "" {
		err = final("the entry has no stream id")
	}
	if err != nil {
		return Saved{}, fmt.Errorf("commit a turn of %s: %w", t.Before.ID, err)
	}
	saved, err := d.saved(s.scripts.Batched(ctx, d.call))
	if err != nil {
		return Saved{}, fmt.Errorf("commit a turn of %s: %w", t.Before.ID, err)
	}
	return saved, nil
}

// Taken is what became of a turn that went straight.
type Taken struct {
	Saved
	// Err is ErrGone if the event had its turn before, or waits in the inbox. After ErrFenced, ErrStale or a Final error
	// nothing was saved. After any other error the turn may or may not have been saved: Receive it again, which finds out.
	Err error
}

// Take saves turns whose entries are in no inbox (Straight), in one round trip. Each has an answer of its own, and none
// stands for another: there may be at most one turn of a participant.
func (s *Store) Take(ctx context.Context, now time.Time, turns []Turn) []Taken {
	taken, drafts := make([]Taken, len(turns)), make([]*draft, len(turns))
	var sealing sync.WaitGroup
	for i, t := range turns { // on all processors, for it is half of the work
		sealing.Go(func() {
			if t.Entry.Stream != "" {
				taken[i].Err = final("the entry is in an inbox")
				return
			}
			drafts[i], taken[i].Err = s.draft(ctx, now, t)
		})
	}
	sealing.Wait()
	var calls []scripts.Invocation
	for i := range turns {
		if taken[i].Err == nil {
			calls = append(calls, drafts[i].call)
		}
	}
	answers := s.scripts.All(ctx, calls)
	for i, t := range turns {
		if taken[i].Err == nil {
			taken[i].Saved, taken[i].Err = drafts[i].saved(answers[0].Reply, answers[0].Err)
			answers = answers[1:]
		}
		if err := taken[i].Err; err != nil {
			taken[i].Err = fmt.Errorf("take a turn of %s: %w", t.Before.ID, err)
		}
	}
	return taken
}

// draft is a turn that is ready to be saved.
type draft struct {
	shard   int
	belief  *belief.Belief
	call    scripts.Invocation
	effects *sealedEffects
	record  Record
}

func (s *Store) draft(ctx context.Context, now time.Time, t Turn) (*draft, error) {
	shard, chat, err := s.onOneShard(t)
	if err == nil {
		err = s.trusted(shard)
	}
	if err != nil {
		return nil, err
	}
	d := &draft{
		shard: shard, belief: s.belief, record: Record{ID: t.Before.ID, State: t.State, Version: t.Before.Version + 1},
	}
	if d.effects, err = s.sealEffects(t); err != nil {
		return nil, err
	}
	d.record.planned = t.Before.planned.after(t.Entry.Event, t.Effects)
	state, err := s.stateArgument(t, &d.record)
	if err != nil {
		return nil, err
	}
	keys, event := s.origin(now, t)
	args := []any{t.Lease.Epoch, event, t.Before.Version, t.Before.ID, chat, state}
	if args, err = s.appendAskedAndErased(ctx, args, now, t, d); err != nil {
		return nil, err
	}
	_, turns, _ := s.belief.Least(shard)
	var named any = ""
	if t.Entry.Received {
		named = s.seenName(t.Entry.Event.Head().ID)
	}
	args = append(args, int64(seenTTL/time.Second), turns, named)
	early, err := s.replacedNames(ctx, shard, t)
	if err != nil {
		return nil, err
	}
	if args, err = s.appendPlan(args, t.Before.ID, t.Before.planned, d.record.planned, early); err != nil {
		return nil, err
	}
	if args, err = s.appendFacts(args, t.Before.ID, d.effects.facts); err != nil {
		return nil, err
	}
	args = append(append(args, len(d.effects.sent)/2), d.effects.sent...)
	d.call = s.scripts.Commit.With(append([]string{
		keyspace.Epoch(shard), keys[0], keyspace.State(shard, t.Before.ID), keyspace.Facts(shard, t.Before.ID),
		keyspace.Chats(shard), keyspace.Due(shard), keyspace.Outbox(shard), keyspace.Asked(shard),
		keyspace.Calls(shard), keyspace.Early(shard, t.Before.ID), keyspace.Chapters(shard, t.Before.ID),
		keyspace.Parked(shard), keyspace.ShardRun(shard),
	}, keys[1:]...), args...)
	return d, nil
}

// origin gives the keys of where a turn's event comes from, and what it is called there. Moments that are due twice
// within a minute have one id.
func (s *Store) origin(now time.Time, t Turn) (keys []string, event any) {
	e := t.Entry
	switch {
	case e.ends:
		return []string{keyspace.Outbox(e.Shard)}, e.Stream
	case e.Stream != "":
		return []string{keyspace.Inbox(e.Shard)}, e.Stream
	}
	id := e.Event.Head().ID
	if _, due := e.Event.(state.Due); due && !t.RepeatedAt.IsZero() {
		id = fmt.Sprintf("%s/%d", id, t.Before.Version)
	}
	return s.seenKeys(e.Shard, cmp.Or(t.RepeatedAt, now)), s.seenName(id)
}

// saved reads the script's reply.
func (d *draft) saved(reply []string, err error) (Saved, error) {
	number, reply, err := d.number(reply, err)
	if err != nil {
		return Saved{}, err
	}
	out := d.effects.out
	var oldest time.Time
	if len(reply) > 0 && reply[0] != "" {
		if oldest, err = scoreTime(reply[0]); err != nil {
			return Saved{}, err
		}
	}
	reply = reply[min(1, len(reply)):]
	if 2*len(reply) != len(d.effects.sent) {
		return Saved{}, fmt.Errorf("%d stream ids for %d messages", len(reply), len(d.effects.sent)/2)
	}
	for i := range out {
		if out[i].Kept() {
			out[i].Stream, reply = reply[0], reply[1:]
		}
	}
	return Saved{Record: d.record, Out: out, Next: d.record.planned.next(), Oldest: oldest, Number: number}, nil
}

// unchanged stands for a state that is the same as before, to the byte, as the office's after each milestone of an
// alert.
const unchanged = "="

// stateArgument gives the state for the script: sealed, unchanged, or nothing if none is kept.
func (s *Store) stateArgument(t Turn, after *Record) (any, error) {
	if t.State.Empty() && t.State.Newer == "" && len(after.planned) == 0 {
		return "", nil
	}
	var err error
	if after.data, err = encodeState(t.State); err != nil {
		return nil, err
	}
	same := func(a, b state.Wake) bool { return a.Kind == b.Kind && a.Key == b.Key && a.At.Equal(b.At) }
	if t.Before.Version > 0 && bytes.Equal(after.data, t.Before.data) &&
		slices.EqualFunc(after.planned, t.Before.planned, same) {
		return unchanged, nil
	}
	return s.sealState(t.State, after.data, after.planned)
}

// appendAskedAndErased adds to the script's arguments when a keyboard was sent, and what is removed first.
func (s *Store) appendAskedAndErased(
	ctx context.Context, args []any, now time.Time, t Turn, d *draft,
) ([]any, error) {
	asked, erased := "", ""
	d.record.asked = t.Before.asked
	if d.effects.asks {
		asked = milliseconds(now.Add(askedStep - 1).Truncate(askedStep))
		d.record.asked = asked
		if asked == t.Before.asked {
			asked = "" // it stands there
		}
	}
	if d.effects.erases {
		var err error
		if erased, err = s.eraseArgument(ctx, t.Lease.Shard, t.Before.ID); err != nil {
			return nil, err
		}
	}
	return append(args, asked, milliseconds(now.Add(-askedSpan)), erased), nil
}

// onOneShard checks that lease, entry and participant are on one shard. It also gives the name of the participant's
// chat there.
func (s *Store) onOneShard(t Turn) (shard int, chat string, err error) {
	if shard, err = s.ShardOfID(t.Before.ID); err != nil {
		return 0, "", err
	}
	if t.State.ID != t.Before.ID {
		return 0, "", final("the state is that of %q", t.State.ID)
	}
	if t.Lease.Shard != shard || t.Entry.Shard != shard {
		return 0, "", final("lease of shard %d and entry of shard %d do not fit it", t.Lease.Shard, t.Entry.Shard)
	}
	if t.Entry.Event == nil {
		return 0, "", final("the entry has no event")
	}
	chat, err = s.locateOn(shard, t.State.Chat)
	return shard, chat, err
}

// sealedEffects are a turn's effects, sorted into what the script is given.
type sealedEffects struct {
	facts []record.Fact
	sent  []any // pairs of an effect's name and itself, sealed
	out   []Outgoing
	asks  bool // a message has buttons or a keyboard
	// erases says that everything kept of the participant is removed first. Facts of the same turn before the Erase are
	// left out.
	erases bool
}

// sealEffects seals what a turn's effects keep and send. An effect that storage does not know is a Final error.
func (s *Store) sealEffects(t Turn) (*sealedEffects, error) {
	d := &sealedEffects{}
	for n, effect := range t.Effects {
		id := state.EffectID(t.Entry.Event.Head().ID, n)
		var err error
		switch e := effect.(type) {
		case state.Keep:
			d.facts = append(d.facts, e.Fact)
		case state.Wake, state.Forget: // moments.after
		case state.Say:
			d.asks = d.asks || len(e.Buttons) > 0 || len(e.Keyboard) > 0
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Edit:
			d.asks = d.asks || len(e.Buttons) > 0
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Tell:
			if e.Letter == nil {
				return nil, final("a Tell without a letter")
			}
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Page:
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Picture:
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Card:
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Document:
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Delete:
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Menu:
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Erase:
			d.erases, d.facts = true, nil
		case state.Toast:
			d.out = append(d.out, Outgoing{Shard: t.Lease.Shard, From: t.Before.ID, ID: id, Effect: e})
		case state.Route: // kept by the worker, outside the store
		case state.Ignore: // counted by the worker, kept by nobody
		default:
			err = final("no place for an effect %T", effect)
		}
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (s *Store) addMessage(d *sealedEffects, from, id string, e state.Effect) error {
	event, _, _ := strings.Cut(id, "#")
	name := s.effectName(event, len(d.sent)/2)
	sealed, err := s.sealEffect(from, name, id, e)
	if err != nil {
		return err
	}
	shard, err := s.ShardOfID(from)
	if err != nil {
		return err
	}
	d.sent = append(d.sent, name, sealed)
	d.out = append(d.out, Outgoing{Shard: shard, From: from, ID: id, Effect: e})
	return nil
}
