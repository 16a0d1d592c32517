package storage

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

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

// The straight way. An update of somebody whose state is in memory, on a shard where nothing waits, needs no inbox: its
// turn is made first, and then one script notes the update as seen and saves the turn. That is one wait for the disk
// instead of two. Whatever stands in the way, the update goes by the inbox: an event has one turn, whichever way it
// came, and however often it comes.

// Straight makes the entry of an update that goes into no inbox. Its turn is for Take.
func (s *Store) Straight(a Arrival, to string) (Entry, error) {
	if a.Event == nil || a.Event.Head().ID == "" {
		return Entry{}, final("an event without an id can't be told from another")
	}
	_, event, err := asStored(a.Event)
	if err != nil {
		return Entry{}, fmt.Errorf("make an entry: %w", err)
	}
	shard, place := s.locate(a.Chat)
	return Entry{Shard: shard, To: to, Chat: a.Chat, Event: event, place: place}, nil
}

// Receipt makes the entry of what became of a message. Its turn takes the message out of the outbox: it is for Commit,
// and ErrGone says that the message was not there.
func (s *Store) Receipt(o Outgoing, receipt state.Event) (Entry, error) {
	_, event, err := asStored(receipt)
	if err != nil {
		return Entry{}, fmt.Errorf("make an entry: %w", err)
	}
	return Entry{Shard: o.Shard, Stream: o.Stream, To: o.From, Event: event, place: o.From, ends: true}, nil
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

// number reads the beginning of the script's reply: the verdict, and the number of the turn. Where the store went back,
// that is the number of the last turn there.
func (d *draft) number(reply []string, err error) (int64, []string, error) {
	var seen belief.Sighting
	if err == nil && len(reply) == 2 && reply[0] == belief.Behind {
		seen.Word, reply = reply[0], reply[1:]
	} else if reply, err = verdict(reply, err); err != nil {
		return 0, nil, err
	}
	if len(reply) == 0 {
		return 0, nil, errors.New("a turn without a number")
	}
	if seen.Turns, err = strconv.ParseInt(reply[0], 10, 64); err != nil {
		return 0, nil, fmt.Errorf("the number of a turn: %w", err)
	}
	if d.belief.Saw(d.shard, seen); seen.Word == belief.Behind {
		return 0, nil, ErrFenced
	}
	return seen.Turns, reply[1:], nil
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
