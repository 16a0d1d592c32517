package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/storage/keyspace"
)

// The form of what is stored, as major and minor number. A release reads every form down to the major number before its
// own. A newer minor number adds to values what an earlier release keeps without reading it. A newer major number is
// refused. docs/redis.md describes the present form.
const (
	formMajor = 3
	formMinor = 0
)

// Form is the major number of the newest form that this release reads.
const Form = formMajor

// formPadded is the first form whose values are padded, and stand where they do now. What was written before it has to
// be swept. What stands in form 2 is read as it is, and brought forward by its next turn.
const formPadded = 2

// layout is what releases look for that do not know the form, and refuse.
const layout = "2"

// form is what is known of the form of a store.
type form struct {
	mu           sync.Mutex
	major, minor int
	since        time.Time    // when the store was brought into the present major form; zero: it was made in it
	clean        map[int]bool // shards on which an earlier release has left nothing
}

// errEarlier says that nothing may be written yet.
var errEarlier = errors.New("an earlier release wrote the store: run 'footing serve' of this release, " +
	"which brings it into the present form")

// readForm reads the form from the fields that describe the store.
func readForm(kept map[string]string) (*form, error) {
	f := &form{clean: make(map[int]bool)}
	said := kept["form"]
	if said == "" && kept["layout"] == "1" {
		said = "1.0"
	}
	major, minor, _ := strings.Cut(said, ".")
	var bad [2]error
	f.major, bad[0] = strconv.Atoi(major)
	f.minor, bad[1] = strconv.Atoi(minor)
	switch {
	case errors.Join(bad[:]...) != nil || f.major < 1:
		return nil, fmt.Errorf("the store says that its form is %q, which no release has written", said)
	case f.major > formMajor:
		return nil, fmt.Errorf("the store has form %s, this release reads forms up to %d: use the release that wrote it",
			said, formMajor)
	}
	if ms, err := strconv.ParseInt(kept["brought"], 10, 64); err == nil {
		f.since = time.UnixMilli(ms)
	}
	return f, nil
}

// wrote tells whether an earlier release may have written something after a time.
func (f *form) wrote(after time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.major < formPadded || f.since.After(after)
}

// present tells whether values of the present form may be written.
func (f *form) present() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.major < formMajor {
		return errEarlier
	}
	return nil
}

// swept tells whether nothing is left on a shard of what an earlier release wrote.
func (f *form) swept(shard int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clean[shard]
}

func (f *form) sweep(shard int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clean[shard] = true
}

// knowSwept reads which shards are swept. A store that was made in the present form needs no sweeping.
func (s *Store) knowSwept(ctx context.Context, made string) error {
	marks := make([]*redis.StringCmd, s.shards)
	if !padsIn(made) {
		_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
			for shard := range marks {
				marks[shard] = p.Get(ctx, keyspace.Form(shard))
			}
			return nil
		})
		if err != nil && !errors.Is(err, redis.Nil) {
			return fmt.Errorf("read which shards are in the present form: %w", err)
		}
	}
	for shard, mark := range marks {
		if mark == nil || padsIn(mark.Val()) {
			s.form.sweep(shard)
		}
	}
	return nil
}

// padsIn tells whether the values of a major form are padded.
func padsIn(major string) bool {
	n, err := strconv.Atoi(major)
	return err == nil && n >= formPadded
}

// Unswept counts the shards on which values of an earlier release may be left.
func (s *Store) Unswept() int {
	n := 0
	for shard := range s.shards {
		if !s.form.swept(shard) {
			n++
		}
	}
	return n
}

// BringForward says, in the store, that values of the present form are written from now on. Earlier releases refuse it
// then. So it fails while a process of another owner works on it. Call it before anything is written.
func (s *Store) BringForward(ctx context.Context) error {
	s.form.mu.Lock()
	earlier := s.form.major < formPadded
	older := s.form.major < formMajor || s.form.minor < formMinor
	s.form.mu.Unlock()
	if !older {
		return nil
	}
	if earlier {
		works, err := s.earlierAtWork(ctx)
		if err != nil {
			return fmt.Errorf("bring the store forward: %w", err)
		}
		if works {
			return errors.New("bring the store forward: a footing of an earlier release still works on it: stop it first")
		}
	}
	fields := []any{"form", presentForm(), "layout", layout}
	now, err := s.Clock(ctx)
	if earlier {
		fields = append(fields, "brought", now.UnixMilli())
	}
	if err == nil {
		err = s.rdb.HSet(ctx, keyspace.Meta, fields...).Err()
	}
	if err != nil {
		return fmt.Errorf("bring the store forward: %w", err)
	}
	s.form.mu.Lock()
	defer s.form.mu.Unlock()
	if s.form.major, s.form.minor = formMajor, formMinor; earlier {
		s.form.since = now
	}
	return nil
}

func presentForm() string { return strconv.Itoa(formMajor) + "." + strconv.Itoa(formMinor) }
