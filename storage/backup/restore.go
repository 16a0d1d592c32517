package backup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/redis/go-redis/v9"

	"footing/storage/course"
	"footing/storage/keyspace"
	"footing/storage/seal"
)

// File is a backup of which every part was read.
type File struct {
	Summary

	path       string
	identities []age.Identity
	holds      map[string]int // of a key that stands in the file more than once: the frame from which on it holds
}

// Read reads a backup from beginning to end, and tries the keyset on every value. A file that is damaged, cut off, or
// of another keyset is an error, and so is one that this release cannot read: forms are read up to the major number.
// Values that do not open are no error as long as others do: Unopened counts them.
func Read(ctx context.Context, path string, identities []age.Identity, keys *seal.Keys, major int) (*File, error) {
	f := &File{path: path, identities: identities, holds: make(map[string]int)}
	t := newTrial(keys)
	read, err := f.each(ctx, func(n int, e portion) error {
		if e.frame == againFrame {
			f.holds[e.key] = n
		}
		t.see(e)
		return nil
	})
	f.Summary = read
	if err == nil {
		err = f.fits(keys, major)
	}
	if err == nil {
		err = t.fits()
	}
	if err != nil {
		return nil, fmt.Errorf("read the backup %s: %w", path, err)
	}
	f.Unopened = t.unopened()
	return f, nil
}

// each reads the file once.
func (f *File) each(ctx context.Context, see func(n int, e portion) error) (Summary, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return Summary{}, err //nolint:wrapcheck // it names the file
	}
	defer file.Close() //nolint:errcheck // only read
	return scan(ctx, file, f.identities, see)
}

// fits tells whether this release can read what is in the file, and whether it is this keyset's.
func (f *File) fits(keys *seal.Keys, major int) error {
	form, _, _ := strings.Cut(f.Form, ".")
	if n, err := strconv.Atoi(form); err != nil || n < 1 {
		return fmt.Errorf("it says that its form is %q: %w", f.Form, ErrNotOurs)
	} else if n > major {
		return fmt.Errorf("%w (%s): its store has form %s, this release reads forms up to %d. Use that release", ErrNewer,
			f.Release, f.Form, major)
	}
	if f.Keyset != keys.Fingerprint() {
		return fmt.Errorf("%w: it needs keyset %s, this is keyset %s", ErrKeyset, f.Keyset, keys.Fingerprint())
	}
	return nil
}

// Mark is what a restored store says of that.
type Mark struct {
	At         time.Time // of the restoring
	Generation string    // empty: the store is the one that it was
}

// Restore puts the store into a Redis that holds none. What the store says of itself is written last, so one that was
// broken off is never taken for a whole one: after an error, or a crash, call it again, which first removes what is
// there of it. Each shard is told that it was restored, of which moment it is, and when; the bot does the rest when it
// takes the shard.
func (f *File) Restore(ctx context.Context, rdb redis.UniversalClient, mark Mark) error {
	r := &restoring{ctx: ctx, rdb: rdb, pipe: rdb.Pipeline(), owner: rand.Text()}
	if err := r.begin(); err != nil {
		return err
	}
	read, err := f.each(ctx, func(n int, e portion) error {
		if e.frame == againFrame || n < f.holds[e.key] {
			return nil
		}
		return r.put(e)
	})
	if err == nil {
		err = r.flush()
	}
	if err == nil && read.Digest != f.Digest {
		err = errors.New("the file has changed meanwhile")
	}
	for n := range f.Shards {
		if taken := read.Taken[tagOf(n)]; err == nil {
			err = rdb.HSet(ctx, keyspace.ShardRun(n), course.Marked(time.UnixMilli(taken), mark.At)...).Err()
		}
	}
	if err == nil {
		err = r.describe(f, mark)
	}
	return err
}

// restoring is one under way.
type restoring struct {
	ctx  context.Context //nolint:containedctx // of the one call of Restore
	rdb  redis.UniversalClient
	pipe redis.Pipeliner
	size int
	meta portion // what the store says of itself

	owner string // its own name
}

// put writes what a frame says of a key, many together.
func (r *restoring) put(e portion) error {
	if e.frame == lastFrame { // one that is removed again leaves its id
		r.pipe.XAdd(r.ctx, &redis.XAddArgs{Stream: e.key, ID: e.values[0], Values: []string{"last", ""}})
		r.pipe.XDel(r.ctx, e.key, e.values[0])
		return nil
	}
	if e.key == keyspace.Meta {
		r.meta.key, r.meta.values = e.key, append(r.meta.values, e.values...)
		return nil
	}
	words := make([]any, len(e.values))
	for n, v := range e.values {
		words[n], r.size = v, r.size+len(v)
	}
	switch e.kind {
	case typeText:
		r.pipe.Set(r.ctx, e.key, words[0], 0)
	case typeHash:
		r.pipe.HSet(r.ctx, e.key, words...)
	case typeList:
		r.pipe.RPush(r.ctx, e.key, words...)
	case typeSet:
		r.pipe.SAdd(r.ctx, e.key, words...)
	case typeSorted:
		for item := range e.items() {
			score, err := strconv.ParseFloat(item[1], 64)
			if err != nil {
				return fmt.Errorf("a number is damaged: %w", ErrNotOurs)
			}
			r.pipe.ZAdd(r.ctx, e.key, redis.Z{Score: score, Member: item[0]})
		}
	case typeStream:
		for item := range e.items() {
			r.pipe.XAdd(r.ctx, &redis.XAddArgs{Stream: e.key, ID: item[0], Values: item[2:]})
		}
	default:
		return fmt.Errorf("a key of the type %q: %w", e.kind, ErrNotOurs)
	}
	if e.ttl > 0 {
		r.pipe.PExpire(r.ctx, e.key, time.Duration(e.ttl)*time.Millisecond)
	}
	if r.size > frameSize || r.pipe.Len() > 1000 {
		return r.flush()
	}
	return nil
}

func (r *restoring) flush() error {
	r.size = 0
	if r.pipe.Len() == 0 {
		return nil
	}
	err := r.goesOn()
	if err == nil {
		_, err = r.pipe.Exec(r.ctx)
	}
	return err //nolint:wrapcheck // by whoever restores
}

// describe writes what the store says of itself.
func (r *restoring) describe(f *File, mark Mark) error {
	if len(r.meta.values) == 0 {
		return fmt.Errorf("it does not say what its store is: %w", ErrNotOurs)
	}
	fields := append(slices.Clone(r.meta.values), "restored", strconv.FormatInt(mark.At.UnixMilli(), 10),
		"restored_from", strconv.FormatInt(f.From().UnixMilli(), 10), "restored_file", filepath.Base(f.path))
	if mark.Generation != "" {
		fields = append(fields, "generation", mark.Generation)
	}
	if err := r.goesOn(); err != nil {
		return err
	}
	_, err := r.rdb.TxPipelined(r.ctx, func(p redis.Pipeliner) error { // from now on it is a store
		p.HSet(r.ctx, r.meta.key, fields)
		p.Del(r.ctx, keyspace.Restoring, atWork)
		return nil
	})
	return err //nolint:wrapcheck // by Restore
}
