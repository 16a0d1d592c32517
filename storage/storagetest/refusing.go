package storagetest

import (
	"crypto/rand"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

var refusing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"commit refuses a holder who was replaced": func(w *world) {
		p := w.enrol(7, 0)
		turn := w.turn(p, 1, patient(p.id, p.chat), fullTurn(w, p)...)
		w.must(w.rdb.Del(w.ctx, "{meta}:process:first").Err()) // it ran out
		second := w.open(storage.Options{Owner: "second"})
		w.acquire(second, 7)
		w.unchanged("a fenced turn", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrFenced)
			_, err = w.store.Due(w.ctx, p.lease, w.now, 10)
			w.must(err) // nothing is due, so there is nothing to refuse
		})
	},
	"commit allows a holder whose lease ran out unnoticed": func(w *world) {
		p := w.enrol(7, 0)
		turn := w.turn(p, 1, patient(p.id, p.chat))
		w.must(w.rdb.Del(w.ctx, "{meta}:process:first").Err())
		_, err := w.store.Commit(w.ctx, w.now, turn)
		w.must(err)
	},
	"commit refuses a participant who changed": func(w *world) {
		p := w.enrol(7, 0)
		for _, version := range []int64{0, 2} {
			turn := w.turn(p, version, patient(p.id, p.chat), fullTurn(w, p)...)
			w.unchanged("a stale turn", func() {
				_, err := w.store.Commit(w.ctx, w.now, turn)
				w.isOne("commit", err, storage.ErrStale)
			})
		}
	},
	"commit refuses a second participant for a chat": func(w *world) {
		p := w.enrol(7, 0)
		rival := p
		rival.id = storage.NewID(7, rand.Text())
		turn := w.turn(rival, 0, patient(rival.id, p.chat), fullTurn(w, rival)...)
		w.unchanged("a turn with another's chat", func() {
			if _, err := w.store.Commit(w.ctx, w.now, turn); !storage.Final(err) {
				w.Errorf("error is %v, want one that lets the entry be parked", err)
			}
		})
	},
	"commit refuses what lies on another shard": func(w *world) {
		p := w.enrol(7, 0)
		good := w.turn(p, 1, patient(p.id, p.chat))
		w.acquire(w.store, 8)
		elsewhere := w.chatOn(8, 0)
		w.unchanged("a turn that does not fit", func() {
			for name, spoil := range map[string]func(t *storage.Turn){
				"lease":      func(t *storage.Turn) { t.Lease.Shard = 8 },
				"entry":      func(t *storage.Turn) { t.Entry.Shard = 8 },
				"no entry":   func(t *storage.Turn) { t.Entry.Stream = "" },
				"no event":   func(t *storage.Turn) { t.Entry.Event = nil },
				"id":         func(t *storage.Turn) { t.Before.ID = storage.NewID(8, "X") },
				"state":      func(t *storage.Turn) { t.State.ID = storage.NewID(7, "X") },
				"chat":       func(t *storage.Turn) { t.State.Chat = elsewhere },
				"no id":      func(t *storage.Turn) { t.Before.ID = "" },
				"no effect":  func(t *storage.Turn) { t.Effects = []state.Effect{nil} },
				"no letter":  func(t *storage.Turn) { t.Effects = []state.Effect{state.Tell{To: p.id}} },
				"no fact":    func(t *storage.Turn) { t.Effects = []state.Effect{state.Keep{}} },
				"empty fact": func(t *storage.Turn) { t.Effects = []state.Effect{state.Keep{Fact: record.Fact{ID: "f"}}} },
			} {
				turn := good
				spoil(&turn)
				if _, err := w.store.Commit(w.ctx, w.now, turn); !storage.Final(err) {
					w.Errorf("%s: error is %v", name, err)
				}
			}
		})
		damaged := good
		damaged.Entry.Stream = "x"
		w.unchanged("a turn whose entry is none", func() {
			if _, err := w.store.Commit(w.ctx, w.now, damaged); err == nil || storage.Final(err) {
				w.Errorf("error is %v, want one of Redis, after which the call is repeated", err)
			}
		})
		_, err := w.store.Commit(w.ctx, w.now, good)
		w.must(err)
	},
}

// fullTurn is effects that touch every key of a participant and of their shard.
func fullTurn(w *world, p person) []state.Effect {
	return []state.Effect{
		state.Keep{Fact: fact("full", w.now)},
		state.Say{Chat: p.chat, Text: "full", Keyboard: [][]string{{"help"}}},
		state.Wake{Kind: state.WakeClose, Key: "full", At: w.now.AddDate(0, 0, 1)},
		state.Forget{Kind: state.WakeReminder, Key: "full"},
		state.Tell{To: state.OfficeID, Letter: state.Departed{Code: "A-17"}},
	}
}
