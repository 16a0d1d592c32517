package bot

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestWhatIsSentLeavesTheOutbox soon, and also where the shard was lost in between and came back.
func TestWhatIsSentLeavesTheOutbox(t *testing.T) {
	for name, lost := range map[string]bool{"at once": false, "after the shard was lost": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, parrot).live()
				b := w.start()
				stop := w.run(b)
				time.Sleep(time.Second)
				w.says(ann, "one")
				shard := b.o.Store.ShardOf(ann)
				if lost {
					for len(w.heard(ann)) == 0 {
						time.Sleep(time.Millisecond)
					}
					b.leases.drop(shard)
				}
				time.Sleep(time.Minute) // it is taken again within 10 s
				w.expect(ann, "1 one")
				w.emptyOutbox(b.o.Store)
				if n := b.sender.depth(); n != 0 {
					t.Errorf("%d messages are still known", n)
				}
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
