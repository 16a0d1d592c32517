package backup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/storage/keyspace"
	"footing/storage/scripts"
	"footing/storage/seal"
)

const (
	// page is how many participants one script reads. With twelve weeks of facts it holds up Redis for some 3 ms.
	page = 10
	// passes is how often all participants are looked through before the last script of a shard reads those that have
	// changed since: the second pass is short, so few have.
	passes = 2
	// tries is how often the last scripts are run again, because somebody had come meanwhile.
	tries = 20
)

// nobody is a key that is never there. The script looks for people under the first two that it is given.
const nobody = "{meta}:nobody"

// shard is what is known of one while it is copied.
type shard struct {
	number int               // keyspace.OfAll: what belongs to the whole store
	shared []string          // its keys that are no participant's
	ids    []string          // the participants, in order
	marks  map[string]string // as they were read last
}

// copying is a copy under way.
type copying struct {
	rdb     redis.UniversalClient
	scripts *scripts.Runner
	to      *writer
	shards  map[int]*shard  // by number
	written map[string]bool // keys that stand in the file
	ahead   time.Duration   // by how much the clock of Redis is ahead of this machine's
}

// described reads what a store says of itself.
func described(ctx context.Context, rdb redis.UniversalClient) (Header, error) {
	meta, err := rdb.HGetAll(ctx, keyspace.Meta).Result()
	if err != nil {
		return Header{}, fmt.Errorf("read what the store says of itself: %w", err)
	}
	n, err := strconv.Atoi(meta["shards"])
	if err != nil || meta["form"] == "" {
		return Header{}, errors.New("there is no store in this Redis, or an earlier release wrote it: start footing serve first")
	}
	return Header{
		Version: version, Form: meta["form"], Generation: meta["generation"], Keyset: meta["keyset"], Bot: meta["bot"], Shards: n,
	}, nil
}

// copyAll writes the whole store.
func copyAll(ctx context.Context, rdb redis.UniversalClient, h Header, to *writer) error {
	at, err := rdb.Time(ctx).Result()
	if err != nil {
		return fmt.Errorf("read Redis' clock: %w", err)
	}
	c := &copying{
		ahead: at.Sub(h.Began),
		rdb:   rdb, scripts: scripts.New(rdb), to: to, shards: make(map[int]*shard), written: make(map[string]bool),
	}
	for n := range h.Shards {
		c.shards[n] = &shard{number: n, shared: keyspace.OfShard(n, h.Began), marks: make(map[string]string)}
	}
	all := append([]string{nobody, nobody}, keyspace.OfStore()...)
	c.shards[keyspace.OfAll] = &shard{number: keyspace.OfAll, shared: all}
	if err := c.list(ctx); err != nil {
		return err
	}
	for range passes {
		for _, n := range slices.Sorted(maps.Keys(c.shards)) {
			if err := c.pass(ctx, c.shards[n]); err != nil {
				return fmt.Errorf("read shard %s: %w", tagOf(n), err)
			}
		}
	}
	if err := c.finish(ctx); err != nil {
		return err
	}
	to.trailer.Keys = len(c.written)
	return nil
}

// list finds all keys of the store, so that one of a newer release, of which this one does not know, is copied too.
func (c *copying) list(ctx context.Context) error {
	ids := make(map[string]bool)
	for key, err := range keysIn(ctx, c.rdb) {
		if err != nil {
			return fmt.Errorf("list the keys of the store: %w", err)
		}
		c.found(key, ids)
	}
	for _, s := range c.shards {
		slices.Sort(s.ids)
	}
	return nil
}

// found notes a key, which may come twice.
func (c *copying) found(key string, ids map[string]bool) {
	k, ours := keyspace.Parse(key)
	s := c.shards[k.Shard]
	if !ours || s == nil || k.Passing {
		return
	}
	if k.ID != "" {
		if !ids[k.ID] {
			ids[k.ID] = true
			s.ids = append(s.ids, k.ID)
		}
		return
	}
	if !slices.Contains(s.shared, key) {
		s.shared = append(s.shared, key)
	}
}

// pass reads those participants of a shard who have changed since they were read.
func (c *copying) pass(ctx context.Context, s *shard) error {
	for ids := range slices.Chunk(s.ids, page) {
		keys, args := []string(nil), []any{0}
		for _, id := range ids {
			keys, args = append(keys, keyspace.OfParticipant(s.number, id)...), append(args, id, s.marks[id])
		}
		reply, err := c.scripts.Run(ctx, c.scripts.Snapshot.With(keys, args...))
		if err == nil {
			_, err = c.take(s, keys, ids, reply)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// finish reads the rest of all shards at one moment, with those participants who have changed.
func (c *copying) finish(ctx context.Context) error {
	numbers := slices.Sorted(maps.Keys(c.shards))
	for range tries {
		calls, keys := make([]scripts.Invocation, len(numbers)), make([][]string, len(numbers))
		for n, number := range numbers {
			s := c.shards[number]
			args := []any{len(s.shared)}
			keys[n] = slices.Clone(s.shared)
			for _, id := range s.ids {
				keys[n], args = append(keys[n], keyspace.OfParticipant(number, id)...), append(args, id, s.marks[id])
			}
			calls[n] = c.scripts.Snapshot.With(keys[n], args...)
		}
		answers, whole := c.scripts.Together(ctx, calls), true
		for n, number := range numbers {
			if err := answers[n].Err; err != nil {
				return fmt.Errorf("read shard %s: %w", tagOf(number), err)
			}
			if reply := answers[n].Reply; len(reply) > 0 && reply[0] == "new" {
				whole = false
				c.shards[number].ids = append(c.shards[number].ids, reply[1:]...)
			}
		}
		if !whole {
			continue
		}
		for n, number := range numbers {
			s := c.shards[number]
			taken, err := c.take(s, keys[n], s.ids, answers[n].Reply)
			if err != nil {
				return fmt.Errorf("read shard %s: %w", tagOf(number), err)
			}
			c.to.trailer.Taken[tagOf(number)] = taken - c.ahead.Milliseconds()
		}
		return nil
	}
	return errors.New("people come faster than they can be copied: try again when less is going on")
}

// take writes what a script has read, and gives its time.
func (c *copying) take(s *shard, keys, ids []string, reply []string) (at int64, err error) {
	if len(reply) < 2 || reply[0] != "ok" {
		return 0, errors.New("the script's reply is none")
	}
	if at, err = strconv.ParseInt(reply[1], 10, 64); err != nil {
		return 0, fmt.Errorf("read the script's reply: %w", err)
	}
	each := len(keyspace.OfParticipant(0, ""))
	first := len(keys) - each*len(ids)
	for rest := reply[2:]; len(rest) > 0; {
		var place, count int
		if len(rest) >= 4 {
			place, err = strconv.Atoi(rest[0])
			count, _ = strconv.Atoi(rest[3])
		}
		if err != nil || place < 1 || place > len(keys) || count < 0 || len(rest) < 4+count {
			return 0, errors.New("the script's reply is damaged")
		}
		key, kind, words := keys[place-1], rest[1], rest[4:4+count]
		ttl, _ := strconv.ParseInt(rest[2], 10, 64)
		rest = rest[4+count:]
		if kind == typeMark {
			id := ids[(place-1-first)/each]
			if s.marks[id] = words[0]; words[0] == "0/0/0/0" {
				delete(s.marks, id) // gone
			}
			continue
		}
		if err := c.key(portion{key: key, kind: kind, ttl: max(ttl, -1), values: words}); err != nil {
			return 0, err
		}
	}
	return at, nil
}

// key writes what stands under a key now.
func (c *copying) key(e portion) error {
	if c.written[e.key] {
		if err := c.to.again(e.key); err != nil {
			return err
		}
		delete(c.written, e.key)
	}
	last := ""
	switch e.kind {
	case typeNone:
		return nil
	case typeStream:
		if len(e.values) == 0 {
			return errors.New("the script's reply is damaged")
		}
		last, e.values = e.values[0], e.values[1:]
	}
	c.written[e.key] = true
	if k, _ := keyspace.Parse(e.key); k.Shard != keyspace.OfAll && e.key == keyspace.Chats(k.Shard) {
		people := make(map[string]bool)
		for item := range e.items() {
			people[item[1]] = true
		}
		c.to.trailer.Participants += len(people)
	}
	newest := ""
	for item := range e.items() {
		newest = item[0]
		c.to.trailer.Values++
	}
	for sealed := range e.sealed() {
		if number, names := seal.KeyOf(sealed); names {
			c.to.trailer.Sealed[numberOf(number)]++
		}
	}
	if err := c.to.put(e); err != nil {
		return err
	}
	if e.kind == typeStream && last != newest {
		return c.to.last(e.key, last)
	}
	return nil
}
