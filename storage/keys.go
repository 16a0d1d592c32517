package storage

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"footing/storage/keyspace"
)

// The ids of a shard's events are kept in one set for each keyspace.SeenSpan. A set expires seenTTL after its first
// addition, which is more than 84 h after its last. That of now and the one before are checked, so an id is recognised
// for at least 84 h.
const seenTTL = 2*keyspace.SeenSpan + 4*time.Hour

// Recognised is for how long whoever stores an event again can count on that, by a clock that may differ a little.
const Recognised = keyspace.SeenSpan - 4*time.Hour

// Earlier releases had a set for each 12 hours and checked the last eight.
const (
	earlySpan = 12 * time.Hour
	earlySets = 8
)

var idPattern = regexp.MustCompile(`^s([0-9]{2})-[A-Za-z0-9_-]{1,64}$`)

// Shards is how many shards the store has.
func (s *Store) Shards() int { return s.shards }

// ShardOf gives the shard of a Telegram chat, whether or not a participant has it.
func (s *Store) ShardOf(chat int64) int {
	shard, _ := s.locate(chat)
	return shard
}

// ShardOfID reads the shard from a participant id ("s07-..." is 7). An id that NewID could not have made for this store
// is an error.
func (s *Store) ShardOfID(id string) (int, error) {
	match := idPattern.FindStringSubmatch(id)
	if match == nil {
		return 0, final("%q is no participant id", id)
	}
	shard, err := strconv.Atoi(match[1])
	if err != nil || shard >= s.shards {
		return 0, final("participant id %q: the store has %d shards", id, s.shards)
	}
	return shard, nil
}

// NewID makes a participant id for a shard from a random draw of up to 64 letters and digits.
func NewID(shard int, draw string) string { return fmt.Sprintf("s%02d-%s", shard, draw) }

// chatPlace begins the name of a chat, as no participant's id does.
const chatPlace = "c-"

// locate gives the shard of a chat and the name that the chat has there. The name is a keyed hash, from which nobody
// learns the chat without the keys.
func (s *Store) locate(chat int64) (shard int, name string) {
	hash := s.keys.Hash("chat", binary.BigEndian.AppendUint64(nil, uint64(chat))) //nolint:gosec // bits are bits
	shard = int(binary.BigEndian.Uint64(hash[:8]) % uint64(s.shards))             //nolint:gosec // below 100
	return shard, chatPlace + base64.RawURLEncoding.EncodeToString(hash[8:24])
}

// locateOn gives the name of a participant's chat on their shard. The office has chat 0 and no name.
func (s *Store) locateOn(shard int, chat int64) (string, error) {
	if chat == 0 {
		return "", nil
	}
	home, name := s.locate(chat)
	if home != shard {
		return "", final("the participant is on shard %d, the chat belongs to shard %d", shard, home)
	}
	return name, nil
}

// seenName is an event's id as the seen sets keep it: a short keyed hash.
func (s *Store) seenName(id string) []byte { return s.keys.Hash("seen", []byte(id))[:12] }

// seenKeys are the keys of the sets with the ids of the last days. The first one is written to. Those of an earlier
// release are among them for as long as it promised.
func (s *Store) seenKeys(shard int, now time.Time) []string {
	keys := []string{
		keyspace.Seen(shard, now, keyspace.SeenSpan), keyspace.Seen(shard, now.Add(-keyspace.SeenSpan), keyspace.SeenSpan),
	}
	if s.form.wrote(now.Add(-keyspace.SeenSpan)) {
		for n := range earlySets {
			keys = append(keys, keyspace.Seen(shard, now.Add(-time.Duration(n)*earlySpan), earlySpan))
		}
	}
	return keys
}
