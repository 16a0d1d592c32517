package storage

import (
	"errors"
	"fmt"
	"strconv"

	"footing/flows/state"
	"footing/storage/belief"
)

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
