package storagetest

import (
	"fmt"

	"footing/flows/state"
	"footing/storage"
)

var sending = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"outbox keeps order and is read in pages": func(w *world) {
		p := w.enrol(7, 0)
		var want []storage.Outgoing
		for i := range 5 {
			say := state.Say{Chat: p.chat, Text: fmt.Sprint(i)}
			want = append(want, w.commit(p, int64(i+1), patient(p.id, p.chat), say, state.Edit{Chat: p.chat, Message: i + 1})...)
		}
		w.same("outbox", w.outbox(p.shard), want)
		page, err := w.store.Outbox(w.ctx, 7, want[3].Stream, 3)
		w.must(err)
		w.same("page", page, want[4:7])
	},
	"done removes a message, with or without receipt": func(w *world) {
		p := w.enrol(7, 0)
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat, Anchor: "x"}, state.Say{Chat: p.chat})
		receipt := state.Sent{Header: state.Header{ID: out[0].ID, At: w.now}, Anchor: "x", Message: 9}
		entry, err := w.store.Done(w.ctx, p.lease, out[0], receipt)
		w.must(err)
		w.same("entry", *entry, storage.Entry{Shard: 7, Stream: entry.Stream, To: p.id, Event: receipt})
		w.same("inbox", w.inbox(7), []storage.Entry{*entry})
		w.same("outbox", w.outbox(p.shard), out[1:])

		entry, err = w.store.Done(w.ctx, p.lease, out[1], nil)
		w.must(err)
		if entry != nil {
			w.Error("an entry without a receipt")
		}
		w.same("outbox", len(w.outbox(p.shard)), 0)
	},
	"done refuses a holder who was replaced": func(w *world) {
		p := w.enrol(7, 0)
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat})
		p.lease.Epoch--
		w.unchanged("a fenced message", func() {
			_, err := w.store.Done(w.ctx, p.lease, out[0], nil)
			w.isOne("done", err, storage.ErrFenced)
			w.isOne("park", w.store.ParkOutgoing(w.ctx, p.lease, out[0], "test"), storage.ErrFenced)
		})
	},
	"a message can be parked": func(w *world) {
		p := w.enrol(7, 0)
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat}, state.Say{Chat: p.chat})
		w.must(w.store.ParkOutgoing(w.ctx, p.lease, out[0], "test"))
		w.same("outbox", w.outbox(p.shard), out[1:])
		parked, err := w.store.Parked(w.ctx)
		w.must(err)
		w.same("parked", parked, int64(1))
		w.isOne("parked twice", w.store.ParkOutgoing(w.ctx, p.lease, out[0], "test"), storage.ErrGone)
	},
	"a letter crosses shards once": func(w *world) {
		from, to := w.enrol(7, 0), w.enrol(3, 0)
		stranger := w.chatOn(4, 0)
		letter := state.Departed{Code: "A-17"}
		out := w.commit(from, 1, patient(from.id, from.chat),
			state.Tell{To: to.id, Letter: letter}, state.Tell{Chat: to.chat, Letter: letter}, state.Tell{
				Chat:   stranger,
				Letter: letter,
			})
		for i, want := range []storage.Entry{
			{Shard: 3, To: to.id}, {Shard: 3, To: to.id, Chat: to.chat}, {Shard: 4, Chat: stranger},
		} {
			entries, err := w.store.Deliver(w.ctx, w.now, out[i])
			w.must(err)
			w.same("entries", len(entries), 1)
			want.Stream, want.Received = entries[0].Stream, true
			want.Event = state.Told{Header: state.Header{ID: out[i].ID, At: w.now}, From: from.id, Letter: letter}
			w.same("entry", entries[0], want)

			again, err := w.store.Deliver(w.ctx, w.now, out[i])
			w.must(err)
			w.same("entries", len(again), 0)
		}
		w.same("inbox of shard 3", len(w.inbox(3)), 2)
		w.same("inbox of shard 4", len(w.inbox(4)), 1)
	},
	"only a letter can be delivered": func(w *world) {
		for _, effect := range []state.Effect{nil, state.Say{}, state.Tell{To: "nobody", Letter: state.Departed{}}} {
			if _, err := w.store.Deliver(w.ctx, w.now, storage.Outgoing{ID: "e", From: "s00-X", Effect: effect}); err == nil {
				w.Errorf("delivered a %T", effect)
			}
		}
	},
}
