package storage

import (
	"context"
	"fmt"

	"footing/storage/keyspace"
	"footing/storage/scripts"
)

// Ends are messages of one shard that are to leave the outbox.
type Ends struct {
	Lease   Lease
	Streams []string // their ids in the outbox; at most some hundreds, which go onto Lua's stack
}

// End removes messages without receipts from their outboxes, all in one round trip. Each shard has an answer of its
// own; nil: none of its messages is there any more. What is gone already is no error.
func (s *Store) End(ctx context.Context, all []Ends) []error {
	failed, calls := make([]error, len(all)), make([]scripts.Invocation, 0, len(all))
	for i, e := range all {
		if failed[i] = s.trusted(e.Lease.Shard); failed[i] != nil {
			continue
		}
		args := []any{e.Lease.Epoch}
		for _, stream := range e.Streams {
			args = append(args, stream)
		}
		keys := []string{keyspace.Epoch(e.Lease.Shard), keyspace.Outbox(e.Lease.Shard)}
		calls = append(calls, s.scripts.End.With(keys, args...))
	}
	answers := s.scripts.All(ctx, calls)
	for i, e := range all {
		if failed[i] == nil {
			_, failed[i] = verdict(answers[0].Reply, answers[0].Err)
			answers = answers[1:]
		}
		if failed[i] != nil {
			failed[i] = fmt.Errorf("end %d messages of shard %d: %w", len(e.Streams), e.Lease.Shard, failed[i])
		}
	}
	return failed
}
