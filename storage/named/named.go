// Package named keeps values of the whole store in hashes of Redis, each sealed for its kind and name: protocols, the
// register of exports, and the keys of studies.
//
//	values := named.New(rdb, keys)
//	err := values.Keep(ctx, key, reseal.Plans, name, plan)
//
// Package storage names the hashes; package reseal, what a value is sealed for.
package named

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"footing/storage/reseal"
	"footing/storage/seal"
)

// Values are the values of one store.
type Values struct {
	rdb  redis.UniversalClient
	keys *seal.Keys
}

// New gives those of a Redis, sealed with these keys.
func New(rdb redis.UniversalClient, keys *seal.Keys) Values { return Values{rdb, keys} }

// Keep stores a value in a hash. A value that has this name already is not changed.
func (v Values) Keep(ctx context.Context, key string, kind reseal.Kind, name string, value []byte) error {
	_, _ = v.keys.Refresh() // the caller may have begun long ago
	sealed, err := v.keys.Seal(value, reseal.ForNamed(kind, name))
	if err == nil {
		err = v.rdb.HSetNX(ctx, key, name, sealed).Err()
	}
	if err != nil {
		return fmt.Errorf("keep %s %s: %w", kind.Word(), name, err)
	}
	return nil
}

// All reads all values of a hash, by name.
func (v Values) All(ctx context.Context, key string, kind reseal.Kind) (map[string][]byte, error) {
	sealed, err := v.rdb.HGetAll(ctx, key).Result()
	if err != nil {
		return nil, fmt.Errorf("read every %s: %w", kind.Word(), err)
	}
	values := make(map[string][]byte, len(sealed))
	for name, value := range sealed {
		if values[name], err = v.keys.Open([]byte(value), reseal.ForNamed(kind, name)); err != nil {
			return nil, fmt.Errorf("open %s %s: %w", kind.Word(), name, err)
		}
	}
	return values, nil
}

// Study gives a study's key, of 32 random bytes, whose name is the study's, hashed. It is drawn when the study is first
// named and never changes.
func (v Values) Study(ctx context.Context, key, study string) ([]byte, error) {
	name := base64.RawURLEncoding.EncodeToString(v.keys.Hash("study", []byte(study))[:16])
	sealed, err := v.rdb.HGet(ctx, key, name).Result()
	if errors.Is(err, redis.Nil) {
		drawn := make([]byte, 32) // a key for HMAC-SHA-256
		if _, err := rand.Read(drawn); err != nil {
			return nil, fmt.Errorf("key of study %q: draw it: %w", study, err)
		}
		// Two commands may name a study at the same time. The first one's key holds for both.
		if err := v.Keep(ctx, key, reseal.Studies, name, drawn); err != nil {
			return nil, fmt.Errorf("key of study %q: %w", study, err)
		}
		sealed, err = v.rdb.HGet(ctx, key, name).Result()
	}
	if err != nil {
		return nil, fmt.Errorf("key of study %q: %w", study, err)
	}
	if opened, err := v.keys.Open([]byte(sealed), reseal.ForNamed(reseal.Studies, name)); err == nil {
		return opened, nil
	}
	// Earlier it was sealed for the study's own name, by which nobody else can seal it anew.
	opened, err := v.keys.Open([]byte(sealed), []byte("study/"+study))
	var anew []byte
	if err == nil {
		anew, err = v.keys.Seal(opened, reseal.ForNamed(reseal.Studies, name))
	}
	if err == nil {
		err = v.rdb.HSet(ctx, key, name, anew).Err()
	}
	if err != nil {
		return nil, fmt.Errorf("key of study %q: %w", study, err)
	}
	return opened, nil
}
