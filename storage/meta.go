package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/storage/fitness"
	"footing/storage/keyspace"
)

// Made tells whether a Redis holds a store. It needs no keys, so a caller can decide whether to make new keys with a
// new store or to require the keys of the one that is there.
func Made(ctx context.Context, rdb redis.UniversalClient) (bool, error) {
	n, err := rdb.Exists(ctx, keyspace.Meta).Result()
	if err != nil {
		return false, fmt.Errorf("look for a store: %w", err)
	}
	return n > 0, nil
}

// Problem is a reason why answers may be lost, or why the bot can't run.
type Problem = fitness.Problem

// Check lists what is wrong with a Redis, whether or not it has a store. It changes nothing.
func Check(ctx context.Context, rdb redis.UniversalClient) []Problem {
	return fitness.Check(ctx, rdb, keyspace.Meta)
}

// Memory is what the store's Redis uses and may use, for each master of a cluster.
func (s *Store) Memory(ctx context.Context) (map[string]fitness.Memory, error) {
	return fitness.MemoryOf(ctx, s.rdb) //nolint:wrapcheck // it says what it did
}

// Check lists what is wrong with the store's Redis, and with the key file as it is now.
func (s *Store) Check(ctx context.Context) []Problem {
	problems := Check(ctx, s.rdb)
	if _, err := s.keys.Refresh(); err != nil {
		problems = append(problems, Problem{
			Soon: true, What: "The keyset is not as it was: " + err.Error() + ".",
			Remedy: "Nothing is lost yet, because the keys are in memory; without the file footing cannot start again.",
		})
	}
	return problems
}

// Foreign tells what a Redis holds that has no store: remains of one, which lost its description, and how many keys in
// all.
func Foreign(ctx context.Context, rdb redis.UniversalClient) (remains bool, keys int64, err error) {
	var found []*redis.IntCmd
	_, err = rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		found = append(found, p.Exists(ctx, append(keyspace.OfStore(), keyspace.Restoring)...))
		for shard := range mostShards {
			found = append(found, p.Exists(ctx,
				keyspace.Epoch(shard), keyspace.Inbox(shard), keyspace.Outbox(shard), keyspace.Chats(shard)))
		}
		return nil
	})
	if err == nil {
		keys, err = rdb.DBSize(ctx).Result()
	}
	if err != nil {
		return false, 0, fmt.Errorf("look what else is there: %w", err)
	}
	return slices.ContainsFunc(found, func(n *redis.IntCmd) bool { return n.Val() > 0 }), keys, nil
}

// Clock gives the time of a Redis' own clock.
func Clock(ctx context.Context, rdb redis.UniversalClient) (time.Time, error) {
	at, err := rdb.Time(ctx).Result()
	if err != nil {
		return time.Time{}, fmt.Errorf("read Redis' clock: %w", err)
	}
	return at.UTC(), nil
}

// Generation identifies the store. It is drawn when the store is made and never changes. A process that remembers it
// notices when its data were replaced (Options.Generation).
func (s *Store) Generation() string { return s.generation }

// Mark names the store in 16 letters that are no secret. Two stores have the same mark only if one is a copy of the
// other.
func (s *Store) Mark() string {
	mark := make([]byte, 0, 16)
	for _, b := range s.keys.Hash("bot", []byte(s.generation))[:8] {
		mark = append(mark, 'a'+b>>4, 'a'+b&15)
	}
	return string(mark)
}

// Synthetic tells whether the store holds invented people only.
func (s *Store) Synthetic(ctx context.Context) (bool, error) {
	mark, err := s.field(ctx, keyspace.Meta, "synthetic")
	return mark != "", err
}

// MarkSynthetic marks the store, for good, as one of invented people. A store with real people is refused.
func (s *Store) MarkSynthetic(ctx context.Context) error {
	marked, err := s.Synthetic(ctx)
	if err != nil || marked {
		return err
	}
	people, err := s.Participants(ctx)
	if err != nil {
		return err
	}
	if people > 0 {
		return fmt.Errorf("mark store as synthetic: it holds %d real participants", people)
	}
	return s.setField(ctx, keyspace.Meta, "synthetic", "1")
}

// Participants counts the people whose chat is known.
func (s *Store) Participants(ctx context.Context) (int64, error) {
	people, err := s.sum(ctx, func(p redis.Pipeliner, shard int) *redis.IntCmd {
		return p.HLen(ctx, keyspace.Chats(shard))
	})
	if err != nil {
		return 0, fmt.Errorf("count participants: %w", err)
	}
	return people, nil
}

// SetBot stores whose bot the store is: its id at Telegram, so that another bot's token is noticed, and its user name,
// so that a command beside the running bot can print links to it.
func (s *Store) SetBot(ctx context.Context, id int64, username string) error {
	err := s.rdb.HSet(ctx, keyspace.Meta, "bot", username, "bot_id", id).Err()
	if err != nil {
		return fmt.Errorf("keep the store's bot: %w", err)
	}
	return nil
}

// BotID gives the bot's id at Telegram; 0 before SetBot, and in a store that an earlier release worked on last.
func (s *Store) BotID(ctx context.Context) (int64, error) {
	id, err := s.field(ctx, keyspace.Meta, "bot_id")
	if err != nil || id == "" {
		return 0, err
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read the store's bot: %w", err)
	}
	return n, nil
}

// Bot gives the bot's user name, empty before SetBot.
func (s *Store) Bot(ctx context.Context) (string, error) { return s.field(ctx, keyspace.Meta, "bot") }

// SetPolled stores when Telegram last answered a poll. A time earlier than the stored one changes nothing.
func (s *Store) SetPolled(ctx context.Context, at time.Time) error { return s.raise(ctx, "polled", at) }

// Polled reads when Telegram last answered a poll, zero if never. If that is long ago there was an outage, in which
// taps were lost.
func (s *Store) Polled(ctx context.Context) (time.Time, error) { return s.kept(ctx, "polled") }

// Clock gives the time of the store's Redis.
func (s *Store) Clock(ctx context.Context) (time.Time, error) { return Clock(ctx, s.rdb) }

// field reads one field of a {meta} hash, empty if it isn't there.
func (s *Store) field(ctx context.Context, key, name string) (string, error) {
	value, err := s.rdb.HGet(ctx, key, name).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read %s of the store: %w", name, err)
	}
	return value, nil
}

func (s *Store) setField(ctx context.Context, key, name, value string) error {
	if err := s.rdb.HSet(ctx, key, name, value).Err(); err != nil {
		return fmt.Errorf("keep %s of the store: %w", name, err)
	}
	return nil
}

// raise stores a time unless a later one is stored.
func (s *Store) raise(ctx context.Context, name string, at time.Time) error {
	_, err := verdict(s.scripts.Run(ctx, s.scripts.Raise.With([]string{keyspace.Run}, name, milliseconds(at))))
	if err != nil {
		return fmt.Errorf("keep %s of the store: %w", name, err)
	}
	return nil
}

func (s *Store) kept(ctx context.Context, name string) (time.Time, error) {
	return s.moment(ctx, keyspace.Run, name)
}

func (s *Store) moment(ctx context.Context, key, name string) (time.Time, error) {
	value, err := s.field(ctx, key, name)
	if err != nil || value == "" {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s of the store: %w", name, err)
	}
	return time.UnixMilli(ms).UTC(), nil
}

// Copy is a backup that was put back.
type Copy struct {
	At   time.Time // when it was put back; zero: none was
	Of   time.Time // of when it is
	File string    // its name; empty if an earlier release has put it back
}

// PutBack tells from which backup the store was put back last.
func (s *Store) PutBack(ctx context.Context) (c Copy, err error) {
	if c.At, err = s.moment(ctx, keyspace.Meta, "restored"); err == nil {
		c.Of, err = s.moment(ctx, keyspace.Meta, "restored_from")
	}
	if err == nil {
		c.File, err = s.field(ctx, keyspace.Meta, "restored_file")
	}
	return c, err
}
