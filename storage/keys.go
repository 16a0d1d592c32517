package storage

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// The keys that belong to no shard. Every other key begins with its shard's hash tag (tag).
const (
	metaKey      = "{meta}:meta"
	runKey       = "{meta}:run"
	pollOwnerKey = "{meta}:poll:owner"
	processes    = "{meta}:process:" // and the owner
	pollEpochKey = "{meta}:poll:epoch"
	studiesKey   = "{meta}:studies"
	releasesKey  = "{meta}:releases"
	plansKey     = "{meta}:plans"
	erasedKey    = "{meta}:erased"
	keysKey      = "{meta}:keys"
)

// The ids of a shard's events are kept in one set for each seenSpan. A set expires seenTTL after its first addition,
// which is more than 84 h after its last. That of now and the one before are checked, so an id is recognised for at
// least 84 h.
const (
	seenSpan = 84 * time.Hour
	seenTTL  = 2*seenSpan + 4*time.Hour
)

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
	shard, _ := s.place(chat)
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

// place gives the shard of a chat and the name that the chat has there. The name is a keyed hash, from which nobody
// learns the chat without the keys.
func (s *Store) place(chat int64) (shard int, name string) {
	hash := s.keys.Hash("chat", binary.BigEndian.AppendUint64(nil, uint64(chat))) //nolint:gosec // bits are bits
	shard = int(binary.BigEndian.Uint64(hash[:8]) % uint64(s.shards))             //nolint:gosec // below 100
	return shard, chatPlace + base64.RawURLEncoding.EncodeToString(hash[8:24])
}

// placeOn gives the name of a participant's chat on their shard. The office has chat 0 and no name.
func (s *Store) placeOn(shard int, chat int64) (string, error) {
	if chat == 0 {
		return "", nil
	}
	home, name := s.place(chat)
	if home != shard {
		return "", final("the participant is on shard %d, the chat belongs to shard %d", shard, home)
	}
	return name, nil
}

// seenName is an event's id as the seen sets keep it: a short keyed hash.
func (s *Store) seenName(id string) []byte { return s.keys.Hash("seen", []byte(id))[:12] }

// processKey is there while a process works on the store.
func processKey(owner string) string { return processes + owner }

// Earlier releases had a lease for each shard and for the poll.
const earlyPollLease = "{meta}:poll:" + earlyLeaseName

const earlyLeaseName = "lease"

func earlyLease(shard int) string { return tag(shard) + earlyLeaseName }

// tag is a shard's hash tag, "{s07}:".
func tag(shard int) string {
	const digits = "0123456789"
	return "{s" + digits[shard/10:shard/10+1] + digits[shard%10:shard%10+1] + "}:"
}

func ownerKey(shard int) string  { return tag(shard) + "owner" }
func epochKey(shard int) string  { return tag(shard) + "epoch" }
func inboxKey(shard int) string  { return tag(shard) + "inbox" }
func outboxKey(shard int) string { return tag(shard) + "outbox" }
func parkedKey(shard int) string { return tag(shard) + "parked" }
func dueKey(shard int) string    { return tag(shard) + "due" }
func chatsKey(shard int) string  { return tag(shard) + "chats" }
func askedKey(shard int) string  { return tag(shard) + "asked" }
func holdsKey(shard int) string  { return tag(shard) + "holds" }
func callsKey(shard int) string  { return tag(shard) + "calls" }
func formKey(shard int) string   { return tag(shard) + "form" }

// resealedKey has the number of the key under which nothing older was left on the shard.
func resealedKey(shard int) string { return tag(shard) + "resealed" }

func shardRunKey(shard int) string { return tag(shard) + "run" }

func stateKey(shard int, id string) string { return tag(shard) + "p:" + id + ":state" }
func factsKey(shard int, id string) string { return tag(shard) + "p:" + id + ":log" }

// chaptersKey has the facts that are older than any correction, packed.
func chaptersKey(shard int, id string) string { return tag(shard) + "p:" + id + ":chapters" }

// streamKey has the facts that an earlier release wrote.
func streamKey(shard int, id string) string { return tag(shard) + "p:" + id + ":facts" }

// seenKeys are the keys of the sets with the ids of the last days. The first one is written to. Those of an earlier
// release are among them for as long as it promised.
func (s *Store) seenKeys(shard int, now time.Time) []string {
	keys := []string{seenKey(shard, now, seenSpan), seenKey(shard, now.Add(-seenSpan), seenSpan)}
	if s.form.wrote(now.Add(-seenSpan)) {
		for n := range earlySets {
			keys = append(keys, seenKey(shard, now.Add(-time.Duration(n)*earlySpan), earlySpan))
		}
	}
	return keys
}

func seenKey(shard int, at time.Time, span time.Duration) string {
	return tag(shard) + "seen:" + strconv.FormatInt(at.Unix()/int64(span/time.Second), 10)
}
