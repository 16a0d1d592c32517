package storagetest

import (
	"fmt"
	"sync"
	"time"

	"footing/flows/state"
	"footing/storage"
)

var receiving = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"receive keeps order and returns what inbox reads": func(w *world) {
		var arrivals []storage.Arrival
		for i := range 1000 { // several batches, all shards
			chat := int64(i % 40)
			arrivals = append(arrivals, storage.Arrival{Chat: chat, Event: said(fmt.Sprintf("u%d", i), chat, "")})
		}
		entries := w.receive(arrivals...)
		perShard := make(map[int][]storage.Entry)
		for i, e := range entries {
			w.same("shard", e.Shard, w.store.ShardOf(arrivals[i].Chat))
			w.same("chat", e.Chat, arrivals[i].Chat)
			w.same("event", e.Event, arrivals[i].Event)
			perShard[e.Shard] = append(perShard[e.Shard], e)
		}
		for shard, want := range perShard {
			w.same("inbox", w.inbox(shard), want)
		}
	},
	"inbox is read in pages": func(w *world) {
		chat := w.chatOn(3, 0)
		for i := range 5 {
			w.receive(storage.Arrival{Chat: chat, Event: said(fmt.Sprintf("u%d", i), chat, "")})
		}
		var read []string
		after := ""
		for {
			page, err := w.store.Inbox(w.ctx, 3, after, 2)
			w.must(err)
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				read = append(read, e.Event.Head().ID)
			}
			after = page[len(page)-1].Stream
		}
		w.same("ids", read, []string{"u0", "u1", "u2", "u3", "u4"})
	},
	"receive keeps nothing of strangers where it shall not": func(w *world) {
		member := w.enrol(1, 1)
		stranger := w.chatOn(1, 0)
		before := len(w.inbox(1))
		arrival := func(id string, chat int64, known bool) storage.Arrival {
			return storage.Arrival{Chat: chat, Event: said(id, chat, ""), Known: known}
		}
		entries, err := w.store.Receive(w.ctx, w.now, []storage.Arrival{
			arrival("u1", stranger, true), arrival("u2", member.chat, true), arrival("u3", stranger, false),
		})
		w.must(err)
		var ids []string
		for _, e := range entries {
			ids = append(ids, e.Event.Head().ID+" "+e.To)
		}
		w.same("kept", ids, []string{"u2 " + member.id, "u3 "})
		w.same("inbox", len(w.inbox(1)), before+2)
		w.same("kept later", len(w.receive(arrival("u1", stranger, false))), 1)
	},
	"receive takes an id once": func(w *world) {
		chat := w.chatOn(1, 0)
		arrival := storage.Arrival{Chat: chat, Event: said("u1", chat, "")}
		twice, err := w.store.Receive(w.ctx, w.now, []storage.Arrival{arrival, arrival})
		w.must(err)
		w.same("entries", len(twice), 1)
		again, err := w.store.Receive(w.ctx, w.now, []storage.Arrival{arrival})
		w.must(err)
		w.same("entries", len(again), 0)
		w.same("inbox", len(w.inbox(1)), 1)
	},
	"receive takes an id once for 84 hours": func(w *world) {
		chat := w.chatOn(1, 0)
		arrival := storage.Arrival{Chat: chat, Event: said("u1", chat, "")}
		const span = 84 * time.Hour
		start := time.Unix(0, 0).UTC().Add((w.now.Sub(time.Unix(0, 0))/span + 1) * span).Add(-time.Second) // the worst case
		for _, later := range []time.Duration{
			0, time.Second, 12 * time.Hour, 25 * time.Hour, 60 * time.Hour,
			84 * time.Hour,
		} {
			entries, err := w.store.Receive(w.ctx, start.Add(later), []storage.Arrival{arrival})
			w.must(err)
			w.same(fmt.Sprintf("entries after %v", later), len(entries) == 1, later == 0)
		}
	},
	"receive at once takes an id once": func(w *world) {
		var arrivals []storage.Arrival
		for i := range 100 {
			chat := int64(i)
			arrivals = append(arrivals, storage.Arrival{Chat: chat, Event: said(fmt.Sprintf("u%d", i), chat, "")})
		}
		taken := make([][]storage.Entry, 4)
		var all sync.WaitGroup
		for i := range taken {
			all.Go(func() {
				var err error
				if taken[i], err = w.store.Receive(w.ctx, w.now, arrivals); err != nil {
					w.Error(err)
				}
			})
		}
		all.Wait()
		counts := make(map[string]int)
		for _, entries := range taken {
			for _, e := range entries {
				counts[e.Event.Head().ID]++
			}
		}
		w.same("ids", len(counts), len(arrivals))
		for id, n := range counts {
			w.same("entries of "+id, n, 1)
		}
	},
	"receive knows whose chat it is": func(w *world) {
		p := w.enrol(2, 0)
		stranger := w.chatOn(2, 1)
		entries := w.receive(
			storage.Arrival{Chat: p.chat, Event: said("u1", p.chat, "")},
			storage.Arrival{Chat: stranger, Event: said("u2", stranger, "")},
			storage.Arrival{To: p.id, Event: state.Outage{Header: state.Header{ID: "o1", At: w.now}, Since: w.now}},
		)
		w.same("to", []string{entries[0].To, entries[1].To, entries[2].To}, []string{p.id, "", p.id})
		w.same("chats", []int64{entries[0].Chat, entries[1].Chat, entries[2].Chat}, []int64{p.chat, stranger, 0})
	},
	"receive refuses what it can't address": func(w *world) {
		w.unchanged("a refused arrival", func() {
			for _, bad := range []storage.Arrival{
				{Chat: 1},
				{Chat: 1, Event: said("", 1, "")},
				{To: "nobody", Event: said("u1", 1, "")},
				{To: "s99-ABC", Event: said("u1", 1, "")},
			} {
				good := storage.Arrival{Chat: 2, Event: said("u2", 2, "")}
				if _, err := w.store.Receive(w.ctx, w.now, []storage.Arrival{good, bad}); err == nil {
					w.Errorf("received %+v", bad)
				}
			}
		})
	},
	"inbox numbers its entries without gaps": func(w *world) {
		p := w.enrol(5, 0)
		before := w.receive(storage.Arrival{Chat: p.chat, Event: said("u0", p.chat, "")})[0]
		var first int
		_, err := fmt.Sscanf(before.Stream, "0-%d", &first)
		w.must(err)
		w.must(w.store.Park(w.ctx, p.lease, before, "in the way")) // an empty inbox goes on counting
		due := state.Wake{Kind: state.WakeClose, Key: "o", At: w.now}
		// by an entry of its own
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat, Text: "hello", Anchor: "setup"}, due)
		receipt := state.Sent{Header: state.Header{ID: "r1", At: w.now}, Anchor: "setup", Message: 1}
		sent, err := w.store.Done(w.ctx, p.lease, out[0], receipt)
		w.must(err)
		woken, err := w.store.Due(w.ctx, p.lease, w.now, 1)
		w.must(err)
		last := w.receive(storage.Arrival{Chat: p.chat, Event: said("u2", p.chat, "")})[0]
		for n, e := range []storage.Entry{*sent, woken[0], last} {
			w.same("stream", e.Stream, fmt.Sprintf("0-%d", first+2+n))
		}
	},
	"waiting counts inboxes": func(w *world) {
		for i := range 3 {
			chat := w.chatOn(5, i)
			w.receive(storage.Arrival{Chat: chat, Event: said(fmt.Sprintf("u%d", i), chat, "")})
		}
		waiting, err := w.store.Waiting(w.ctx, []int{5, 6})
		w.must(err)
		w.same("waiting", waiting, map[int]int64{5: 3, 6: 0})
	},
	"what is set aside waits to be looked at": func(w *world) {
		list := func() []storage.Aside {
			w.Helper()
			found, err := w.store.Aside(w.ctx)
			w.must(err)
			return found
		}
		w.same("at first", list(), []storage.Aside(nil))
		lease := w.acquire(w.store, 3)
		chat := w.chatOn(3, 0)
		for _, entry := range w.receive(storage.Arrival{Chat: chat, Event: said("u1", chat, "1")}) {
			w.must(w.store.Park(w.ctx, lease, entry, "panic"))
		}
		first := list()
		if len(first) != 1 || first[0].At.IsZero() {
			w.Fatalf("set aside: %+v", first)
		}
		want := storage.Aside{Shard: 3, Stream: first[0].Stream, At: first[0].At, Box: "inbox", Reason: "panic"}
		w.same("set aside", first[0], want)
		w.must(w.store.SetLooked(w.ctx, first[0].At))
		want.Looked = true
		w.same("looked at", list(), []storage.Aside{want})
		w.wait(2 * time.Millisecond) // the next one has a later time
		for _, entry := range w.receive(storage.Arrival{Chat: chat, Event: said("u2", chat, "2")}) {
			w.must(w.store.Park(w.ctx, lease, entry, "refused"))
		}
		w.must(w.store.SetLooked(w.ctx, first[0].At.Add(-time.Hour))) // changes nothing
		second := list()
		if len(second) != 2 || !second[0].Looked || second[1].Looked || second[1].Reason != "refused" {
			w.Errorf("after a second one: %+v", second)
		}
	},
	"park moves an entry away": func(w *world) {
		chat := w.chatOn(4, 0)
		lease := w.acquire(w.store, 4)
		entries := w.receive(
			storage.Arrival{Chat: chat, Event: said("u1", chat, "")}, storage.Arrival{Chat: chat, Event: said("u2", chat, "")},
		)
		w.must(w.store.Park(w.ctx, lease, entries[0], "panic in Step"))
		w.same("inbox", w.inbox(4), entries[1:])
		parked, err := w.store.Parked(w.ctx)
		w.must(err)
		w.same("parked", parked, int64(1))
		w.isOne("parked twice", w.store.Park(w.ctx, lease, entries[0], "again"), storage.ErrGone)
		lease.Epoch++
		w.isOne("parked by another", w.store.Park(w.ctx, lease, entries[1], "again"), storage.ErrFenced)
	},
	"what is set aside is read, tried again once, and removed": func(w *world) {
		chat := w.chatOn(4, 0)
		lease := w.acquire(w.store, 4)
		entries := w.receive(
			storage.Arrival{Chat: chat, Event: said("u1", chat, "1")}, storage.Arrival{Chat: chat, Event: said("u2", chat, "2")},
			storage.Arrival{Chat: chat, Event: said("u3", chat, "3")},
		)
		w.must(w.store.Park(w.ctx, lease, entries[0], "panic"))
		w.must(w.store.Park(w.ctx, lease, entries[1], "panic"))
		aside, err := w.store.Aside(w.ctx)
		w.must(err)
		first, err := w.store.AsideEvent(w.ctx, aside[0])
		w.must(err)
		w.same("what is in it", first.Event, entries[0].Event)
		w.must(w.store.RetryAside(w.ctx, aside[0], first))
		w.isOne("tried again twice", w.store.RetryAside(w.ctx, aside[0], first), storage.ErrGone)
		w.must(w.store.DropAside(w.ctx, aside[1]))
		w.must(w.store.DropAside(w.ctx, aside[1])) // it is gone, which is no error
		inbox := w.inbox(4)
		if len(inbox) != 2 || inbox[1].Err != nil || inbox[1].Chat != chat {
			w.Fatalf("the inbox has %+v", inbox)
		}
		w.same("the last in the inbox", inbox[1].Event, entries[0].Event)
		_, err = w.store.AsideEvent(w.ctx, aside[1])
		w.isOne("read after it was removed", err, storage.ErrGone)
		left, err := w.store.Parked(w.ctx)
		w.must(err)
		w.same("left", left, int64(0))
	},
}
