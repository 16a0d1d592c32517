package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/simulator"
	"footing/storage"
)

// personOn adds somebody who lives on a shard, and nobody else before them.
func (w *world) personOn(store *storage.Store, shard int, after int64) int64 {
	w.t.Helper()
	who := after + 1
	for store.ShardOf(who) != shard {
		who++
	}
	w.phone.AddUser(simulator.User{ID: who, FirstName: "Eve", LanguageCode: "en"})
	return who
}

// freeShard is a shard on which none of some people lives, nor the office.
func freeShard(store *storage.Store, people ...int64) int {
	shard := 1
	for slices.ContainsFunc(people, func(who int64) bool { return store.ShardOf(who) == shard }) {
		shard++
	}
	return shard
}

// TestAFailingShardIsNobodyElsesMatter: one shard of the store is away, and its people's updates wait in the data
// folder. A red answer of somebody on another shard makes its alert as ever, and nobody is told of an outage but those
// whom it befalls. After a restart it is the same, and when the shard is back, everything is.
func TestAFailingShardIsNobodyElsesMatter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil).live().withFolder()
		w.shards = 16
		s := besiegedWith(t, w)
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		part := &broken{}
		w.hook, w.wire = part, nil
		store := w.open()
		failing := freeShard(store, ann, ben, cat, dan)
		eve := w.personOn(store, failing, 5000)
		part.set(fmt.Sprintf("{s%02d}:", failing))

		s.registry = prometheus.NewRegistry()
		b := w.start()
		s.stop = w.run(b)
		time.Sleep(5 * time.Second)
		w.says(eve, "good morning")
		time.Sleep(5 * time.Second)
		if n := b.overflow.Len(); n != 1 {
			t.Fatalf("%d updates wait in the spool, want eve's\nlog:\n%s", n, w.log)
		}
		s.red()
		w.says(eve, "is anybody there?")
		time.Sleep(2 * time.Second)
		s.alerted(b, 1)
		if n := b.overflow.Len(); n != 2 {
			t.Errorf("%d updates wait in the spool, want eve's two", n)
		}

		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		s.registry = prometheus.NewRegistry()
		b = w.start()
		s.stop = w.run(b)
		time.Sleep(5 * time.Second)
		w.pressesOf(b, "h:told")
		time.Sleep(2 * time.Second)
		s.alerted(b, 2)
		if told := strings.Join(w.all(eve), "|"); strings.Count(told, "Nobody reads it now.") != 1 {
			t.Errorf("eve was told %q", told)
		}
		if n := b.overflow.Len(); n != 2 {
			t.Errorf("after the restart %d updates wait in the spool, want eve's two", n)
		}
		part.set("")
		time.Sleep(10 * time.Second)
		if n := b.overflow.Len(); n != 0 {
			t.Errorf("%d updates are left in the spool", n)
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
}

// alerted: the turns of so many red answers were made, their clinician was called by them, and nobody heard of an
// outage.
func (s *siege) alerted(b *Bot, want int) {
	s.t.Helper()
	kept, _ := s.filedOf(b.o.Store)
	evidence := 0
	for _, alert := range kept.State.Patient.Alerts {
		evidence += alert.Latest
	}
	if evidence != want {
		s.t.Errorf("%d red answers are in alerts, want %d: %+v\nlog:\n%s", evidence, want, kept.State.Patient.Alerts, s.log)
	}
	if called := strings.Join(s.all(ben), "|"); !strings.Contains(called, "Safety alert") {
		s.t.Errorf("ben was told %q", called)
	}
	for _, who := range []int64{ann, ben, cat, dan} {
		if told := strings.Join(s.all(who), "|"); strings.Contains(told, "emergency way") || strings.Contains(told, "reads it now") {
			s.t.Errorf("%d was told of an outage: %q", who, told)
		}
	}
}

// TestWhatCannotBeKeptIsSaidOfThatAlone: without a data folder, of two people who write at the same time the one on the
// failing shard is told that it is not kept, and the other has their turn.
func TestWhatCannotBeKeptIsSaidOfThatAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		part := &broken{}
		w.hook, w.wire, w.step, w.folder = part, nil, parrot, nil
		stop := w.begins()
		eve := w.personOn(w.b.o.Store, 1-w.b.o.Store.ShardOf(ann), 5000)
		part.set(tagOf(w.b.o.Store.ShardOf(eve)) + ":")
		w.says(eve, "two")
		w.says(ann, "two")
		time.Sleep(2 * time.Minute)
		w.expect(ann, "1 hello", "2 two")
		w.expectTold(eve, "I could not keep that.", 1)
		w.expectTold(ann, "I could not keep that.", 0)
		part.set("")
		time.Sleep(time.Minute)
		w.expect(ann, "1 hello", "2 two")
		if said := w.heard(eve); len(said) != 2 || said[1] != "1 two" {
			t.Errorf("eve heard %q", said)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAnOutageIsToldWhereItCanBe: where one shard fails, people of the others are asked to press again, once, also by
// the next process, and those of the failing one when it is back.
func TestAnOutageIsToldWhereItCanBe(t *testing.T) {
	w, told := listening(t)
	part := &broken{}
	w.hook = part
	b := w.start()
	failing := freeShard(b.o.Store, ann)
	eve := w.personOn(b.o.Store, failing, 5000)
	w.says(ann, "ask me")
	w.says(eve, "ask me")
	w.pump(b)
	w.adopt(b)
	w.pass(10 * time.Second)
	w.adopt(b) // later than what is written down
	part.set(tagOf(failing) + ":")
	goesOn := func(b *Bot) error {
		t.Helper()
		_, _ = b.leases.Once(t.Context(), b.o.Clock())
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		_, err := b.ear.Once(t.Context(), b.o.Clock())
		for _, worker := range b.workers {
			for n, err := worker.Once(t.Context(), b.o.Clock()); n > 0 && err == nil; {
				n, err = worker.Once(t.Context(), b.o.Clock())
			}
		}
		return err
	}
	w.pass(10 * time.Minute)
	if err := goesOn(b); err == nil || strings.Count(err.Error(), "shard") != 1 {
		t.Errorf("the failing shard is told of as %v", err)
	}
	want := []string{fmt.Sprint(ann, " 12:00")}
	if !slices.Equal(*told, want) {
		t.Fatalf("told %v, want %v", *told, want)
	}
	before := part.asked()
	if err := goesOn(b); err == nil || part.asked()-before != 1 {
		t.Errorf("again %d shards were asked whom it concerns, want the failing one: %v", part.asked()-before, err)
	}
	w.pass(time.Minute)
	next := w.start()
	if err := goesOn(next); err == nil || !slices.Equal(*told, want) {
		t.Errorf("after a restart told %v, %v", *told, err)
	}
	part.set("")
	if err := goesOn(next); err != nil || !slices.Equal(*told, append(want, fmt.Sprint(eve, " 12:00"))) {
		t.Errorf("at last told %v, %v\nlog:\n%s", *told, err, w.log)
	}
}

// TestASilentShardLeavesTimeForTheOthers: the straight way waits for a shard that gives no answer, and what has to go
// by the inbox of another shard is stored all the same.
func TestASilentShardLeavesTimeForTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).withFolder().live()
		part := &broken{mute: true}
		w.hook = part
		b := w.start()
		w.says(ann, "one")
		w.pump(b)
		eve := w.personOn(b.o.Store, freeShard(b.o.Store, ann), 5000) // nobody knows her, so there is no straight way
		part.set(tagOf(b.o.Store.ShardOf(ann)) + ":")
		w.says(ann, "two")
		w.says(eve, "one")
		began := w.now()
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if took := w.now().Sub(began); took > intakeWithin {
			t.Errorf("the updates took %s", took)
		}
		if n := b.overflow.Len(); n != 1 {
			t.Errorf("%d updates went to the data folder, want ann's\nlog:\n%s", n, w.log)
		}
		part.set("")
		w.pump(b)
		w.expect(ann, "1 one", "2 two")
		w.expect(eve, "1 one")
	})
}
