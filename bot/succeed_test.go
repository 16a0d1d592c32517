package bot

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestAfterACrashNobodyWaits: a process is killed, and the next one of the same data folder answers at once. One of
// another folder, which may run on another machine, waits until the leases of the first run out.
func TestAfterACrashNobodyWaits(t *testing.T) {
	for _, same := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, parrot).live().withFolder()
			w.shards = 2
			w.adjust = func(o *Options) { o.Drain = time.Millisecond }
			gate := guarded(w)
			stop := w.run(w.start())
			time.Sleep(time.Second)
			w.says(ann, "one")
			synctest.Wait()
			w.expect(ann, "1 one")
			gate.cut() // as kill -9 does: no lease is given back
			if err := stop(); err != nil {
				t.Error(err)
			}
			if !same {
				w.withFolder()
			}
			guarded(w)
			b := w.start()
			stop = w.run(b)
			time.Sleep(time.Second)
			w.says(ben, "two")
			time.Sleep(time.Second)
			answered := slices.Contains(w.heard(ben), "1 two")
			if held := len(b.leases.Held()); answered != same || (held == 2) != same {
				t.Errorf("the same folder %t: answered %t, with %d shards", same, answered, held)
			}
			time.Sleep(31 * time.Second)
			w.expect(ben, "1 two")
			if strings.Contains(w.log.String(), "in doubt") {
				t.Errorf("the log: %s", w.log)
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAnotherMachineTakesOverWithinTenSeconds: of two processes with folders of their own, one is killed just after it
// has lengthened its lease, and the other one answers, whenever it looks.
func TestAnotherMachineTakesOverWithinTenSeconds(t *testing.T) {
	for phase := range 7 {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, parrot).live().withFolder()
			w.adjust = func(o *Options) { o.Drain = time.Millisecond }
			gate := guarded(w)
			stop := w.run(w.start())
			later := time.Second + time.Duration(phase)*400*time.Millisecond
			time.Sleep(later)
			w.withFolder()
			guarded(w)
			second := w.start()
			stopSecond := w.run(second)
			time.Sleep(time.Minute - later + 100*time.Millisecond)
			w.says(ann, "one")
			synctest.Wait()
			w.expect(ann, "1 one")
			gate.cut()
			if err := stop(); err != nil {
				t.Error(err)
			}
			w.says(ben, "two")
			time.Sleep(10 * time.Second)
			w.expect(ben, "1 two")
			if held := len(second.leases.Held()); held != second.o.Store.Shards() {
				t.Errorf("%d shards are held", held)
			}
			if err := stopSecond(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestALeaseIsWrittenSeldom: each lengthening is written to disk, and a store at rest may write a megabyte a day, and
// three beside another process. One takes about 100 bytes.
func TestALeaseIsWrittenSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		stop := w.run(w.start())
		time.Sleep(time.Minute)
		if n := w.lengthened(lengthenedIn, "process-1")[0]; n == 0 || n > 34 {
			t.Errorf("alone its lease was written %d times in %s", n, lengthenedIn)
		}
		stopSecond := w.run(w.start())
		time.Sleep(time.Minute)
		for process, n := range w.lengthened(lengthenedIn, "process-1", "process-2") {
			if n == 0 || n > 100 {
				t.Errorf("beside another, the lease of process %d was written %d times in %s", process+1, n, lengthenedIn)
			}
		}
		for _, stop := range []func() error{stop, stopSecond} {
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
	})
}

// lengthenedIn is how long the writes of a lease are counted.
const lengthenedIn = 5 * time.Minute

// lengthened counts how often the lease of each process is lengthened.
func (w *world) lengthened(within time.Duration, owners ...string) []int {
	times, last := make([]int, len(owners)), make([]time.Duration, len(owners))
	for passed := time.Duration(0); passed <= within; passed += 100 * time.Millisecond {
		for n, owner := range owners {
			left := w.redis.TTL("{meta}:process:" + owner)
			if passed > 0 && left > last[n] {
				times[n]++
			}
			last[n] = left
		}
		time.Sleep(100 * time.Millisecond)
	}
	return times
}
