package storage

import (
	"context"
	"fmt"
	"sync"
	"time"

	"footing/flows/state"
)

// The straight way. An update of somebody whose state is in memory, on a shard where nothing waits, needs no inbox: its
// turn is made first, and then one script notes the update as seen and saves the turn. That is one wait for the disk
// instead of two. Whatever stands in the way, the update goes by the inbox: an event has one turn, whichever way it
// came, and however often it comes.

// Straight makes the entry of an update that goes into no inbox. Its turn is for Take.
func (s *Store) Straight(p Post, to string) (Entry, error) {
	if p.Event == nil || p.Event.Head().ID == "" {
		return Entry{}, final("an event without an id can't be told from another")
	}
	_, event, err := asStored(p.Event)
	if err != nil {
		return Entry{}, fmt.Errorf("make an entry: %w", err)
	}
	shard, place := s.place(p.Chat)
	return Entry{Shard: shard, To: to, Chat: p.Chat, Event: event, place: place}, nil
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
	// nothing was saved. After any other error the turn may or may not have been saved: Receive the post, which finds out.
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
	var calls []call
	for i := range turns {
		if taken[i].Err == nil {
			calls = append(calls, drafts[i].call)
		}
	}
	answers := s.runAll(ctx, calls)
	for i, t := range turns {
		if taken[i].Err == nil {
			taken[i].Saved, taken[i].Err = drafts[i].saved(answers[0].reply, answers[0].err)
			answers = answers[1:]
		}
		if err := taken[i].Err; err != nil {
			taken[i].Err = fmt.Errorf("take a turn of %s: %w", t.Before.ID, err)
		}
	}
	return taken
}
