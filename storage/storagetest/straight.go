package storagetest

import (
	"fmt"
	"time"

	"footing/flows/state"
	"footing/storage"
)

var straight = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"a straight turn leaves what one by the inbox does": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		direct := w.straight(p, "u1", 1)
		entry := w.receive(storage.Arrival{Chat: q.chat, Event: said("u2", q.chat, "hello")})[0]
		byInbox := storage.Turn{
			Lease: q.lease, Entry: entry, Before: w.load(q.id), State: patient(q.id, q.chat), Effects: fullTurn(w, q),
		}
		w.same("event", direct.Entry.Event.Head(), said("u1", p.chat, "hello").Head())
		taken := w.store.Take(w.ctx, w.now, []storage.Turn{direct})[0]
		w.must(taken.Err)
		saved, err := w.store.Commit(w.ctx, w.now, byInbox)
		w.must(err)
		w.same("record", taken.Record, w.load(p.id))
		w.same("the next moment", taken.Next, saved.Next)
		w.same("messages", len(taken.Out), len(saved.Out))
		w.same("outbox", w.outbox(7), append(taken.Out, saved.Out...))
		one, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		two, err := w.store.Facts(w.ctx, q.id, time.Time{})
		w.must(err)
		w.same("facts", one, two)
		w.same("inbox", w.inbox(7), []storage.Entry{})
	},
	"a straight turn is made once, whichever way its event comes again": func(w *world) {
		p := w.enrol(7, 0)
		turn := w.straight(p, "u1", 1)
		w.must(w.store.Take(w.ctx, w.now, []storage.Turn{turn})[0].Err)
		later := w.now.Add(84 * time.Hour) // an id is recognised for as long
		for _, version := range []int64{1, 2} {
			turn.Before.Version = version
			w.unchanged("a repetition", func() {
				w.isOne("take", w.store.Take(w.ctx, later, []storage.Turn{turn})[0].Err, storage.ErrGone)
			})
		}
		entries, err := w.store.Receive(w.ctx, later, []storage.Arrival{{Chat: p.chat, Event: said("u1", p.chat, "hello")}})
		w.must(err)
		w.same("entries", len(entries), 0)
	},
	"a turn that is made again after weeks is not made beside its event, which came again": func(w *world) {
		p := w.enrol(7, 0)
		turn := w.straight(p, "u1", 1)
		turn.RepeatedAt = w.now.Add(30 * 24 * time.Hour)
		greeting := storage.Arrival{Chat: p.chat, Event: said("u1", p.chat, "hello")}
		_, err := w.store.Receive(w.ctx, turn.RepeatedAt, []storage.Arrival{greeting})
		w.must(err)
		w.unchanged("the turn", func() {
			w.isOne("take", w.store.Take(w.ctx, w.now, []storage.Turn{turn})[0].Err, storage.ErrGone)
		})
	},
	"an entry whose number another one was given is not taken for it": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		entry := w.receive(storage.Arrival{Chat: p.chat, Event: said("u1", p.chat, "hello")})[0]
		w.must(w.rdb.Del(w.ctx, "{s07}:inbox").Err()) // an older copy
		var other storage.Entry
		for n := 2; other.Stream != entry.Stream; n++ {
			w.must(w.rdb.XTrimMaxLen(w.ctx, "{s07}:inbox", 0).Err())
			other = w.receive(storage.Arrival{Chat: q.chat, Event: said(fmt.Sprint("u", n), q.chat, "I am not safe")})[0]
		}
		turn := storage.Turn{Lease: p.lease, Entry: entry, Before: w.load(p.id), State: patient(p.id, p.chat)}
		w.unchanged("a turn of what is not there", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrGone)
		})
		w.same("inbox", w.inbox(7), []storage.Entry{other})
		turn.Entry, turn.Before, turn.State = other, w.load(q.id), patient(q.id, q.chat)
		_, err := w.store.Commit(w.ctx, w.now, turn)
		w.must(err)
		w.same("inbox", w.inbox(7), []storage.Entry{})
	},
	"what waits in the inbox is not taken straight": func(w *world) {
		p := w.enrol(7, 0)
		w.receive(storage.Arrival{Chat: p.chat, Event: said("u1", p.chat, "hello")})
		w.unchanged("the turn", func() {
			taken := w.store.Take(w.ctx, w.now, []storage.Turn{w.straight(p, "u1", 1)})
			w.isOne("take", taken[0].Err, storage.ErrGone)
		})
		w.same("inbox", len(w.inbox(7)), 1)
	},
	"after a lost reply receiving it again tells that the turn was saved": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(8, 0)
		turns := []storage.Turn{w.straight(p, "u1", 1), w.straight(q, "u2", 1)}
		w.interpose().loseOnce()
		lost := 0 // in a cluster each turn goes by itself
		for _, taken := range w.store.Take(w.ctx, w.now, turns) {
			if taken.Err != nil {
				lost++
			}
			if storage.Final(taken.Err) {
				w.Fatalf("a lost reply is the error %v, which is Final", taken.Err)
			}
		}
		w.same("a reply was lost", lost > 0, true)
		entries, err := w.store.Receive(w.ctx, w.now, []storage.Arrival{
			{Chat: p.chat, Event: said("u1", p.chat, "hello")}, {Chat: q.chat, Event: said("u2", q.chat, "hello")},
		})
		w.must(err)
		w.same("entries", len(entries), 0)
		w.same("versions", []int64{w.load(p.id).Version, w.load(q.id).Version}, []int64{2, 2})
		w.same("messages", []int{len(w.outbox(7)), len(w.outbox(8))}, []int{2, 2})
	},
	"of several straight turns each has its own answer": func(w *world) {
		p, q, r := w.enrol(7, 0), w.enrol(7, 1), w.enrol(8, 0)
		turns := []storage.Turn{w.straight(p, "u1", 2), w.straight(q, "u2", 1), w.straight(r, "u3", 1)}
		turns[2].Lease.Epoch--
		taken := w.store.Take(w.ctx, w.now, turns)
		w.isOne("an outdated state", taken[0].Err, storage.ErrStale)
		w.must(taken[1].Err)
		w.isOne("a lost lease", taken[2].Err, storage.ErrFenced)
		w.same("versions", []int64{w.load(p.id).Version, w.load(q.id).Version, w.load(r.id).Version}, []int64{1, 2, 1})
		turns[0].Before.Version = 1 // what was refused was not noted as seen
		w.must(w.store.Take(w.ctx, w.now, turns[:1])[0].Err)
	},
	"the turn of a receipt takes the message out of the outbox, once": func(w *world) {
		p := w.enrol(7, 0)
		o := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat, Anchor: "x"})[0]
		entry, err := w.store.Receipt(o, state.Sent{Header: state.Header{ID: o.ID, At: w.now}, Anchor: "x", Message: 9})
		w.must(err)
		turn := storage.Turn{Lease: p.lease, Entry: entry, Before: w.load(p.id), State: patient(p.id, p.chat)}
		w.interpose().loseOnce()
		if _, err := w.store.Commit(w.ctx, w.now, turn); err == nil || storage.Final(err) {
			w.Fatalf("a lost reply is the error %v, which is Final or none", err)
		}
		w.same("outbox", w.outbox(7), []storage.Outgoing{})
		w.same("version", w.load(p.id).Version, int64(3))
		w.unchanged("a repetition", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrGone)
			after, err := w.store.Done(w.ctx, p.lease, o, entry.Event)
			w.must(err)
			w.same("it gives an entry", after != nil, false)
		})
	},
	"a message that left the outbox has no receipt any more": func(w *world) {
		p := w.enrol(7, 0)
		o := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat, Anchor: "x"})[0]
		entry, err := w.store.Receipt(o, state.Sent{Header: state.Header{ID: o.ID, At: w.now}, Anchor: "x", Message: 9})
		w.must(err)
		_, err = w.store.Done(w.ctx, p.lease, o, nil)
		w.must(err)
		turn := storage.Turn{Lease: p.lease, Entry: entry, Before: w.load(p.id), State: patient(p.id, p.chat)}
		w.unchanged("the turn", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrGone)
		})
	},
	"messages of several shards leave their outboxes together": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(8, 0)
		var ends []storage.Ends
		for _, one := range []person{p, q} {
			out := w.commit(one, 1, patient(one.id, one.chat), state.Say{Text: "a"}, state.Say{Text: "b"}, state.Say{Text: "c"})
			ends = append(ends, storage.Ends{Lease: one.lease, Streams: []string{out[0].Stream, out[2].Stream}})
		}
		ends[1].Lease.Epoch--
		for range 2 { // what is gone is no error
			failed := w.store.End(w.ctx, ends)
			w.must(failed[0])
			w.isOne("a lost lease", failed[1], storage.ErrFenced)
			w.same("messages", []int{len(w.outbox(7)), len(w.outbox(8))}, []int{1, 3})
		}
	},
	"an entry of an inbox is not taken, and a straight one not committed": func(w *world) {
		p := w.enrol(7, 0)
		direct := w.straight(p, "u1", 1)
		w.unchanged("either", func() {
			if _, err := w.store.Commit(w.ctx, w.now, direct); !storage.Final(err) {
				w.Errorf("error is %v, want a Final one", err)
			}
		})
		byInbox := w.turn(p, 1, patient(p.id, p.chat))
		w.unchanged("either", func() {
			if taken := w.store.Take(w.ctx, w.now, []storage.Turn{byInbox})[0]; !storage.Final(taken.Err) {
				w.Errorf("error is %v, want a Final one", taken.Err)
			}
		})
	},
}

// straight is the outcome of an event that is in no inbox.
func (w *world) straight(p person, event string, version int64) storage.Turn {
	w.Helper()
	entry, err := w.store.Straight(storage.Arrival{Chat: p.chat, Event: said(event, p.chat, "hello")}, p.id)
	w.must(err)
	before := w.load(p.id)
	before.Version = version
	return storage.Turn{
		Lease: p.lease, Entry: entry, Before: before, State: patient(p.id, p.chat),
		Effects: fullTurn(w, p),
	}
}
