// Package backup copies a whole store into one file encrypted with age, beside the running bot, and puts it back into
// an empty Redis.
//
//	made, err := backup.Write(ctx, backup.Order{Redis: rdb, Recipients: recipients, File: "footing.age", ...})
//	there, err := backup.Read(ctx, "footing.age", identities, keys) // all of it is read, and nothing is written
//	err = there.Restore(ctx, rdb, backup.Mark{At: now})
//
// Values are copied as they are sealed, so the file is of no use without the keyset, which is not in it. What a process
// holds for a while is left out: leases, the right to poll, and waits that Telegram asked for.
//
// A copy of a running store must be of one moment, or a turn would be half in it. Participants are read first, page by
// page, each with a mark that every change of theirs changes. Then one script for each shard reads the rest, and again
// those whose mark has changed. On one server these scripts run as one transaction, so the whole file is of one moment;
// in a cluster each shard has its own, within some milliseconds. A participant may so stand in the file twice: what
// comes later holds.
//
// What follows from a restored store for people, package journal in the bot decides.
package backup

import (
	"errors"
	"fmt"
	"time"

	"footing/storage/keyspace"
)

// Errors of a file.
var (
	// ErrNotOurs says that a file is no backup of Footing's, or not a whole one.
	ErrNotOurs = errors.New("this is no whole backup of Footing's")
	// ErrIdentity says that none of the identities opens it.
	ErrIdentity = errors.New("it was encrypted for other recipients than these identities")
	// ErrKeyset says that the keyset at hand is not the one that the values need.
	ErrKeyset = errors.New("the keyset does not open what is in it")
	// ErrThere says that a Redis holds a store, or parts of one.
	ErrThere = errors.New("there is a store in this Redis already, or parts of one")
	// ErrAtWork says that another restore is at work there.
	ErrAtWork = errors.New("another restore is at work in this Redis, or was broken off less than half a minute ago: " +
		"try again then")
	// ErrNewer says that a later release wrote it, in a form that this one cannot read.
	ErrNewer = errors.New("a later release of Footing made it")
)

// version is that of the file's form. A reader refuses another one.
const version = 1

// Header stands at the beginning of a file.
type Header struct {
	Version    int       `json:"footing_backup"`
	Release    string    `json:"release"`    // of the program that made it
	Form       string    `json:"form"`       // of the store, as major.minor
	Generation string    `json:"generation"` // of the store
	Keyset     string    `json:"keyset"`     // the fingerprint of the keyset that its values need
	Bot        string    `json:"bot,omitempty"`
	Shards     int       `json:"shards"`
	Began      time.Time `json:"began"`
}

// Trailer stands at the end. A file without it is not whole.
type Trailer struct {
	Taken        map[string]int64 `json:"taken"` // by shard, and "meta": the moment of its copy, Unix ms by the clock of the machine
	Keys         int              `json:"keys"`
	Values       int64            `json:"values"`
	Participants int              `json:"participants"`
	Sealed       map[string]int64 `json:"sealed"` // how many sealed values name a key of the keyset, by its number
	Digest       string           `json:"-"`      // SHA-256 of all that stands before its own frame
}

// From is the earliest moment of which a shard's copy is: all that came later is not in the file.
func (t Trailer) From() time.Time {
	first := int64(0)
	for _, ms := range t.Taken {
		if first == 0 || ms < first {
			first = ms
		}
	}
	return time.UnixMilli(first).UTC()
}

// Spread is how far the moments of the shards are apart: nothing on one server, some milliseconds in a cluster.
func (t Trailer) Spread() time.Duration {
	last := int64(0)
	for _, ms := range t.Taken {
		last = max(last, ms)
	}
	return time.UnixMilli(last).Sub(t.From())
}

// Summary is what a file holds.
type Summary struct {
	Header
	Trailer
	Unopened []Unopened `json:"unopened,omitempty"` // what the keyset does not open; carried as it is
}

// tagOf is what a shard is called in a file. What belongs to the whole store is called meta.
func tagOf(shard int) string {
	if shard == keyspace.OfAll {
		return "meta"
	}
	return fmt.Sprintf("s%02d", shard)
}
