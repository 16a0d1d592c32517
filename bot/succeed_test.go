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
