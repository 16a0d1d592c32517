package storage

import (
	"context"
	"errors"
	"fmt"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/keyspace"
	"footing/storage/scripts"
)

// The most participants, and about the most facts, that are planted in one round trip. A slow disk must be able to
// write them well before the client's timeout.
const (
	plantBatch = 100
	plantFacts = 4000
)

// Planted is an invented participant, as many turns would have left them. No message waits for them.
type Planted struct {
	State state.State
	Facts []record.Fact
	Wakes []state.Wake
}

// Plant writes invented participants into a store that is marked as synthetic, and refuses any other. A participant who
// exists already is an error; the others of the same round trip are written nevertheless.
func (s *Store) Plant(ctx context.Context, people []Planted) error {
	if err := s.form.present(); err != nil {
		return fmt.Errorf("plant: %w", err)
	}
	synthetic, err := s.Synthetic(ctx)
	if err != nil {
		return err
	}
	if !synthetic {
		return errors.New("plant: the store is not marked as synthetic")
	}
	for len(people) > 0 {
		batch := people[:batchOf(people)]
		people = people[len(batch):]
		calls := make([]scripts.Invocation, len(batch))
		for i, p := range batch {
			if calls[i], err = s.planting(p); err != nil {
				return fmt.Errorf("plant %s: %w", p.State.ID, err)
			}
		}
		var failures []error
		for i, a := range s.scripts.All(ctx, calls) {
			if _, err := verdict(a.Reply, a.Err); err != nil {
				failures = append(failures, fmt.Errorf("plant %s: %w", batch[i].State.ID, err))
			}
		}
		if err := errors.Join(failures...); err != nil {
			return err
		}
	}
	return nil
}

// batchOf is how many of the people are planted in one round trip, at least one.
func batchOf(people []Planted) int {
	facts := 0
	for n, p := range people[:min(plantBatch, len(people))] {
		if facts += len(p.Facts); facts > plantFacts && n > 0 {
			return n
		}
	}
	return min(plantBatch, len(people))
}

// planting is the script call for one participant.
func (s *Store) planting(p Planted) (scripts.Invocation, error) {
	id := p.State.ID
	shard, err := s.ShardOfID(id)
	if err != nil {
		return scripts.Invocation{}, err
	}
	chat, err := s.locateOn(shard, p.State.Chat)
	if err != nil {
		return scripts.Invocation{}, err
	}
	if p.State.Empty() {
		return scripts.Invocation{}, errors.New("its state is empty")
	}
	var planned moments
	for _, w := range p.Wakes {
		planned = planned.with(w)
	}
	planned.sort()
	data, err := encodeState(p.State)
	if err != nil {
		return scripts.Invocation{}, err
	}
	state, err := s.sealState(p.State, data, planned)
	if err != nil {
		return scripts.Invocation{}, err
	}
	args, err := s.appendPlan([]any{id, chat, state}, id, nil, planned, nil)
	if err != nil {
		return scripts.Invocation{}, err
	}
	if args, err = s.appendFacts(args, id, p.Facts); err != nil {
		return scripts.Invocation{}, err
	}
	return s.scripts.Plant.With([]string{
		keyspace.State(shard, id), keyspace.Facts(shard, id), keyspace.Chats(shard), keyspace.Due(shard),
		keyspace.Calls(shard), keyspace.Early(shard, id), keyspace.Chapters(shard, id),
	}, args...), nil
}
