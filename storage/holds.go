package storage

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"footing/storage/keyspace"
	"footing/storage/reseal"
)

// Hold is a wait that Telegram asked for: of a method in a chat or, with chat 0, in all chats. Without a method it
// concerns all messages.
type Hold struct {
	Chat   int64     `json:"chat,omitempty"`
	Method string    `json:"method,omitempty"`
	Until  time.Time `json:"until"`
}

// KeepHold keeps a hold with a shard until it ends, so that whoever sends that shard's messages next knows of it.
func (s *Store) KeepHold(ctx context.Context, shard int, now time.Time, h Hold) error {
	name := s.holdName(h)
	plain, err := json.Marshal(h)
	if err != nil {
		return final("keep a hold: %w", err)
	}
	sealed, err := s.keys.Seal(plain, reseal.ForHold(shard, name))
	if err != nil {
		return final("keep a hold: %w", err)
	}
	key, lasts := keyspace.Holds(shard), h.Until.Sub(now)+time.Second
	p := s.rdb.TxPipeline()
	p.HSet(ctx, key, name, sealed)
	p.ExpireNX(ctx, key, lasts)
	p.ExpireGT(ctx, key, lasts)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("keep a hold: %w", err)
	}
	return nil
}

// EndHold forgets a hold, whenever it would have ended.
func (s *Store) EndHold(ctx context.Context, shard int, h Hold) error {
	if err := s.rdb.HDel(ctx, keyspace.Holds(shard), s.holdName(h)).Err(); err != nil {
		return fmt.Errorf("end a hold: %w", err)
	}
	return nil
}

// Holds reads the holds of a shard that last beyond now, in no order. One that cannot be read is left out: Telegram
// says it again.
func (s *Store) Holds(ctx context.Context, shard int, now time.Time) ([]Hold, error) {
	sealed, err := s.rdb.HGetAll(ctx, keyspace.Holds(shard)).Result()
	if err != nil {
		return nil, fmt.Errorf("read the holds of shard %d: %w", shard, err)
	}
	var holds []Hold
	for name, value := range sealed {
		var h Hold
		plain, err := s.keys.Open([]byte(value), reseal.ForHold(shard, name))
		if err == nil && json.Unmarshal(plain, &h) == nil && h.Until.After(now) {
			holds = append(holds, h)
		}
	}
	return holds, nil
}

// holdName is what a hold is called where it is kept: a keyed hash of its chat and method.
func (s *Store) holdName(h Hold) string {
	of := binary.BigEndian.AppendUint64(nil, uint64(h.Chat)) //nolint:gosec // bits are bits
	return base64.RawURLEncoding.EncodeToString(s.keys.Hash("hold", append(of, h.Method...))[:16])
}
