package backup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/storage/keyspace"
)

// A restore leaves a word before it writes anything, and takes it away when the store is whole. So what was broken off,
// by a kill, too, is known for what it is: serve makes no store beside it, and the next restore removes it. Another
// word says that the restore is at work, and runs out by itself.

// atWork is there while a restore is at work.
const atWork = keyspace.Processes + "restore"

// workFor is for how long it is there, if the restore does not go on.
const workFor = 20 * time.Second

// errTaken says that a restore stood still for so long that it may have been replaced.
var errTaken = errors.New("it stood still for too long, and another one may have begun")

// vacate refuses a Redis that holds anything of Footing's, but for what a restore has left there that was broken off:
// that it removes.
func vacate(ctx context.Context, rdb redis.UniversalClient) error {
	broken, made := rdb.Exists(ctx, keyspace.Restoring), rdb.Exists(ctx, keyspace.Meta)
	if err := errors.Join(broken.Err(), made.Err()); err != nil {
		return fmt.Errorf("look whether this Redis is empty: %w", err)
	}
	var left []string
	for key, err := range keysIn(ctx, rdb) {
		if err != nil {
			return fmt.Errorf("look whether this Redis is empty: %w", err)
		}
		_, ours := keyspace.Parse(key)
		switch {
		case !ours:
		case key == atWork:
			return ErrAtWork
		case broken.Val() == 0 || made.Val() > 0 || strings.HasPrefix(key, keyspace.Processes):
			return ErrThere
		case key != keyspace.Restoring:
			left = append(left, key)
		}
	}
	for _, key := range left {
		if err := rdb.Unlink(ctx, key).Err(); err != nil {
			return fmt.Errorf("remove what a restore has left that was broken off: %w", err)
		}
	}
	return nil
}

// begin leaves both words.
func (r *restoring) begin() error {
	won, err := r.rdb.SetNX(r.ctx, atWork, r.owner, workFor).Result()
	if err == nil && !won {
		return ErrAtWork
	}
	if err == nil {
		err = r.rdb.Set(r.ctx, keyspace.Restoring, r.owner, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("begin the restore: %w", err)
	}
	return nil
}

// goesOn says that the restore is still at work, if nobody else can have begun one.
func (r *restoring) goesOn() error {
	owner, err := r.rdb.Get(r.ctx, atWork).Result()
	if errors.Is(err, redis.Nil) || err == nil && owner != r.owner {
		return errTaken
	}
	if err == nil {
		err = r.rdb.PExpire(r.ctx, atWork, workFor).Err()
	}
	if err != nil {
		return fmt.Errorf("say that the restore is at work: %w", err)
	}
	return nil
}
