// Package keyspace names every key that a store has in Redis. Nothing else writes such a name; docs/redis.md lists what
// stands under each.
//
//	rdb.HGet(ctx, keyspace.State(7, "s07-ABC"), "version")
//	key, ours := keyspace.Parse("{s07}:p:s07-ABC:state") // Key{Shard: 7, ID: "s07-ABC"}
//	place, sealed := keyspace.Sealed("{s07}:inbox")      // where package reseal finds sealed values
//
// A key of a shard begins with the shard's hash tag, so that one script can change all of them, also in a cluster. The
// others have the tag meta. A key that is added here must also be named in copy.go, by what it is: it belongs to the
// store, a shard or a participant, or a process holds it for a while. A test looks for those that are not.
package keyspace

import (
	"strconv"
	"time"
)

// The keys that belong to no shard. Every other key begins with its shard's hash tag (Tag).
const (
	Meta      = "{meta}:meta"
	Run       = "{meta}:run"
	PollOwner = "{meta}:poll:owner"
	PollEpoch = "{meta}:poll:epoch"
	Studies   = "{meta}:studies"
	Releases  = "{meta}:releases"
	Plans     = "{meta}:plans"
	Erased    = "{meta}:erased"
	Keys      = "{meta}:keys"
	Restoring = "{meta}:restoring" // there from the beginning of a restore until the store is whole
	Processes = "{meta}:process:"  // and the owner: there while that process works on the store
)

// Earlier releases had a lease for each shard and for the poll.
const (
	earlyLease     = "lease"
	EarlyPollLease = "{meta}:poll:" + earlyLease
)

// SeenSpan is for how long a set of ids takes those of a shard's events.
const SeenSpan = 84 * time.Hour

// Tag is a shard's hash tag, "{s07}:".
func Tag(shard int) string {
	const digits = "0123456789"
	return "{s" + digits[shard/10:shard/10+1] + digits[shard%10:shard%10+1] + "}:"
}

// Owner is who works on a shard.
func Owner(shard int) string { return Tag(shard) + "owner" }

// EarlyLease is what earlier releases had besides.
func EarlyLease(shard int) string { return Tag(shard) + earlyLease }

// Epoch is how often a shard was taken.
func Epoch(shard int) string { return Tag(shard) + "epoch" }

// ShardRun is what a shard says of itself.
func ShardRun(shard int) string { return Tag(shard) + "run" }

// Inbox has events that wait.
func Inbox(shard int) string { return Tag(shard) + "inbox" }

// Outbox has messages that wait.
func Outbox(shard int) string { return Tag(shard) + "outbox" }

// Parked has what was set aside.
func Parked(shard int) string { return Tag(shard) + "parked" }

// Due has the earliest moment of each participant.
func Due(shard int) string { return Tag(shard) + "due" }

// Chats has whose each chat is.
func Chats(shard int) string { return Tag(shard) + "chats" }

// Asked has who was sent buttons lately.
func Asked(shard int) string { return Tag(shard) + "asked" }

// Holds has what Telegram wants to wait.
func Holds(shard int) string { return Tag(shard) + "holds" }

// Calls has whose alert is called out again.
func Calls(shard int) string { return Tag(shard) + "calls" }

// Form is in which form all of a shard is.
func Form(shard int) string { return Tag(shard) + "form" }

// Resealed has the number of the key under which nothing older was left on the shard.
func Resealed(shard int) string { return Tag(shard) + "resealed" }

// Seen is the set of the ids of a shard's events of a span of time.
func Seen(shard int, at time.Time, span time.Duration) string {
	return Tag(shard) + "seen:" + strconv.FormatInt(at.Unix()/int64(span/time.Second), 10)
}

// State has a participant's state.
func State(shard int, id string) string { return Tag(shard) + "p:" + id + ":state" }

// Facts has the facts of a participant.
func Facts(shard int, id string) string { return Tag(shard) + "p:" + id + ":log" }

// Chapters has the facts that are older than any correction, packed.
func Chapters(shard int, id string) string { return Tag(shard) + "p:" + id + ":chapters" }

// Early has the facts that an earlier release wrote.
func Early(shard int, id string) string { return Tag(shard) + "p:" + id + ":facts" }
