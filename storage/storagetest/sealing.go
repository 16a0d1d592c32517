package storagetest

import (
	"fmt"
	"strings"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// canary stands for what nobody but the people concerned may read.
const canary = "canary"

var sealing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"nothing that people say stands in Redis": func(w *world) {
		p := w.enrol(7, 0)
		after := patient(p.id, p.chat)
		after.Name = canary + " name"
		after.Patient.Code = canary + " code"
		effects := []state.Effect{
			state.Keep{Fact: fact(canary+" fact", w.now)},
			state.Say{Chat: p.chat, Text: canary + " say", Keyboard: [][]string{{canary}}},
			state.Say{Chat: p.chat, Text: canary + " parked"},
			state.Tell{Chat: p.chat, Letter: state.Departed{Code: canary + " letter"}},
			state.Picture{Chat: p.chat, PNG: []byte(canary), Caption: canary + " caption"},
			wake("o1", w.now.Add(time.Hour)),
		}
		out := w.commit(p, 1, after, effects...)
		w.must(w.store.ParkOutgoing(w.ctx, p.lease, out[1], "test"))
		_, err := w.store.Deliver(w.ctx, w.now, out[2])
		w.must(err)
		e := said(canary+" id", p.chat, canary+" text")
		e.Name = canary + " sender"
		entries := w.receive(
			storage.Arrival{Chat: p.chat, Event: e}, storage.Arrival{To: p.id, Event: said("u2", p.chat, canary)},
		)
		w.must(w.store.Park(w.ctx, p.lease, entries[0], "test"))

		chat := fmt.Sprint(p.chat)
		for key, content := range w.dump() {
			if all := key + content; strings.Contains(all, canary) || strings.Contains(all, chat) {
				w.Errorf("key %s shows what people say, or their chat: %q", key, content)
			}
		}
	},
	"a value that was moved does not open": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		w.commit(p, 1, patient(p.id, p.chat), state.Keep{Fact: fact("f1", w.now)}, state.Say{Chat: p.chat})
		own, others := "{s07}:p:"+p.id, "{s07}:p:"+q.id

		state, err := w.rdb.HGet(w.ctx, own+":state", "state").Result()
		w.must(err)
		w.must(w.rdb.HSet(w.ctx, others+":state", "state", state).Err())
		if _, err := w.store.Load(w.ctx, q.id); !storage.Final(err) {
			w.Errorf("another's state: error is %v", err)
		}

		w.must(w.rdb.Rename(w.ctx, own+":log", others+":log").Err())
		if _, err := w.store.Facts(w.ctx, q.id, time.Time{}); !storage.Final(err) {
			w.Errorf("another's facts: error is %v", err)
		}

		entry := w.receive(storage.Arrival{Chat: p.chat, Event: said("u1", p.chat, "")})[0]
		w.forge("{s07}:inbox", entry.Stream, "place", q.id)
		forged := w.inbox(7)[0]
		if forged.Err == nil || forged.Event != nil {
			w.Errorf("another's event: %+v", forged)
		}
		w.must(w.store.Park(w.ctx, p.lease, forged, "does not open"))

		w.forge("{s07}:outbox", w.outbox(p.shard)[0].Stream, "from", q.id)
		message := w.outbox(p.shard)[0]
		if message.Err == nil || message.Effect != nil {
			w.Errorf("another's message: %+v", message)
		}
		w.must(w.store.ParkOutgoing(w.ctx, p.lease, message, "does not open"))
		w.same("left", len(w.inbox(7))+len(w.outbox(p.shard)), 0)
	},
}

// forge changes one field of a stream's entry, as somebody with access to Redis could.
func (w *world) forge(key, stream, field, value string) {
	w.Helper()
	found, err := w.rdb.XRange(w.ctx, key, stream, stream).Result()
	w.must(err)
	w.must(w.rdb.XDel(w.ctx, key, stream).Err())
	var values []any
	for name, old := range found[0].Values {
		if name == field {
			old = value
		}
		values = append(values, name, old)
	}
	w.must(w.rdb.Do(w.ctx, append([]any{"XADD", key, "*"}, values...)...).Err())
}
