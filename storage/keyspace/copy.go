package keyspace

import (
	"strconv"
	"strings"
	"time"
)

// OfAll is the Shard of a key that belongs to none.
const OfAll = -1

// Key is what its name tells of a key.
type Key struct {
	Shard   int    // OfAll: of the whole store
	ID      string // of which participant; empty: of none
	Passing bool   // a process holds it for a while
}

// Parse tells what a key is; false if it is none of Footing's.
func Parse(name string) (k Key, ours bool) {
	rest, whole := strings.CutPrefix(name, "{meta}:")
	if whole {
		k = Key{Shard: OfAll}
		k.Passing = strings.HasPrefix(name, Processes) || name == Keys || name == PollOwner ||
			name == EarlyPollLease || name == Restoring
		return k, rest != ""
	}
	tag, rest, _ := strings.Cut(strings.TrimPrefix(name, "{s"), "}:")
	shard, err := strconv.Atoi(tag)
	if err != nil || shard < 0 || len(tag) != 2 || !strings.HasPrefix(name, Tag(shard)) || rest == "" {
		return Key{}, false
	}
	k = Key{Shard: shard, Passing: name == Owner(shard) || name == EarlyLease(shard) || name == Holds(shard)}
	if id, of := strings.CutPrefix(rest, "p:"); of {
		id, _, _ = strings.Cut(id, ":")
		for _, own := range OfParticipant(shard, id) {
			if own == name {
				k.ID = id
			}
		}
	}
	return k, true
}

// OfStore are the keys of the whole store that may come to be at any time.
func OfStore() []string { return []string{Erased, Releases, Studies, Plans, Run, PollEpoch} }

// OfShard are a shard's keys that may come to be from a time on. The first has its chats, the second what is due.
func OfShard(shard int, now time.Time) []string {
	return []string{
		Chats(shard), Due(shard), Inbox(shard), Outbox(shard), Parked(shard), Calls(shard), Asked(shard), ShardRun(shard),
		Epoch(shard), Form(shard), Resealed(shard), Seen(shard, now, SeenSpan), Seen(shard, now.Add(SeenSpan), SeenSpan),
	}
}

// OfParticipant are a participant's keys: state, facts, chapters, the facts of an earlier release.
func OfParticipant(shard int, id string) []string {
	return []string{State(shard, id), Facts(shard, id), Chapters(shard, id), Early(shard, id)}
}
