package storage

import (
	"context"
	"fmt"
)

// The plans that people were asked by are kept, because what an answer meant is known only as long as the words of the
// question are. A questionnaire that was changed since, or taken out, can so be explained in every export.

// KeepPlan keeps a plan, sealed, under a name that stands for what is asked in it. A plan of that name that is there
// already stays as it is.
func (s *Store) KeepPlan(ctx context.Context, name string, plan []byte) error {
	return s.keepNamed(ctx, plansKey, "plan", name, plan)
}

// Plans gives every plan that was kept, by its name.
func (s *Store) Plans(ctx context.Context) (map[string][]byte, error) {
	return s.named(ctx, plansKey, "plan")
}

// keepNamed keeps something in a hash of {meta}, sealed for its kind and name. What is there already under that name
// stays as it is.
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

// named gives everything that was kept in a hash, by its name.
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
