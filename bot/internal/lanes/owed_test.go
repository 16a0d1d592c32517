package lanes

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// played is what a queue gives away from noon on, each with the second in which it went.
func played(t *testing.T, q *Queue, until time.Duration) []string {
	t.Helper()
	var went []string
	for now := noon; now.Sub(noon) < until; {
		it := q.Pick(now)
		if it == nil {
			next := q.Next(now)
			if next.IsZero() {
				return went
			}
			if !next.After(now) {
				t.Fatal("nothing may go, and yet there is no time to wait for")
			}
			now = next
			continue
		}
		if !it.Over {
			went = append(went, fmt.Sprintf("%d %s", int(now.Sub(noon).Seconds()), it.Stream))
			if it.Counted() {
				q.Limits.Ended(it.Chat, now)
			}
		}
		q.Done(it)
	}
	return went
}

// TestStrangersGetATenth of the rate, and only what nobody else needs.
func TestStrangersGetATenth(t *testing.T) {
	q := NewQueue(NewLimits(30))
	for n := range 3000 {
		q.Add(message(fmt.Sprint("s", n), int64(1000+n), state.ClassStranger, 1000+n))
	}
	for n := range 60 {
		q.Add(message(fmt.Sprint("p", n), int64(n+1), state.ClassReply, n))
	}
	patients, strangers := 0, 0
	for _, one := range played(t, q, 10*time.Second) {
		second, number := 0, 0
		if _, err := fmt.Sscanf(one, "%d 1-%d", &second, &number); err != nil {
			t.Fatal(err)
		}
		if number >= 1000 {
			strangers++
			continue
		}
		patients++
		if second > 1 {
			t.Errorf("a patient's answer went in second %d", second)
		}
	}
	if patients != 60 || strangers < 25 || strangers > 34 {
		t.Errorf("%d answers to patients and %d to strangers in 10 s, want 60 and about 30", patients, strangers)
	}
}

// edit is an edit of a message in a chat.
func edit(chat int64, message, n int) *Queued {
	return NewQueued(storage.Outgoing{
		Stream: fmt.Sprintf("1-%d", n), Effect: state.Edit{Chat: chat, Message: message, Class: state.ClassReply},
	})
}

// TestEditsCountForTheirChat and for no other: 5 at once, then one a second.
func TestEditsCountForTheirChat(t *testing.T) {
	q := NewQueue(NewLimits(30))
	for n := range 8 {
		q.Add(edit(1, 10+n, n))
	}
	q.Add(message("1", 1, state.ClassReply, 8))
	q.Add(edit(2, 10, 9))
	want := []string{"0 1-0", "0 1-9", "0 1-1", "0 1-2", "0 1-3", "0 1-4", "1 1-5", "2 1-6", "3 1-7", "4 1-8"}
	got := played(t, q, time.Minute)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("went %q, want %q", got, want)
	}
}

// TestANewerEditReplacesAnOlder one of the same message that still waits. The older one only leaves the outbox.
func TestANewerEditReplacesAnOlder(t *testing.T) {
	q := NewQueue(NewLimits(30))
	first := edit(1, 10, 1)
	q.Add(first)
	if q.Pick(noon) != first {
		t.Fatal("the first edit does not go")
	}
	for n, message := range []int{10, 11, 10, 10} {
		q.Add(edit(1, message, 2+n))
	}
	late := edit(1, 11, 0) // read from the outbox behind the newer one
	q.Add(late)
	q.Done(first)
	if !late.Over {
		t.Error("an older edit that came later replaces the newer")
	}
	if got, want := played(t, q, time.Minute), []string{"0 1-3", "0 1-5"}; !slices.Equal(got, want) {
		t.Errorf("went %q, want %q", got, want)
	}
	if q.Size() != 0 || len(q.lanes) != 0 {
		t.Error("a replaced edit stays in the outbox for ever")
	}
}

// TestAFailureRestsNoTextAboutSafety: after an error of the server a chat rests for up to a minute, but a new text
// about safety is tried at once, and each for itself.
func TestAFailureRestsNoTextAboutSafety(t *testing.T) {
	q := NewQueue(NewLimits(0))
	q.Add(message("a", 1, state.ClassSafety, 1))
	q.Add(message("a", 1, state.ClassReply, 2))
	failed := q.Pick(noon)
	q.Back(failed, noon.Add(time.Minute))
	if it := q.Pick(noon); it != nil {
		t.Fatalf("%s was tried while the chat rests", it.Stream)
	}
	q.Add(message("a", 1, state.ClassRepeat, 3))
	if got, want := played(t, q, time.Hour), []string{"0 1-3", "60 1-1", "60 1-2"}; !slices.Equal(got, want) {
		t.Errorf("went %q, want %q", got, want)
	}
}
