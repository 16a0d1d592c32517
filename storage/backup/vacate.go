package backup

import (
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

// begin leaves both words, in a Redis that holds nothing of Footing's but what a restore has left there that was broken
// off: that it removes. The word that says so comes first: of two that begin at once, the second has looked at nothing,
// and so removes nothing that the first one writes.
func (r *restoring) begin() error {
	made, err := r.rdb.Exists(r.ctx, keyspace.Meta).Result()
	if err == nil && made > 0 { // nothing is written beside a store
		return ErrThere
	}
	won := false
	if err == nil {
		won, err = r.rdb.SetNX(r.ctx, atWork, r.owner, workFor).Result()
	}
	if err == nil && !won {
		return ErrAtWork
	}
	if err == nil {
		err = r.vacate()
	}
	if errors.Is(err, ErrThere) {
		return errors.Join(err, r.leaves())
	}
	if err == nil {
		err = r.rdb.Set(r.ctx, keyspace.Restoring, r.owner, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("begin the restore: %w", err)
	}
	return nil
}

// leaves takes its word away from a Redis in which it has written nothing.
func (r *restoring) leaves() error {
	err := r.goesOn()
	if err == nil {
		err = r.rdb.Del(r.ctx, atWork).Err()
	}
	return err //nolint:wrapcheck // by whoever restores
}

// vacate refuses a Redis that holds anything else, and removes what was left, as long as this restore is at work.
func (r *restoring) vacate() error {
	broken, made := r.rdb.Exists(r.ctx, keyspace.Restoring), r.rdb.Exists(r.ctx, keyspace.Meta)
	if err := errors.Join(broken.Err(), made.Err()); err != nil {
		return fmt.Errorf("look whether this Redis is empty: %w", err)
	}
	var left []string
	for key, err := range keysIn(r.ctx, r.rdb) {
		if err != nil {
			return fmt.Errorf("look whether this Redis is empty: %w", err)
		}
		_, ours := keyspace.Parse(key)
		switch {
		case !ours, key == atWork:
		case broken.Val() == 0 || made.Val() > 0 || strings.HasPrefix(key, keyspace.Processes):
			return ErrThere
		case key != keyspace.Restoring:
			left = append(left, key)
		}
	}
	for _, key := range left {
		err := r.goesOn()
		if err == nil {
			err = r.rdb.Unlink(r.ctx, key).Err()
		}
		if err != nil {
			return fmt.Errorf("remove what a restore has left that was broken off: %w", err)
		}
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
