package storagetest

import (
	"fmt"
	"strings"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

var erasing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"an erasing turn leaves nothing of its participant": func(w *world) {
		p, other := w.enrol(7, 0), w.enrol(7, 1)
		tell := state.Tell{To: state.OfficeID, Letter: state.Departed{Code: "A-17"}}
		w.commit(other, 1, patient(other.id, other.chat), fullTurn(w, other)...)
		kept := w.outbox(7)
		w.commit(p, 1, patient(p.id, p.chat),
			state.Say{Chat: p.chat, Text: "waits"}, tell, state.Edit{Chat: p.chat, Message: 1, Text: "waits"},
			state.Keep{Fact: fact("f1", w.now)}, state.Card{Chat: p.chat}, state.Document{Chat: p.chat, Data: []byte("waits")},
			state.Wake{Kind: state.WakeClose, Key: "o1", At: w.now.Add(time.Minute)},
			state.Wake{Kind: state.WakeCheckIn, Key: "mon", At: w.now.Add(time.Hour)})
		for _, o := range w.outbox(7) {
			if _, letter := o.Effect.(state.Tell); o.From == p.id && letter {
				kept = append(kept, o)
			}
		}
		receipt := state.Say{Chat: p.chat, Text: "receipt"}
		sent := w.commit(p, 2, state.State{ID: p.id}, state.Keep{Fact: fact("f2", w.now)}, state.Erase{}, receipt)

		w.same("record", w.load(p.id), storage.Record{ID: p.id, State: state.State{ID: p.id}})
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts", facts, []record.Fact{})
		w.same("outbox", w.outbox(7), append(kept, sent...))
		for key, content := range w.dump() {
			if strings.Contains(key, p.id) || (strings.Contains(content, p.id) && !strings.HasSuffix(key, "outbox")) {
				w.Errorf("%s still names the participant", key)
			}
		}
		theirs, err := w.store.Facts(w.ctx, other.id, time.Time{})
		w.must(err)
		w.same("facts of somebody else", len(theirs), 1)
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("somebody else's moment", []any{next, ok}, []any{w.now.AddDate(0, 0, 1), true})
	},
	"what was set aside of somebody goes with them": func(w *world) {
		p, other := w.enrol(7, 0), w.enrol(7, 1)
		aside := func(a storage.Arrival, id string) {
			a.Event = state.Outage{Header: state.Header{ID: id, At: w.now}}
			w.must(w.store.Park(w.ctx, p.lease, w.receive(a)[0], "test"))
		}
		aside(storage.Arrival{To: p.id}, "by id")
		aside(storage.Arrival{Chat: p.chat}, "by chat")
		aside(storage.Arrival{To: other.id}, "of somebody else")
		aside(storage.Arrival{To: storage.NewID(7, "NOBODY")}, "of nobody")
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat, Text: "set aside"})
		w.must(w.store.ParkOutgoing(w.ctx, p.lease, out[0], "test"))
		before, err := w.store.Aside(w.ctx)
		w.must(err)
		w.commit(p, 2, state.State{ID: p.id}, state.Erase{})
		after, err := w.store.Aside(w.ctx)
		w.must(err)
		var left []storage.Aside
		for _, a := range before {
			if a.Whose == other.id || strings.HasSuffix(a.Whose, "NOBODY") {
				left = append(left, a)
			}
		}
		w.same("what is set aside", []any{after, len(left), len(before)}, []any{left, 2, 5})
	},
	"an erasing turn keeps the facts that stand behind the erasure": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), state.Keep{Fact: fact("f1", w.now)})
		stays := fact("f3", w.now.Add(-time.Hour))
		w.commit(p, 2, patient(p.id, p.chat), state.Keep{Fact: fact("f2", w.now)}, state.Erase{}, state.Keep{Fact: stays})
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts", facts, []record.Fact{stays})
	},
	"an erasing turn may keep what it says itself": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), state.Wake{Kind: state.WakeClose, Key: "o1", At: w.now.Add(time.Minute)})
		later := w.now.Add(time.Hour)
		w.commit(p, 2, patient(p.id, p.chat), state.Erase{}, state.Wake{Kind: state.WakeCall, Key: "a1", At: later})
		w.same("version", w.load(p.id).Version, int64(3))
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", []any{next, ok}, []any{later, true})
	},
	"many moments and messages are erased": func(w *world) {
		p, other := w.enrol(7, 0), w.enrol(7, 1)
		for version := range int64(3) {
			var effects, others []state.Effect
			for n := range 900 {
				at := w.now.Add(time.Duration(n) * time.Minute)
				key := fmt.Sprintf("o%d.%d", version, n)
				effects = append(effects, state.Say{Chat: p.chat, Text: key}, state.Wake{Kind: state.WakeClose, Key: key, At: at})
				others = append(others, state.Wake{Kind: state.WakeClose, Key: key, At: at})
			}
			w.commit(p, version+1, patient(p.id, p.chat), effects...)
			w.commit(other, version+1, patient(other.id, other.chat), others...)
		}
		w.commit(p, 4, state.State{ID: p.id}, state.Erase{})
		w.same("outbox", len(w.outbox(7)), 0)
		entries, err := w.store.Due(w.ctx, p.lease, w.now.Add(24*time.Hour), 10_000)
		w.must(err)
		w.same("who is woken", len(entries), 1)
		w.same("somebody else", entries[0].To, other.id)
	},
	"a refused erasing turn erases nothing": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), fullTurn(w, p)...)
		turn := w.turn(p, 1, state.State{ID: p.id}, state.Erase{}) // a version that is over
		w.unchanged("a stale turn", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrStale)
		})
	},
	"erasing twice is once": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), fullTurn(w, p)...)
		turn := w.turn(p, 2, state.State{ID: p.id}, state.Erase{}, state.Say{Chat: p.chat, Text: "receipt"})
		w.interpose().loseOnce()
		if _, err := w.store.Commit(w.ctx, w.now, turn); err == nil || storage.Final(err) {
			w.Fatalf("a lost reply is the error %v", err)
		}
		w.unchanged("the repetition", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrGone)
		})
	},
}
