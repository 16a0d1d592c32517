package engine_test

import (
	"testing"
	"time"

	"footing/flows/rehearsal"
	"footing/flows/state"

	"github.com/google/go-cmp/cmp"
)

// TestNextDueDoesNotDependOnIDs: of several moments at once that of the lowest chat comes first, wherever the
// store puts people.
func TestNextDueDoesNotDependOnIDs(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for _, shard := range []func(int64) int{
		func(chat int64) int { return int(chat % 16) },
		func(chat int64) int { return 15 - int(chat%16) },
	} {
		r := rehearsal.NewRehearsal(shipped(t), at, shard)
		for _, chat := range []int64{3, 1, 2} {
			r.Say(chat, "somebody", "hello", "DRAW")
			wakes := r.Role(r.Who(chat)).Wakes
			for _, key := range []string{"b", "a"} {
				wakes[key] = state.Wake{Kind: state.WakeCheckIn, Key: key, At: at.Add(time.Hour)}
			}
		}
		var order []string
		for {
			id, wake, ok := r.NextDue()
			if !ok {
				break
			}
			role := r.Role(id)
			order = append(order, string(rune('0'+role.State.Chat))+wake.Key)
			delete(role.Wakes, wake.Key)
		}
		if diff := cmp.Diff([]string{"1a", "1b", "2a", "2b", "3a", "3b"}, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	}
}

// TestJoin lets one person go on in a second rehearsal, beside somebody new, as if it were the first.
func TestJoin(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	shard := func(int64) int { return 0 }
	first := rehearsal.NewRehearsal(shipped(t), at, shard)
	first.Say(1, "somebody", "hello", "A")
	role := first.Role(first.Who(1))

	second := rehearsal.NewRehearsal(shipped(t), at, shard)
	second.Series = "second."
	second.Join(role)
	var ids []string
	second.Watch = func(_ string, e state.Event, _ []state.Effect) { ids = append(ids, e.Head().ID) }
	second.Say(1, "somebody", "hello again", "B")
	second.Say(2, "somebody else", "hello", "C")
	if len(role.Phone) != 2 || second.Who(1) != role.State.ID {
		t.Errorf("the phone shows %d messages, want both rehearsals': %v", len(role.Phone), role.Phone)
	}
	if role.IDs[0] >= role.IDs[1] {
		t.Errorf("message ids %v do not rise", role.IDs)
	}
	if diff := cmp.Diff([]string{"second.u1.m3", "second.u2.m5"}, ids); diff != "" {
		t.Errorf("event ids (-want +got):\n%s", diff)
	}
}
