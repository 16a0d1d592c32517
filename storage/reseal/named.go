package reseal

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"footing/storage/seal"
)

// Named keeps values of the whole store, each sealed for its kind and name.
type Named struct {
	rdb  redis.UniversalClient
	keys *seal.Keys
}

// NewNamed makes one.
func NewNamed(rdb redis.UniversalClient, keys *seal.Keys) Named { return Named{rdb, keys} }

// Keep stores a value in a hash. A value that has this name already is not changed.
func (n Named) Keep(ctx context.Context, key, kind, name string, value []byte) error {
	_, _ = n.keys.Refresh() // the caller may have begun long ago
	sealed, err := n.keys.Seal(value, ForNamed(kind, name))
	if err == nil {
		err = n.rdb.HSetNX(ctx, key, name, sealed).Err()
	}
	if err != nil {
		return fmt.Errorf("keep %s %s: %w", kind, name, err)
	}
	return nil
}

// All reads all values of a hash, by name.
func (n Named) All(ctx context.Context, key, kind string) (map[string][]byte, error) {
	sealed, err := n.rdb.HGetAll(ctx, key).Result()
	if err != nil {
		return nil, fmt.Errorf("read every %s: %w", kind, err)
	}
	values := make(map[string][]byte, len(sealed))
	for name, value := range sealed {
		if values[name], err = n.keys.Open([]byte(value), ForNamed(kind, name)); err != nil {
			return nil, fmt.Errorf("open %s %s: %w", kind, name, err)
		}
	}
	return values, nil
}

// studyKind is the kind of a study's key. Its name is the study's, hashed.
const studyKind = "study key"

// Study gives a study's key, of 32 random bytes. It is drawn when the study is first named and never changes.
func (n Named) Study(ctx context.Context, key, study string) ([]byte, error) {
	name := base64.RawURLEncoding.EncodeToString(n.keys.Hash("study", []byte(study))[:16])
	sealed, err := n.rdb.HGet(ctx, key, name).Result()
	if errors.Is(err, redis.Nil) {
		drawn := make([]byte, 32) // a key for HMAC-SHA-256
		if _, err := rand.Read(drawn); err != nil {
			return nil, fmt.Errorf("key of study %q: draw it: %w", study, err)
		}
		// Two commands may name a study at the same time. The first one's key holds for both.
		if err := n.Keep(ctx, key, studyKind, name, drawn); err != nil {
			return nil, fmt.Errorf("key of study %q: %w", study, err)
		}
		sealed, err = n.rdb.HGet(ctx, key, name).Result()
	}
	if err != nil {
		return nil, fmt.Errorf("key of study %q: %w", study, err)
	}
	if opened, err := n.keys.Open([]byte(sealed), ForNamed(studyKind, name)); err == nil {
		return opened, nil
	}
	// Earlier it was sealed for the study's own name, by which nobody else can seal it anew.
	opened, err := n.keys.Open([]byte(sealed), ForNamed("study", study))
	var anew []byte
	if err == nil {
		anew, err = n.keys.Seal(opened, ForNamed(studyKind, name))
	}
	if err == nil {
		err = n.rdb.HSet(ctx, key, name, anew).Err()
	}
	if err != nil {
		return nil, fmt.Errorf("key of study %q: %w", study, err)
	}
	return opened, nil
}
