package storage

import (
	"context"

	"footing/storage/keyspace"
	"footing/storage/reseal"
)

// Every plan by which people were asked is kept. What an answer meant is known only as long as the words of its
// question are, so every export can explain a questionnaire that was changed or removed since.

// KeepPlan stores a plan, sealed, under a name that stands for what is asked in it. A plan that has this name already
// is not changed.
func (s *Store) KeepPlan(ctx context.Context, name string, plan []byte) error {
	return s.named.Keep(ctx, keyspace.Plans, reseal.Plans, name, plan) //nolint:wrapcheck // it says what it did
}

// Plans reads all plans, by name.
func (s *Store) Plans(ctx context.Context) (map[string][]byte, error) {
	return s.named.All(ctx, keyspace.Plans, reseal.Plans) //nolint:wrapcheck // it says what it did
}
