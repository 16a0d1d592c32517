package storage

import (
	"context"
	"fmt"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// askedSpan is for how long it is remembered who was sent a keyboard. Telegram keeps a message that was typed while the
// bot was away for as long.
const askedSpan = 24 * time.Hour

// Turn is the whole outcome of one event, to be saved.
type Turn struct {
	Lease   Lease
	Entry   Entry          // the event, as Inbox or Receive gave it
	ID      string         // of the participant; for somebody new, a NewID on the entry's shard
	Version int64          // the version that was loaded
	State   state.State    // the new state; if Empty, only facts are kept of the participant
	Effects []state.Effect // all of them, in order, because their numbers make their ids
}

// Commit saves a turn in one script. With ErrFenced, ErrGone, ErrStale or a Final error nothing was saved. After any
// other error repeat the call: ErrGone then says that it had worked. Commit returns, in order, the messages that now
// wait in the outbox and the toasts, which are not stored, and the earliest moment at which the turn asked to be woken
// (zero if none). The participant's version is then one higher, or 0 if the state was Empty.
func (s *Store) Commit(ctx context.Context, now time.Time, t Turn) ([]Outgoing, time.Time, error) {
	out, wake, err := s.commit(ctx, now, t)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("commit a turn of %s: %w", t.ID, err)
	}
	return out, wake, nil
}

func (s *Store) commit(ctx context.Context, now time.Time, t Turn) ([]Outgoing, time.Time, error) {
	shard, chat, err := s.onOneShard(t)
	if err == nil {
		err = s.belief.trusted(shard)
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	d, err := s.sealEffects(t)
	if err != nil {
		return nil, time.Time{}, err
	}
	var state []byte
	if !t.State.Empty() {
		if state, err = s.sealState(t.State); err != nil {
			return nil, time.Time{}, err
		}
	}
	erased := ""
	if d.erases {
		if erased, err = s.eraseArgument(ctx, shard, t.ID); err != nil {
			return nil, time.Time{}, err
		}
	}
	asked := ""
	if d.asks {
		asked = milliseconds(now)
	}
	args := []any{
		t.Lease.Epoch, t.Entry.Stream, t.Version, t.ID, chat, state, asked, milliseconds(now.Add(-askedSpan)), erased,
	}
	reply, err := verdict(s.runBatched(ctx, call{s.scripts.commit, []string{
		epochKey(shard), inboxKey(shard), stateKey(shard, t.ID), factsKey(shard, t.ID),
		chatsKey(shard), dueKey(shard), outboxKey(shard), askedKey(shard),
	}, d.appendTo(args)}))
	if err != nil {
		return nil, time.Time{}, err
	}
	if 2*len(reply) != len(d.sent) {
		return nil, time.Time{}, fmt.Errorf("%d stream ids for %d messages", len(reply), len(d.sent)/2)
	}
	for i := range d.out {
		if d.out[i].Kept() {
			d.out[i].Stream, reply = reply[0], reply[1:]
		}
	}
	return d.out, d.wake, nil
}

// onOneShard checks that lease, entry and participant are on one shard. It also gives the name of the participant's
// chat there.
func (s *Store) onOneShard(t Turn) (shard int, chat string, err error) {
	if shard, err = s.ShardOfID(t.ID); err != nil {
		return 0, "", err
	}
	if t.State.ID != t.ID {
		return 0, "", final("the state is that of %q", t.State.ID)
	}
	if t.Lease.Shard != shard || t.Entry.Shard != shard {
		return 0, "", final("lease of shard %d and entry of shard %d do not fit it", t.Lease.Shard, t.Entry.Shard)
	}
	if t.Entry.Stream == "" || t.Entry.Event == nil {
		return 0, "", final("the entry has no stream id or no event")
	}
	chat, err = s.placeOn(shard, t.State.Chat)
	return shard, chat, err
}

// sealedEffects are a turn's effects, sealed and sorted into the script's arguments.
type sealedEffects struct {
	facts []any // pairs of time and sealed fact
	dues  []any // pairs of name and time, empty to forget the moment
	sent  []any // pairs of effect id and sealed effect
	out   []Outgoing
	wake  time.Time // the earliest moment asked for; zero: none
	asks  bool      // a message has buttons or a keyboard
	// erases says that everything kept of the participant is removed first. Facts of the same turn before the Erase are
	// left out.
	erases bool
}

// appendTo adds facts, due moments and messages to a script's arguments, each behind its count.
func (d *sealedEffects) appendTo(args []any) []any {
	for _, part := range [][]any{d.facts, d.dues, d.sent} {
		args = append(append(args, len(part)/2), part...)
	}
	return args
}

// sealEffects seals what a turn's effects keep and send. An effect that storage does not know is a Final error.
func (s *Store) sealEffects(t Turn) (*sealedEffects, error) {
	d := &sealedEffects{}
	for n, effect := range t.Effects {
		id := state.EffectID(t.Entry.Event.Head().ID, n)
		var err error
		switch e := effect.(type) {
		case state.Keep:
			err = s.addFact(d, t.ID, e.Fact)
		case state.Wake:
			d.addWake(t.ID, e)
		case state.Forget:
			d.dues = append(d.dues, dueName(t.ID, e.Kind, e.Key), "")
		case state.Say:
			d.asks = d.asks || len(e.Buttons) > 0 || len(e.Keyboard) > 0
			err = s.addMessage(d, t.ID, id, e)
		case state.Edit:
			d.asks = d.asks || len(e.Buttons) > 0
			err = s.addMessage(d, t.ID, id, e)
		case state.Tell:
			if e.Letter == nil {
				return nil, final("a Tell without a letter")
			}
			err = s.addMessage(d, t.ID, id, e)
		case state.Page:
			err = s.addMessage(d, t.ID, id, e)
		case state.Picture:
			err = s.addMessage(d, t.ID, id, e)
		case state.Card:
			err = s.addMessage(d, t.ID, id, e)
		case state.Document:
			err = s.addMessage(d, t.ID, id, e)
		case state.Delete:
			err = s.addMessage(d, t.ID, id, e)
		case state.Menu:
			err = s.addMessage(d, t.ID, id, e)
		case state.Erase:
			d.erases, d.facts = true, nil
		case state.Toast:
			d.out = append(d.out, Outgoing{Shard: t.Lease.Shard, From: t.ID, ID: id, Effect: e})
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

func (s *Store) addFact(d *sealedEffects, id string, f record.Fact) error {
	sealed, err := s.sealFact(id, f)
	if err != nil {
		return err
	}
	d.facts = append(d.facts, max(f.At.UnixMilli(), 1), sealed) // 0 is no stream id
	return nil
}

func (d *sealedEffects) addWake(id string, w state.Wake) {
	d.dues = append(d.dues, dueName(id, w.Kind, w.Key), milliseconds(w.At))
	if at := moment(w.At); d.wake.IsZero() || at.Before(d.wake) {
		d.wake = at
	}
}

func (s *Store) addMessage(d *sealedEffects, from, id string, e state.Effect) error {
	sealed, err := s.sealEffect(from, id, e)
	if err != nil {
		return err
	}
	shard, err := s.ShardOfID(from)
	if err != nil {
		return err
	}
	d.sent = append(d.sent, id, sealed)
	d.out = append(d.out, Outgoing{Shard: shard, From: from, ID: id, Effect: e})
	return nil
}
