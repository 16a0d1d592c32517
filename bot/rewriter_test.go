package bot

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// logKeeper answers in Redis' place what concerns its append-only file.
type logKeeper struct {
	refuses  string
	asked    int
	rewrites int
	busy     bool
}

func (k *logKeeper) DialHook(next redis.DialHook) redis.DialHook { return next }

func (k *logKeeper) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (k *logKeeper) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		switch cmd := cmd.(type) {
		case *redis.StringCmd:
			if cmd.Name() == "info" {
				cmd.SetVal(fmt.Sprintf("run_id:1\r\naof_enabled:1\r\naof_rewrite_in_progress:%d\r\naof_rewrite_scheduled:0\r\n"+
					"aof_last_bgrewrite_status:ok\r\naof_rewrites:%d\r\n", map[bool]int{true: 1}[k.busy], k.rewrites))
				return nil
			}
		case *redis.StatusCmd:
			if cmd.Name() == "bgrewriteaof" {
				if k.asked++; k.refuses != "" {
					cmd.SetErr(fmt.Errorf("%s", k.refuses))
					return cmd.Err()
				}
				k.busy = true
				return nil
			}
		}
		return next(ctx, cmd)
	}
}

// TestTheLogFollowsAnErasure: within ten minutes of an erasure Redis' append-only file is written anew, once for
// several that come close together; as long as it was not, health says so, and it is tried again, also by the next
// process.
func TestTheLogFollowsAnErasure(t *testing.T) {
	k := &logKeeper{}
	w := newWorld(t, erasing).withFolder()
	w.hook = k
	b := w.start()
	problems := func() string { return strings.Join(b.Health(b.o.Clock()).Problems, "|") }
	wait := func(d time.Duration) {
		t.Helper()
		for ; d > 0; d -= 15 * time.Second {
			w.pass(15 * time.Second)
			if _, err := b.rewriter.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			}
		}
	}
	erase := func(who int64) {
		t.Helper()
		w.says(who, "hello")
		w.pump(b)
		w.says(who, "erase")
		w.pump(b)
	}
	w.pump(b)
	wait(time.Hour)
	if k.asked != 0 {
		t.Fatal("nobody was erased")
	}
	began := w.now()
	for w.now().Sub(began) < 5*time.Minute { // others follow, and it waits for them, but not for ever
		erase(ann)
		wait(time.Minute)
	}
	erase(ben)
	for k.asked == 0 {
		wait(15 * time.Second)
	}
	if took := w.now().Sub(began); took > 9*time.Minute || took < 5*time.Minute {
		t.Errorf("it was begun after %s", took)
	}
	wait(time.Minute)
	k.busy, k.rewrites = false, 1
	wait(time.Hour)
	if k.asked != 1 || strings.Contains(problems(), "append-only") {
		t.Errorf("asked %d times, problems %q", k.asked, problems())
	}

	k.refuses = "NOPERM User bot has no permissions to run the 'bgrewriteaof' command"
	erase(cat)
	wait(9 * time.Minute)
	if strings.Contains(problems(), "append-only") {
		t.Errorf("too early: %q", problems())
	}
	wait(2 * time.Minute)
	if got := problems(); !strings.Contains(got, "is still in Redis' append-only file") || !strings.Contains(got, "NOPERM") {
		t.Errorf("problems %q\nlog:\n%s", got, w.log)
	}
	w.pass(time.Minute)
	b = w.start()
	w.pump(b)
	wait(15 * time.Second)
	if !strings.Contains(problems(), "NOPERM") {
		t.Errorf("the next process has forgotten it: %q", problems())
	}
	k.refuses = ""
	wait(time.Minute)
	k.busy, k.rewrites = false, 2
	wait(time.Minute)
	if strings.Contains(problems(), "append-only") {
		t.Errorf("problems %q", problems())
	}
}
