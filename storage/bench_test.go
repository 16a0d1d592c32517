package storage_test

import (
	"crypto/rand"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// BenchmarkFloor is one script that does next to nothing: what the round trip, and on a real server the wait
// for the disk, cost in any case.
func BenchmarkFloor(b *testing.B) {
	script := redis.NewScript(`return redis.call('INCR', KEYS[1])`)
	onBoth(b, func(b *testing.B, rdb redis.UniversalClient) {
		var workers atomic.Int64
		b.RunParallel(func(pb *testing.PB) {
			key := fmt.Sprintf("{s%02d}:floor", workers.Add(1))
			for pb.Next() {
				if err := script.Run(b.Context(), rdb, []string{key}).Err(); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

// BenchmarkReceive is one tap stored.
func BenchmarkReceive(b *testing.B) {
	onBoth(b, func(b *testing.B, rdb redis.UniversalClient) {
		s := open(b, rdb, "first")
		var taps atomic.Int64
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				n := taps.Add(1)
				if _, err := s.Receive(b.Context(), noon, []storage.Arrival{{Chat: n % 500, Event: tap(n, n%500)}}); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

// BenchmarkTurn is what a tap costs: received and committed, with the state that a patient has in the middle of a
// check-in, one fact and two messages. Each goroutine works on a shard of its own.
func BenchmarkTurn(b *testing.B) {
	onBoth(b, func(b *testing.B, rdb redis.UniversalClient) {
		s := open(b, rdb, "first")
		var workers, taps atomic.Int64
		b.RunParallel(func(pb *testing.PB) {
			shard := int(workers.Add(1)-1) % s.Shards()
			lease, _, err := s.Acquire(b.Context(), shard)
			if err != nil {
				b.Error(err)
				return
			}
			chat := int64(1)
			for s.ShardOf(chat) != shard {
				chat++
			}
			id := storage.NewID(shard, rand.Text())
			for version := int64(0); pb.Next(); version++ {
				n := taps.Add(1)
				entries, err := s.Receive(b.Context(), noon, []storage.Arrival{{Chat: chat, Event: tap(n, chat)}})
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := s.Commit(b.Context(), noon, turn(lease, entries[0], id, version, chat)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
}

func onBoth(b *testing.B, run func(*testing.B, redis.UniversalClient)) {
	for name, start := range map[string]func(b *testing.B) redis.UniversalClient{
		"embedded": func(b *testing.B) redis.UniversalClient { return embedded(b) },
		"server":   func(b *testing.B) redis.UniversalClient { return client(b, storage.ClientOptions{URL: server(b)}) },
	} {
		for _, connections := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/%d", name, connections), func(b *testing.B) {
				rdb := start(b)
				b.SetParallelism(connections)
				b.ResetTimer()
				run(b, rdb)
			})
		}
	}
}

func tap(n, chat int64) state.Event {
	return state.Tapped{
		Header: state.Header{ID: fmt.Sprintf("u%d.c%d", n, n), At: noon},
		Sender: state.Sender{Chat: chat, Name: "A-17", Language: "en", Draw: rand.Text()},
		Data:   "a.3.s1.2", Callback: "123456789012345678", Message: 42,
	}
}

func turn(lease storage.Lease, entry storage.Entry, id string, version, chat int64) storage.Turn {
	answers := make(map[string]state.Answered)
	for i := range 8 {
		answers[fmt.Sprintf("item%d", i)] = state.Answered{Code: "mostly", At: noon}
	}
	event := entry.Event.Head().ID
	return storage.Turn{
		Lease: lease, Entry: entry, Before: storage.Record{ID: id, Version: version},
		State: state.State{
			ID: id, Chat: chat, Name: "A-17", Locale: "en", Zone: "Europe/London", Seed: rand.Text(),
			Patient: &state.Patient{
				Ties:      state.Ties{Code: "A-17"},
				Rhythm:    state.Rhythm{At: "14:05", Days: []time.Weekday{1, 3}},
				Enrolment: state.Enrolment{Active: true, Start: noon},
				CheckIns:  state.CheckIns{Open: &state.Occasion{ID: "mon/2026-11-02", Number: 3, Opened: noon, Answers: answers}},
			},
		},
		Effects: []state.Effect{
			state.Keep{Fact: record.Fact{
				ID: event, At: noon, Body: record.Response{Occasion: "mon/2026-11-02", Item: "s1", Code: "mostly"},
			}},
			state.Edit{
				Chat: chat, Message: 42, Class: state.ClassReply, Text: "How much could you do, in or between sessions?",
				Buttons: [][]state.Button{
					{{Text: "nothing", Data: "a.3.t5.0"}}, {{Text: "a few", Data: "a.3.t5.1"}}, {{Text: "one try", Data: "a.3.t5.2"}},
				},
			},
			state.Toast{Callback: "123456789012345678"},
			state.Wake{Kind: state.WakeClose, Key: "mon/2026-11-02", At: noon.Add(time.Hour)},
		},
	}
}
