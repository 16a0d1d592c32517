package bot

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footing/flows"
	"footing/flows/state"
	"footing/storage"
)

// callingOn is a patient (ann) who calls ben and, when that is said to fail, cat. At a secret ben's side panics.
func callingOn(ids map[int64]string) step {
	return func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Said:
			s = somebody(s)
			s.Chat = e.Chat
			ids[e.Chat] = s.ID
			switch e.Text {
			case "cry":
				return s, []state.Effect{state.Tell{To: ids[ben], Letter: state.Alarm{Alert: "a", Short: "7F3K"}}}
			case "cry to nobody":
				return s, []state.Effect{state.Tell{To: "nonsense", Letter: state.Alarm{Alert: "a", Short: "7F3K"}}}
			}
		case state.Called:
			return s, []state.Effect{state.Say{Chat: s.Chat, Text: "rung for " + string(e.Post) + " about " + e.Evidence}}
		case state.Told:
			switch l := e.Letter.(type) {
			case state.Alarm:
				if s.Chat == ben {
					panic("my secret")
				}
				return s, []state.Effect{state.Say{Chat: s.Chat, Text: "alarm " + l.Short}}
			case state.Unreached:
				words := "not reached: " + l.Alert + map[bool]string{true: " by ben"}[e.From == ids[ben]]
				return s, []state.Effect{
					state.Say{Chat: s.Chat, Text: words},
					state.Tell{To: ids[cat], Letter: state.Alarm{Alert: "a", Short: "7F3K"}},
				}
			}
		}
		return s, nil
	}
}

// laddered is a patient (ann) with an open alert, whose turn panics when a call is due.
func laddered(s state.State, e state.Event) (state.State, []state.Effect) {
	switch e := e.(type) {
	case state.Said:
		s = somebody(s)
		s.Chat = e.Chat
		if e.Text == "cry" {
			s.Patient = &state.Patient{Safety: state.Safety{Alerts: []state.Alert{{ID: "a", Short: "7F3K", At: e.At}}}}
			return s, []state.Effect{state.Wake{Kind: state.WakeCall, Key: "a", At: e.At.Add(5 * time.Minute)}}
		}
	case state.Due:
		panic("my secret")
	}
	return s, nil
}

// TestACallThatIsSetAsideIsTold: where a due call, or anything else for somebody with an open alert, cannot be dealt
// with, a human is told by the second channel, the next person of the ladder by the route, once, and the alert stays
// counted, also after a restart.
func TestACallThatIsSetAsideIsTold(t *testing.T) {
	for name, c := range map[string]struct{ damaged, restarted bool }{
		"the turn panics": {}, "the state is damaged": {damaged: true}, "damaged, and started again": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w, g := newWorld(t, laddered), &gateway{status: http.StatusOK}
			w.adjust = func(o *Options) { o.Channel = g.channel() }
			w.withFolder()
			b := w.start()
			for _, who := range []int64{ann, ben} {
				w.says(who, "hello")
			}
			w.says(ann, "cry")
			w.pump(b)
			r := b.stored(t, ann)
			if c.damaged {
				damageState(w, r.ID, "my secret")
				for _, worker := range b.workers {
					worker.people.Forget()
				}
			}
			want := "Safety alert 7F3K, open Telegram"
			if c.restarted {
				want = "The record of somebody can't be read. Open Telegram, and tell the operator."
				b = w.start()
			}
			if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			}
			desk := b.stored(t, ben)
			contact := state.Contact{ID: desk.ID, Name: "Dr Ben"}
			book := b.keeper.Book
			for shard := range b.o.Store.Shards() {
				book.Take(shard, book.Epoch(shard))
			}
			for id, route := range map[string]state.Route{
				desk.ID: {Chat: ben, Locale: "en", Staff: true},
				r.ID:    {Chat: ann, Code: "A-17", Told: true, Steps: []state.RouteStep{{People: []state.Contact{contact}}}},
			} {
				shard, _ := b.o.Store.ShardOfID(id)
				_ = book.Before(id, route)
				book.After(shard, id, route)
			}
			w.pass(6 * time.Minute)
			w.pump(b)
			if _, err := b.pager.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			}
			if told := g.told(); len(told) != 1 || told[0].Text != want {
				t.Errorf("the second channel told %+v", told)
			}
			if said := w.all(ben); len(said) != 1 || said[0] != "bare.unread" {
				t.Errorf("ben heard %q", said)
			}
			for range 2 {
				if _, err := b.alerts.Once(t.Context(), b.o.Clock()); err != nil {
					t.Fatal(err)
				}
				if n := b.alerts.Count(); n.Open != 1 {
					t.Errorf("%+v are counted", n)
				}
				b = w.start() // once more, after a restart
				w.pass(time.Minute)
				if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestAnAlarmThatIsSetAsideIsPassedOn: where an alarm cannot be dealt with, because its reader's turn panics, their
// state cannot be read, or they are nobody, the patient's turn is told, which calls the next person and uses the second
// channel. Nothing uses that beside it.
func TestAnAlarmThatIsSetAsideIsPassedOn(t *testing.T) {
	for name, c := range map[string]struct{ cry, damage, said, log string }{
		"the turn panics":      {"cry", "", "not reached: a by ben", "reason=panic"},
		"the state is damaged": {"cry", "my secret", "not reached: a by ben", "reason=refused"},
		"they are nobody":      {"cry to nobody", "", "not reached: a", "reason=undeliverable"},
	} {
		t.Run(name, func(t *testing.T) {
			ids := map[int64]string{}
			w, g := newWorld(t, callingOn(ids)), &gateway{status: http.StatusOK}
			w.adjust = func(o *Options) { o.Channel = g.channel() }
			b := w.start()
			for _, who := range []int64{ann, ben, cat} {
				w.says(who, "hello")
			}
			w.pump(b)
			if c.damage != "" {
				damageState(w, ids[ben], c.damage)
				b.workers[b.o.Store.ShardOf(ben)].people.Forget()
			}
			w.says(ann, c.cry)
			w.pump(b)
			if _, err := b.pager.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			}
			w.expect(ann, c.said)
			w.expect(ben)
			w.expect(cat, "alarm 7F3K")
			if told := g.told(); len(told) != 0 {
				t.Errorf("beside the turn the second channel told %+v", told)
			}
			w.parked(b, 1, c.log)
		})
	}
}

// damageState puts something that does not open in the place of a stored state.
// stored is what the store has of somebody.
func (b *Bot) stored(t *testing.T, who int64) storage.Record {
	t.Helper()
	id, err := b.o.Store.Resolve(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.o.Store.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func damageState(w *world, id, with string) {
	w.t.Helper()
	for _, key := range w.redis.Keys() {
		if strings.Contains(key, id) && w.redis.HGet(key, "state") != "" {
			w.redis.HSet(key, "state", with)
			return
		}
	}
	w.t.Fatalf("no state of %s among %q", id, w.redis.Keys())
}

// TestTheLadderIsToldBeforeAnAlarmIsSetAside: while the ladder cannot be told, the alarm stays where it is, and a human
// is told by the second channel, of which the turn knows then.
func TestTheLadderIsToldBeforeAnAlarmIsSetAside(t *testing.T) {
	ids, g := map[int64]string{}, &gateway{status: http.StatusOK}
	w := newWorld(t, callingOn(ids))
	w.adjust = func(o *Options) { o.Channel = g.channel() }
	refused := &refusal{}
	w.hook = refused
	b := w.start()
	for _, who := range []int64{ann, ben, cat} {
		w.says(who, "hello")
	}
	w.pump(b)
	route := state.Route{Chat: ann, Told: true}
	for _, post := range []flows.Rank{flows.RankFirst, flows.RankBackup} {
		contact := state.Contact{ID: ids[map[flows.Rank]int64{flows.RankFirst: cat, flows.RankBackup: ben}[post]]}
		route.Steps = append(route.Steps, state.RouteStep{Call: post, People: []state.Contact{contact}})
	}
	shard, _ := b.o.Store.ShardOfID(ids[ann])
	b.keeper.Take(shard, b.keeper.Epoch(shard))
	_ = b.keeper.Before(ids[ann], route)
	b.keeper.After(shard, ids[ann], route)
	w.says(ann, "cry")
	worker := w.fetched(b)
	if n, err := worker.Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
		t.Fatalf("the worker did %d, %v", n, err)
	}
	if _, err := b.sender.Once(t.Context(), b.o.Clock()); err != nil { // the letter
		t.Fatal(err)
	}
	refused.set("MISCONF Errors writing to the AOF file", ":inbox")
	if n, err := b.workers[b.o.Store.ShardOf(ben)].Once(t.Context(), b.o.Clock()); n != 0 || err == nil {
		t.Errorf("the worker did %d, %v: want the alarm to stay", n, err)
	}
	if n, err := b.o.Store.Parked(t.Context()); n != 0 || err != nil {
		t.Errorf("%d entries are parked, %v", n, err)
	}
	refused.set("MISCONF Errors writing to the AOF file", "s0") // nothing of anybody can be read either
	if _, err := b.pager.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if told := g.told(); len(told) != 1 || told[0].Text != "Safety alert 7F3K, open Telegram" {
		t.Errorf("the second channel told %+v", told)
	}
	refused.set("", "")
	w.pump(b)
	w.expect(ann, "rung for backup about a", "not reached: a by ben")
	w.expect(cat, "alarm 7F3K")
	if told := g.told(); len(told) != 1 {
		t.Errorf("the second channel told %+v", told)
	}
}

// TestWhoCannotBeProcessedIsTold: whose turn panics hears at once that nothing was kept, with the numbers, and a call
// for help reaches a human by the route.
func TestWhoCannotBeProcessedIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		var broken atomic.Bool
		w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
			_, tapped := e.(state.Tapped)
			if said, ok := e.(state.Said); broken.Load() && (tapped || ok && said.Chat == ann) {
				panic("my secret")
			}
			return silent(s, e)
		}
		stop := w.begins()
		broken.Store(true)
		w.says(ann, "good morning")
		time.Sleep(2 * time.Second)
		w.expectTold(ann, "I could not keep that", 1)
		w.expectTold(ann, numbers, 1)
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		w.expectTold(ann, "I could not keep that", 2)
		if w.told(ben, "Safety alert") != 1 {
			t.Errorf("Dr Ben was told %q", w.all(ben))
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhoseUpdateCannotBeReadIsTold: what somebody sent does not open. They hear at once that nothing was kept, with
// the numbers, and a human is told by the second channel. What came for them from somebody else they do not hear of.
func TestWhoseUpdateCannotBeReadIsTold(t *testing.T) {
	for place, want := range map[string]int{"c-of their chat": 1, "s00-A": 0} {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.begins()
			fields := []string{"to", "s00-A", "place", place, "event", "my secret"}
			if _, err := w.redis.XAdd("{s00}:inbox", "0-100", fields); err != nil {
				t.Fatal(err)
			}
			time.Sleep(4 * time.Second) // with the second until it is seen
			w.expectTold(ann, "I could not keep that", want)
			w.expectTold(ann, numbers, want)
			if pages := strings.Join(w.sentPages(), "|"); !strings.Contains(pages, "could not be read") {
				t.Errorf("the second channel carried %q", pages)
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}
