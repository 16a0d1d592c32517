package storagetest

import (
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

var committing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"commit saves the whole turn": func(w *world) {
		p := person{id: storage.NewID(7, rand.Text()), chat: w.chatOn(7, 0), shard: 7, lease: w.acquire(w.store, 7)}
		after := patient(p.id, p.chat)
		say := state.Say{
			Chat: p.chat, Class: state.ClassReply, Text: "one",
			Buttons: [][]state.Button{{{Text: "ok", Data: "h"}}},
		}
		edit := state.Edit{Chat: p.chat, Message: 3, Text: "two"}
		toast := state.Toast{Callback: "c1"}
		card := state.Card{Chat: p.chat, Phone: "116 123", Name: "Samaritans"}
		menu := state.Menu{Chat: p.chat, Staff: true, Locale: "en"}
		picture := state.Picture{Chat: p.chat, PNG: []byte{0x89, 'P', 'N', 'G', 0, 0xFF}, Caption: "three", Protect: true}
		tell := state.Tell{To: state.OfficeID, Letter: state.Departed{Code: "A-17"}}
		remove := state.Delete{Chat: p.chat, Messages: []int{7, 8}, Anchor: "tidy"}
		soon, later := w.now.Add(time.Minute), w.now.Add(time.Hour)
		turn := w.turn(p, 0, after,
			state.Keep{Fact: fact("f1", w.now)}, say, state.Ignore{Reason: "test"}, edit,
			state.Wake{Kind: state.WakeClose, Key: "o1", At: later}, toast, card, tell, picture,
			state.Wake{Kind: state.WakeReminder, Key: "o1", At: soon}, state.Keep{Fact: fact("f2", w.now)}, menu, remove,
		)
		saved, err := w.store.Commit(w.ctx, w.now, turn)
		w.must(err)
		out := saved.Out
		w.same("the next moment", saved.Next, soon)
		w.same("the record it became", saved.Record, w.load(p.id))
		w.same("record", w.load(p.id), storage.Record{ID: p.id, State: after, Version: 1})
		w.same("inbox", w.inbox(7), []storage.Entry{})

		event := turn.Entry.Event.Head().ID
		for i, want := range []struct {
			n      int
			effect state.Effect
		}{{1, say}, {3, edit}, {5, toast}, {6, card}, {7, tell}, {8, picture}, {11, menu}, {12, remove}} {
			w.same("message", out[i], storage.Outgoing{
				Shard: 7, Stream: out[i].Stream, From: p.id, ID: state.EffectID(event, want.n), Effect: want.effect,
			})
		}
		w.same("a toast's place in the outbox", out[2].Stream, "")
		w.same("outbox", w.outbox(p.shard), slices.Delete(out, 2, 3))

		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts", facts, []record.Fact{fact("f1", w.now), fact("f2", w.now)})
		resolved, err := w.store.Resolve(w.ctx, p.chat)
		w.must(err)
		w.same("resolved", resolved, p.id)
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", []any{next, ok}, []any{soon, true})
	},
	"commit counts versions": func(w *world) {
		p := w.enrol(0, 0)
		for version := int64(1); version < 12; version++ {
			state := w.load(p.id).State
			state.Name = fmt.Sprint(version)
			w.commit(p, version, state)
			w.same("record", w.load(p.id), storage.Record{ID: p.id, State: state, Version: version + 1})
		}
	},
	"a state that does not change is not written again": func(w *world) {
		p := w.enrol(7, 0)
		stored := func() string {
			w.Helper()
			value, err := w.rdb.HGet(w.ctx, "{s07}:p:"+p.id+":state", "state").Result()
			w.must(err)
			return value
		}
		before := stored()
		w.commit(p, 1, w.load(p.id).State, state.Keep{Fact: fact("f1", w.now)}, state.Say{Chat: p.chat, Text: "a"})
		w.same("it was written", stored() == before, true)
		w.same("version", w.load(p.id).Version, int64(2))
		w.commit(p, 2, w.load(p.id).State, wake("a", w.now)) // what is planned stands with it
		w.same("it was written", stored() == before, false)
		before = stored()
		w.commit(p, 3, w.load(p.id).State, wake("a", w.now))
		w.same("it was written", stored() == before, true)
		w.same("what is planned", w.wakeOne(p, w.now), "a")
	},
	"commit keeps the office, which has no chat": func(w *world) {
		lease := w.acquire(w.store, 0)
		entry := w.receive(storage.Arrival{
			To:    state.OfficeID,
			Event: state.Staffing{Header: state.Header{ID: "i1", At: w.now}},
		})[0]
		after := state.State{ID: state.OfficeID, Office: &state.Office{Codes: map[string]string{"A-17": "s01-X"}}}
		_, err := w.store.Commit(w.ctx, w.now, storage.Turn{
			Lease: lease, Entry: entry, Before: storage.Record{ID: state.OfficeID}, State: after,
		})
		w.must(err)
		w.same("state", w.load(state.OfficeID).State, after)
		people, err := w.store.Participants(w.ctx)
		w.must(err)
		w.same("participants", people, int64(0))
	},
	"a stranger leaves nothing": func(w *world) {
		w.enrol(2, 1) // the shard is in use
		p := person{id: storage.NewID(2, rand.Text()), chat: w.chatOn(2, 0), shard: 2, lease: w.acquire(w.store, 2)}
		before := w.dump()
		say := state.Say{Chat: p.chat, Text: "no", Keyboard: [][]string{{"help"}}}
		for _, o := range w.commit(p, 0, state.State{ID: p.id, Chat: p.chat, Name: "A-17"}, say) {
			_, err := w.store.Done(w.ctx, p.lease, o, nil)
			w.must(err)
		}
		after := w.dump()
		seen := fmt.Sprintf("{s02}:seen:%d", w.now.Unix()/(84*60*60)) // expires, and holds hashes
		delete(before, seen)
		delete(after, seen)
		delete(before, "{s02}:run") // how many turns there were, of whomever
		delete(after, "{s02}:run")
		if after["{s02}:outbox"] == "[]" {
			delete(after, "{s02}:outbox") // an empty stream remembers its last id, and that is all it does
		}
		w.same("dump", after, before)
	},
	"an empty state erases the participant, not the facts": func(w *world) {
		p := w.enrol(2, 0)
		w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat, Keyboard: [][]string{{"help"}}},
			state.Keep{Fact: fact("f1", w.now)})
		w.commit(p, 2, state.State{ID: p.id})
		w.same("record", w.load(p.id), storage.Record{ID: p.id, State: state.State{ID: p.id}})
		resolved, err := w.store.Resolve(w.ctx, p.chat)
		w.must(err)
		w.same("resolved", resolved, "")
		asked, err := w.store.RecentlyAsked(w.ctx, 2, time.Time{})
		w.must(err)
		w.same("asked", asked, []string{})
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts", len(facts), 1)

		w.commit(p, 0, patient(p.id, p.chat)) // and may begin anew
		w.same("version", w.load(p.id).Version, int64(1))
	},
	"who was asked is remembered for a day": func(w *world) {
		buttons := [][]state.Button{{{Text: "ok", Data: "h"}}}
		asks := []state.Effect{
			state.Say{Buttons: buttons},
			state.Say{Keyboard: [][]string{{"help"}}},
			state.Edit{Message: 1, Buttons: buttons},
			state.Say{Text: "no buttons"},
			state.Edit{Message: 1},
		}
		start := w.now
		var people []string
		for i, ask := range asks {
			w.now = start.Add(time.Duration(i)*time.Hour - time.Second) // what is kept is rounded up
			p := w.enrol(9, i)
			w.commit(p, 1, patient(p.id, p.chat), ask)
			people = append(people, p.id)
		}
		for since, want := range map[time.Duration][]string{
			-time.Hour: people[:3], time.Hour: people[1:3],
			3 * time.Hour: nil,
		} {
			asked, err := w.store.RecentlyAsked(w.ctx, 9, start.Add(since))
			w.must(err)
			w.same("asked since "+since.String(), asked, want)
		}
		w.now = start.Add(25 * time.Hour)
		last := w.enrol(9, 9)
		w.commit(last, 1, patient(last.id, last.chat), asks[0])
		asked, err := w.store.RecentlyAsked(w.ctx, 9, time.Time{})
		w.must(err)
		w.same("asked", asked, append(people[1:3:3], last.id))
	},
}
