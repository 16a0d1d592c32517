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
	// seenSpan is for how many seconds a shard's seen set takes ids (docs/redis.md).
	seenSpan = 84 * 60 * 60
)

// shard is what is known of one while it is copied.
type shard struct {
	tag    string
	shared []string          // its keys that are no participant's
	ids    []string          // the participants, in order
	marks  map[string]string // as they were read last
}

// copying is a copy under way.
type copying struct {
	rdb     redis.UniversalClient
	scripts *scripts.Runner
	to      *writer
	shards  map[string]*shard // by hash tag
	written map[string]bool   // keys that stand in the file
	ahead   time.Duration     // by how much the clock of Redis is ahead of this machine's
}

// described reads what a store says of itself.
func described(ctx context.Context, rdb redis.UniversalClient) (Header, error) {
	meta, err := rdb.HGetAll(ctx, "{meta}:meta").Result()
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
		rdb:   rdb, scripts: scripts.New(rdb), to: to, shards: make(map[string]*shard), written: make(map[string]bool),
	}
	for n := range h.Shards {
		c.shards[tagOf(n)] = &shard{tag: tagOf(n), shared: begins(tagOf(n), h.Began), marks: make(map[string]string)}
	}
	c.shards[metaTag] = &shard{tag: metaTag, shared: begins(metaTag, h.Began)}
	if err := c.list(ctx); err != nil {
		return err
	}
	for range passes {
		for _, tag := range slices.Sorted(maps.Keys(c.shards)) {
			if err := c.pass(ctx, c.shards[tag]); err != nil {
				return fmt.Errorf("read shard %s: %w", tag, err)
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

// begins names the keys of a shard that may come to be while it is copied. The first two are what the script looks
// through for people.
func begins(tag string, now time.Time) (keys []string) {
	rest := []string{"chats", "due"}
	if tag == metaTag { // nobody is looked for there
		rest = append(rest, "erased", "releases", "studies", "plans", "run")
	} else {
		rest = append(rest, "inbox", "outbox", "parked", "calls", "asked", "run", "epoch", "form", "resealed")
		for n := range int64(2) {
			rest = append(rest, fmt.Sprintf("seen:%d", now.Unix()/seenSpan+n))
		}
	}
	for _, name := range rest {
		keys = append(keys, "{"+tag+"}:"+name)
	}
	return keys
}

// found notes a key, which may come twice.
func (c *copying) found(key string, ids map[string]bool) {
	tag, rest, ours := parse(key)
	s := c.shards[tag]
	if !ours || s == nil || passing(tag, rest) {
		return
	}
	if id := participant(rest); id != "" && tag != metaTag {
		if !ids[id] {
			ids[id] = true
			s.ids = append(s.ids, id)
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
			keys, args = append(keys, keysOf(s.tag, id)...), append(args, id, s.marks[id])
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

func keysOf(tag, id string) (keys []string) {
	for _, suffix := range suffixes() {
		keys = append(keys, "{"+tag+"}:p:"+id+":"+suffix)
	}
	return keys
}

// finish reads the rest of all shards at one moment, with those participants who have changed.
func (c *copying) finish(ctx context.Context) error {
	tags := slices.Sorted(maps.Keys(c.shards))
	for range tries {
		calls, keys := make([]scripts.Call, len(tags)), make([][]string, len(tags))
		for n, tag := range tags {
			s := c.shards[tag]
			args := []any{len(s.shared)}
			keys[n] = slices.Clone(s.shared)
			for _, id := range s.ids {
				keys[n], args = append(keys[n], keysOf(tag, id)...), append(args, id, s.marks[id])
			}
			calls[n] = c.scripts.Snapshot.With(keys[n], args...)
		}
		answers, whole := c.scripts.Together(ctx, calls), true
		for n, tag := range tags {
			if err := answers[n].Err; err != nil {
				return fmt.Errorf("read shard %s: %w", tag, err)
			}
			if reply := answers[n].Reply; len(reply) > 0 && reply[0] == "new" {
				whole = false
				c.shards[tag].ids = append(c.shards[tag].ids, reply[1:]...)
			}
		}
		if !whole {
			continue
		}
		for n, tag := range tags {
			taken, err := c.take(c.shards[tag], keys[n], c.shards[tag].ids, answers[n].Reply)
			if err != nil {
				return fmt.Errorf("read shard %s: %w", tag, err)
			}
			c.to.trailer.Taken[tag] = taken - c.ahead.Milliseconds()
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
	first := len(keys) - len(suffixes())*len(ids)
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
			id := ids[(place-1-first)/len(suffixes())]
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
	if _, rest, _ := parse(e.key); rest == "chats" {
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
		number, _ := seal.KeyOf(sealed)
		c.to.trailer.Sealed[fmt.Sprintf("%08x", number)]++
	}
	if err := c.to.put(e); err != nil {
		return err
	}
	if e.kind == typeStream && last != newest {
		return c.to.last(e.key, last)
	}
	return nil
}
