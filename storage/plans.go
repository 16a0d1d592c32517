package storage

import (
	"context"
	"fmt"
)

// Every plan by which people were asked is kept. What an answer meant is known only as long as the words of its
// question are, so every export can explain a questionnaire that was changed or removed since.

// KeepPlan stores a plan, sealed, under a name that stands for what is asked in it. A plan that has this name already
// is not changed.
func (s *Store) KeepPlan(ctx context.Context, name string, plan []byte) error {
	return s.keepNamed(ctx, plansKey, "plan", name, plan)
}

// Plans reads all plans, by name.
func (s *Store) Plans(ctx context.Context) (map[string][]byte, error) {
	return s.named(ctx, plansKey, "plan")
}

// keepNamed stores a value in a hash of {meta}, sealed for its kind and name. A value that has this name already is not
// changed.
func (s *Store) keepNamed(ctx context.Context, key, kind, name string, value []byte) error {
	sealed, err := s.keys.Seal(value, namedContext(kind, name))
	if err == nil {
		err = s.rdb.HSetNX(ctx, key, name, sealed).Err()
	}
	if err != nil {
		return fmt.Errorf("keep %s %s: %w", kind, name, err)
	}
	return nil
}

// named reads all values of a hash, by name.
func (s *Store) named(ctx context.Context, key, kind string) (map[string][]byte, error) {
	sealed, err := s.rdb.HGetAll(ctx, key).Result()
	if err != nil {
		return nil, fmt.Errorf("read every %s: %w", kind, err)
	}
	values := make(map[string][]byte, len(sealed))
	for name, value := range sealed {
		if values[name], err = s.keys.Open([]byte(value), namedContext(kind, name)); err != nil {
			return nil, fmt.Errorf("open %s %s: %w", kind, name, err)
		}
	}
	return values, nil
}

func namedContext(kind, name string) []byte { return []byte(kind + "/" + name) }
