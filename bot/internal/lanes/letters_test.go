package lanes

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
)

// posted is the nth letter in the outbox of shard 3.
func posted(n int, tell state.Tell) *Queued {
	return NewQueued(storage.Outgoing{Shard: 3, Stream: fmt.Sprintf("1-%d", n), ID: fmt.Sprint(n), Effect: tell})
}

// TestALetterWaitsForItsAddresseeAlone: where one letter fails, those to its shard wait behind it, and no others.
// Letters to one participant keep their order, and so does what cannot be read.
func TestALetterWaitsForItsAddresseeAlone(t *testing.T) {
	q := NewQueue(nil)
	for n, to := range []string{state.OfficeID, "s05-B", state.OfficeID, "s05-C", "s07-A", "x", "s05-B"} {
		q.Add(posted(n, state.Tell{To: to}))
	}
	q.Add(posted(7, state.Tell{Chat: 5}))
	q.Add(NewQueued(storage.Outgoing{Shard: 3, Stream: "1-8", ID: "8"}))
	q.Add(NewQueued(storage.Outgoing{Shard: 3, Stream: "1-9", ID: "9"}))
	first := q.Pick(noon)
	if first.ID != "0" {
		t.Fatalf("picked %s first", first.ID)
	}
	q.Back(first, noon.Add(time.Minute))
	sent := func(now time.Time) (ids []string) {
		for underway := []*Queued(nil); ; underway = nil { // all that may go at once
			for it := q.Pick(now); it != nil; it = q.Pick(now) {
				underway, ids = append(underway, it), append(ids, it.ID)
			}
			for _, it := range underway {
				q.Done(it)
			}
			if len(underway) == 0 {
				return ids
			}
		}
	}
	if got, want := sent(noon), []string{"1", "4", "5", "7", "8", "3", "9", "6"}; !slices.Equal(got, want) {
		t.Errorf("while one shard is away %q go, want %q", got, want)
	}
	if got, want := sent(noon.Add(time.Minute)), []string{"0", "2"}; !slices.Equal(got, want) {
		t.Errorf("when it is back %q go, want %q", got, want)
	}
}

// TestCallsAreOwedInTime: an alarm that begins to call somebody and is not delivered in 10 s is overdue until that is
// known, or it arrives. What repeats an alarm is not.
func TestCallsAreOwedInTime(t *testing.T) {
	calls, known := make(Calls), make(map[Spot]*Queued)
	var all []*Queued
	for n, l := range []state.Letter{
		state.Alarm{},
		state.Alarm{Repeat: true},
		state.Alarm{More: true},
		state.Alarm{Reopen: true},
		state.Settled{},
		state.Alarm{},
	} {
		it := posted(n, state.Tell{To: "s05-B", Letter: l})
		it.serial, it.Since = int64(-n), time.Second
		calls.Add(it)
		all, known[it.Spot()] = append(all, it), it
	}
	overdue := func(run time.Duration) (ids []string) {
		for _, it := range calls.Overdue(loop.Reading{Run: run}, known) {
			ids = append(ids, it.ID)
		}
		return ids
	}
	if got := overdue(10 * time.Second); got != nil {
		t.Errorf("after 9 s %q are overdue", got)
	}
	if got, want := overdue(11*time.Second), []string{"5", "3", "0"}; !slices.Equal(got, want) {
		t.Errorf("after 10 s %q are overdue, want %q", got, want)
	}
	all[0].Over, all[3].Reported = true, true
	delete(known, all[5].Spot())
	if got := overdue(time.Minute); got != nil || len(calls) != 0 {
		t.Errorf("in the end %q are overdue, and %d are watched", got, len(calls))
	}
}
