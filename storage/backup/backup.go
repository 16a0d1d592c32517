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
	"strconv"
	"strings"
	"time"
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
	ErrThere = errors.New("there is a store in this Redis already")
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
}

// The hash tags.
const metaTag = "meta"

func tagOf(shard int) string { return fmt.Sprintf("s%02d", shard) }

// parse cuts a key into its hash tag and the rest; false if it is none of Footing's.
func parse(key string) (tag, rest string, ok bool) {
	tag, rest, ok = strings.Cut(strings.TrimPrefix(key, "{"), "}:")
	if !ok || !strings.HasPrefix(key, "{") || rest == "" {
		return "", "", false
	}
	if tag == metaTag {
		return tag, rest, true
	}
	n, err := strconv.Atoi(strings.TrimPrefix(tag, "s"))
	return tag, rest, err == nil && len(tag) == 3 && tagOf(n) == tag
}

// passing tells whether what stands under a key is held by a process for a while, so that it must not come back.
func passing(tag, rest string) bool {
	if tag == metaTag {
		return strings.HasPrefix(rest, "process:") || rest == "keys" || rest == "poll:owner" || rest == "poll:lease"
	}
	return rest == "owner" || rest == "lease" || rest == "holds"
}

// participant gives whose a key of a shard is; empty if it is nobody's.
func participant(rest string) string {
	id, of := strings.CutPrefix(rest, "p:")
	if !of {
		return ""
	}
	id, suffix, _ := strings.Cut(id, ":")
	for _, s := range suffixes() {
		if s == suffix {
			return id
		}
	}
	return ""
}

// suffixes are those of a participant's keys, in the order in which the script wants them.
func suffixes() []string { return []string{"state", "log", "chapters", "facts"} }
