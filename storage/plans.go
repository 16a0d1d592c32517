package storage

import (
	"context"
	"fmt"
)

// The plans that people were asked by are kept, because what an answer meant is known only as long as the words of the
// question are. A questionnaire that was changed since, or taken out, can so be explained in every export.

func planContext(name string) []byte { return []byte("plan/" + name) }

// KeepPlan keeps a plan, sealed, under a name that stands for what is asked in it. A plan of that name that is there
// already stays as it is.
func (s *Store) KeepPlan(ctx context.Context, name string, plan []byte) error {
	sealed, err := s.keys.Seal(plan, planContext(name))
	if err == nil {
		err = s.rdb.HSetNX(ctx, plansKey, name, sealed).Err()
	}
	if err != nil {
		return fmt.Errorf("keep plan %s: %w", name, err)
	}
	return nil
}

// Plans gives every plan that was kept, by its name.
func (s *Store) Plans(ctx context.Context) (map[string][]byte, error) {
	sealed, err := s.rdb.HGetAll(ctx, plansKey).Result()
	if err != nil {
		return nil, fmt.Errorf("read the plans: %w", err)
	}
	plans := make(map[string][]byte, len(sealed))
	for name, value := range sealed {
		if plans[name], err = s.keys.Open([]byte(value), planContext(name)); err != nil {
			return nil, fmt.Errorf("open plan %s: %w", name, err)
		}
	}
	return plans, nil
}
