package storage

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"footing/storage/appendonly"
	"footing/storage/keyspace"
)

// The list of the erased has whoever had everything removed, by a keyed hash of their id, and when. It is kept in the
// store and in the data folder, so that an older copy of either does not bring anybody back: what is found of them is
// erased again. The key of the hash never changes, and an id is drawn, so the list names nobody to whoever has it.

// ErasedName is the name of a participant on the list of the erased.
func (s *Store) ErasedName(id string) [16]byte {
	return [16]byte(s.keys.Hash("erased", []byte(id)))
}

// Erased reads the store's list of the erased: by name, when they last had everything removed.
func (s *Store) Erased(ctx context.Context) (map[[16]byte]time.Time, error) {
	kept, err := s.rdb.HGetAll(ctx, keyspace.Erased).Result()
	if err != nil {
		return nil, fmt.Errorf("read the list of the erased: %w", err)
	}
	list := make(map[[16]byte]time.Time, len(kept))
	for field, value := range kept {
		name, err := base64.RawURLEncoding.DecodeString(field)
		ms, wrong := strconv.ParseInt(value, 10, 64)
		if err == nil && wrong == nil && len(name) == len([16]byte{}) { // what is damaged names nobody
			list[[16]byte(name)] = time.UnixMilli(ms).UTC()
		}
	}
	return list, nil
}

// AddErased adds to the store's list of the erased. Who is on it already gets the time given here.
func (s *Store) AddErased(ctx context.Context, list map[[16]byte]time.Time) error {
	if len(list) == 0 {
		return nil
	}
	fields := make([]any, 0, 2*len(list))
	for name, at := range list {
		fields = append(fields, base64.RawURLEncoding.EncodeToString(name[:]), at.UnixMilli())
	}
	if err := s.rdb.HSet(ctx, keyspace.Erased, fields...).Err(); err != nil {
		return fmt.Errorf("add to the list of the erased: %w", err)
	}
	return nil
}

// AppendOnly is what Redis has on disk of all that was written, and removed.
func (s *Store) AppendOnly() appendonly.Files { return appendonly.Of(s.rdb) }

// SetRewritten notes that nothing of what was erased until then is in an append-only file. An earlier time than the
// stored one changes nothing.
func (s *Store) SetRewritten(ctx context.Context, at time.Time) error {
	return s.raise(ctx, "rewritten", at)
}

// Rewritten reads that time, zero if there was none.
func (s *Store) Rewritten(ctx context.Context) (time.Time, error) { return s.kept(ctx, "rewritten") }
