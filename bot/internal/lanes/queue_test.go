package lanes

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/state"
	"footing/storage"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func message(lane string, chat int64, class state.Class, n int) *Queued {
	return &Queued{
		Outgoing: storage.Outgoing{Stream: fmt.Sprintf("1-%d", n)}, Lane: lane, Chat: chat, Class: class, Fresh: true,
	}
}

// TestWhoIsOwedIsServedFirst: the order of sending, over all chats.
func TestWhoIsOwedIsServedFirst(t *testing.T) {
	q := NewQueue(NewLimits(0))
	for i, class := range []state.Class{
		state.ClassStranger, state.ClassDigest, state.ClassPrompt, state.ClassStaff, state.ClassStrangerHelp,
		state.ClassReply, state.ClassAct, state.ClassRepeat, state.ClassSafety, state.ClassReply,
	} {
		q.Add(message(fmt.Sprint(i), int64(i), class, i))
	}
	var lanes []string
	for it := q.Pick(noon); it != nil; it = q.Pick(noon) {
		lanes = append(lanes, it.Lane)
		q.Done(it)
	}
	if want := []string{"7", "8", "6", "5", "9", "4", "3", "2", "1", "0"}; !slices.Equal(lanes, want) {
		t.Errorf("lanes in the order %v, want %v", lanes, want)
	}
	if len(q.lanes) != 0 {
		t.Errorf("%d lanes are left of an empty queue", len(q.lanes))
	}
}

func TestSafetyOvertakesWithinAChat(t *testing.T) {
	q := NewQueue(NewLimits(0))
	q.Add(message("a", 1, state.ClassReply, 1))
	q.Add(message("a", 1, state.ClassReply, 2))
	first := q.Pick(noon)
	q.Add(message("a", 1, state.ClassSafety, 3))
	if q.Pick(noon) != nil {
		t.Fatal("two messages of one chat are on their way at once")
	}
	q.Back(first, noon.Add(time.Second))
	help := q.Pick(noon) // although the chat rests after the failure
	if help == nil || help.Stream != "1-3" {
		t.Fatalf("picked %v while the chat rests, want the text about safety", help)
	}
	q.Done(help)
	if q.Pick(noon) != nil {
		t.Fatal("a chat that rests was served")
	}
	if next := q.Next(noon); !next.Equal(noon.Add(time.Second)) {
		t.Errorf("next at %s", next)
	}
	var streams []string
	later := noon.Add(time.Second)
	for it := q.Pick(later); it != nil; it = q.Pick(later) {
		streams = append(streams, it.Stream)
		q.Done(it)
	}
	if want := []string{"1-1", "1-2"}; !slices.Equal(streams, want) {
		t.Errorf("sent in the order %v, want %v", streams, want)
	}
}

// TestQueueKeepsItsPromises plays any order of adding, taking, failing and dropping, against a plain list.
func TestQueueKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := NewQueue(NewLimits(0))
		var waiting, underway []*Queued
		now, n := noon, 0
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				n++
				lane := rapid.IntRange(0, 3).Draw(t, "lane")
				it := message(fmt.Sprint(lane), int64(lane), state.Class(rapid.IntRange(0, 8).Draw(t, "class")), n)
				it.Fresh = rapid.Bool().Draw(t, "fresh")
				q.Add(it)
				waiting = append(waiting, it)
			},
			"pick": func(t *rapid.T) {
				it := q.Pick(now)
				if it == nil {
					return
				}
				for _, other := range underway {
					if other.Lane == it.Lane {
						t.Fatal("two of one lane are on their way")
					}
				}
				for _, other := range waiting {
					before := other.Lane == it.Lane && other != it && !other.Until.After(now) &&
						(other.Urgent() || !it.Urgent()) && // the others rest after a failure
						(other.safety() == it.safety() && other.serial < it.serial || other.safety() && !it.safety())
					if before {
						t.Fatalf("%s overtook %s", it.Stream, other.Stream)
					}
				}
				waiting = slices.DeleteFunc(waiting, func(o *Queued) bool { return o == it })
				underway = append(underway, it)
			},
			"done": func(*rapid.T) {
				if len(underway) > 0 {
					q.Done(underway[0])
					underway = underway[1:]
				}
			},
			"back": func(*rapid.T) {
				if len(underway) > 0 {
					q.Back(underway[0], now.Add(time.Second))
					waiting = append(waiting, underway[0])
					underway = underway[1:]
				}
			},
			"drop": func(t *rapid.T) {
				gone := func(it *Queued) bool { return it.Class == state.ClassDigest }
				q.Drop(gone)
				waiting = slices.DeleteFunc(waiting, gone)
			},
			"wait": func(*rapid.T) { now = now.Add(time.Second) },
			"": func(t *rapid.T) {
				if q.Size() != len(waiting) {
					t.Fatalf("%d items wait, want %d", q.Size(), len(waiting))
				}
			},
		})
		for _, it := range underway {
			q.Done(it)
		}
		now = now.Add(time.Minute)
		left := len(waiting)
		for it := q.Pick(now); it != nil; it = q.Pick(now) {
			left--
			q.Done(it)
		}
		if left != 0 || len(q.lanes) != 0 {
			t.Fatalf("%d items were never served", left)
		}
	})
}

func TestLimits(t *testing.T) {
	q := NewQueue(NewLimits(30))
	for n := range 20 {
		q.Add(message("a", 1, state.ClassReply, n))
	}
	for n := range 100 {
		q.Add(message(fmt.Sprint("b", n), int64(100+n), state.ClassPrompt, n))
	}
	edit := message("e", 7, state.ClassDigest, 1)
	edit.Fresh = false
	q.Add(edit)
	perSecond, chatA, sent := map[int]int{}, []time.Duration{}, 0
	for now := noon; q.Size() > 0; {
		it := q.Pick(now)
		if it == nil {
			next := q.Next(now)
			if !next.After(now) {
				t.Fatal("nothing may go, and yet there is no time to wait for")
			}
			now = next
			continue
		}
		sent++
		if it == edit && now.Sub(noon) > time.Second {
			t.Errorf("an edit waited %s for limits that do not count it", now.Sub(noon))
		}
		perSecond[int(now.Sub(noon)/time.Second)]++
		if it.Lane == "a" {
			chatA = append(chatA, now.Sub(noon))
		}
		if it.Fresh {
			q.Limits.Ended(it.Chat, now)
		}
		q.Done(it)
	}
	if sent != 121 {
		t.Errorf("%d were sent, want 121", sent)
	}
	for second, n := range perSecond {
		if n > 60 || second > 0 && n > 31 {
			t.Errorf("%d messages in second %d", n, second)
		}
	}
	if chatA[4] > time.Second || chatA[5] == chatA[4] || chatA[19]-chatA[4] < 14*time.Second {
		t.Errorf("one chat got its messages at %v", chatA)
	}
}

func TestLimitsForgetRestedChats(t *testing.T) {
	l := NewLimits(30)
	for chat := range int64(sweepFrom) {
		l.Ended(chat, noon)
	}
	l.Ended(-1, noon.Add(time.Minute))
	if len(l.chats) != 1 {
		t.Errorf("%d chats are remembered", len(l.chats))
	}
}
