package bot

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
)

// lossy is a Redis that takes updates once, loses the answer, and is away from then on; then it does everything but
// take updates, and at last it works.
type lossy struct {
	phase atomic.Int32
	took  atomic.Bool
}

const (
	works = iota
	losesAnswers
	takesNothing
)

func (l *lossy) DialHook(next redis.DialHook) redis.DialHook { return next }

func (l *lossy) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return l.all([]redis.Cmder{cmd}, func() error { return next(ctx, cmd) })
	}
}

func (l *lossy) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return l.all(cmds, func() error { return next(ctx, cmds) })
	}
}

func (l *lossy) all(cmds []redis.Cmder, do func() error) error {
	takes := slices.ContainsFunc(cmds, func(c redis.Cmder) bool {
		return strings.Contains(fmt.Sprint(c.Args()...), ":seen:")
	})
	var err error
	switch phase := l.phase.Load(); {
	case phase == losesAnswers && takes && !l.took.Swap(true):
		_ = do()
		err = io.EOF
	case phase == losesAnswers, phase == takesNothing && takes:
		err = redisReply("BUSY Redis is busy")
	default:
		return do()
	}
	for _, c := range cmds {
		c.SetErr(err)
	}
	return err
}

// TestATurnKnowsTheCallsThatWaitInTheFolder: Redis has a call for help though its answer was lost, and its turn is made
// before what was done meanwhile has come out of the data folder. It knows of it all the same, and calls nobody twice.
func TestATurnKnowsTheCallsThatWaitInTheFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var known []state.Called
		turns := 0
		w := newOutage(t)
		redis := &lossy{}
		w.hook = redis
		w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
			if tap, ok := e.(state.Tapped); ok {
				mu.Lock()
				defer mu.Unlock()
				turns++
				known = append(known, tap.Called...)
			}
			return silent(s, e)
		}
		stop := w.begins()
		redis.phase.Store(losesAnswers)
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		w.expectTold(ben, "Safety alert ", 1)
		redis.phase.Store(takesNothing)
		time.Sleep(5 * time.Second)
		mu.Lock()
		calls := slices.ContainsFunc(known, func(c state.Called) bool {
			return c.Message != 0 && slices.Contains(c.To, "s00-B")
		})
		if turns != 1 || !calls {
			t.Errorf("%d turns know of %+v", turns, known)
		}
		mu.Unlock()
		redis.phase.Store(works)
		time.Sleep(time.Minute)
		if n := w.b.overflow.Len(); n > 0 || turns != 1 {
			t.Errorf("%d updates are still in the folder, after %d turns", n, turns)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
