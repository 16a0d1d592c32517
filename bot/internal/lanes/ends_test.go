package lanes

import (
	"fmt"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/storage"
)

// TestEndsWaitForEachOther: messages leave an outbox together, soon, and at once where many wait. Those of shards that
// are not held keep nobody awake.
func TestEndsWaitForEachOther(t *testing.T) {
	at := func(run time.Duration) loop.Reading { return loop.Reading{Run: run} }
	item := func(shard, n int) *Queued {
		return &Queued{Outgoing: storage.Outgoing{Shard: shard, Stream: fmt.Sprint(n)}}
	}
	e := NewEnds()
	held := []int{1, 2}
	if wait := e.Wait(at(0), held); wait < time.Hour {
		t.Errorf("waits %s for nothing", wait)
	}
	if !e.Add(item(3, 0), at(time.Second)) || e.Wait(at(time.Minute), held) < time.Hour {
		t.Error("somebody is kept awake for a shard of others")
	}
	e.Left(3, 1)
	e.Add(item(1, 0), at(time.Minute))
	if wait := e.Wait(at(time.Minute+20*time.Millisecond), held); wait != 30*time.Millisecond {
		t.Errorf("waits %s", wait)
	}
	for n := 1; n < mostEnds+20; n++ {
		e.Add(item(1, n), at(time.Minute))
	}
	if wait := e.Wait(at(time.Minute), held); wait != 0 {
		t.Errorf("%d messages wait %s", mostEnds+20, wait)
	}
	if some := e.Some(1); len(some) != mostEnds || some[0].Stream != "0" {
		t.Errorf("%d messages leave, from %s", len(some), some[0].Stream)
	}
	e.Left(1, mostEnds)
	if some := e.Some(1); len(some) != 20 || some[0].Stream != fmt.Sprint(mostEnds) {
		t.Errorf("%d messages are left, from %s", len(some), some[0].Stream)
	}
	if shards := e.Shards(); len(shards) != 1 || shards[0] != 1 {
		t.Errorf("shards %v", shards)
	}
}
