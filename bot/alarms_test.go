package bot

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/simulator"
	"footing/flows/state"
)

// TestThePageOfAlarms: the page says what waits by class and since when, which chats are held, and what was set aside,
// and the metrics say the same. When it is over, so do both.
func TestThePageOfAlarms(t *testing.T) {
	classes := map[string]state.Class{"help": state.ClassSafety, "week": state.ClassDigest}
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewPedanticRegistry()
		w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
			said, ok := e.(state.Said)
			class, answered := classes[said.Text.Reveal()]
			switch {
			case !ok:
				return s, nil
			case !answered:
				panic("this one")
			}
			return s, []state.Effect{state.Say{Chat: said.Chat, Class: class, Text: "here"}}
		}).live()
		w.adjust = func(o *Options) { o.Metrics = registry }
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.phone.Misbehave(throttle("sendMessage", ann, 3600, simulator.Unlimited))
		w.phone.Misbehave(throttle("sendMessage", ben, 3600, simulator.Unlimited))
		began := w.now()
		w.says(ann, "help")
		w.says(ben, "week")
		w.says(cat, "whatever")
		time.Sleep(3 * time.Minute)
		a := b.Alarms(b.o.Clock())
		near := func(at *time.Time) bool { return at != nil && at.Sub(began).Abs() < 5*time.Second }
		safety, digest := a.Waiting[state.ClassSafety.String()], a.Waiting[state.ClassDigest.String()]
		for what, w := range map[string]Waiting{"safety": safety, "digest": digest, "urgent": a.Urgent} {
			if w.Count != 1 || !near(w.Oldest) {
				t.Errorf("of class %s %d wait since %v, it was said at %s", what, w.Count, w.Oldest, began)
			}
		}
		if a.HeldChats != 2 || a.HeldUntil == nil || a.HeldUntil.Before(w.now()) || a.AllHeld != nil {
			t.Errorf("%d chats are held until %v, all until %v", a.HeldChats, a.HeldUntil, a.AllHeld)
		}
		if a.SetAside != 1 || a.Unlooked != 1 || !near(a.LastAside) || a.Shards != b.o.Store.Shards() || a.Polled == nil {
			t.Errorf("page %+v", a)
		}
		found := gathered(t, registry)
		for name, want := range map[string]float64{
			`footing_waiting_messages class:"safety"`: 1, `footing_waiting_messages class:"digest"`: 1,
			`footing_waiting_messages class:"reply"`: 0, `footing_urgent_waiting`: 1, `footing_held_chats`: 2,
			`footing_set_aside`: 1, `footing_set_aside_unlooked`: 1, `footing_red`: float64(len(a.Red)),
		} {
			if got, there := found[name]; !there || got != want {
				t.Errorf("%s is %v (%v), want %v", name, got, there, want)
			}
		}
		if at := found[`footing_waiting_oldest_timestamp_seconds class:"safety"`]; at < float64(began.Unix()) ||
			at > float64(began.Unix()+5) {
			t.Errorf("the oldest waits since %v, it was said at %d", at, began.Unix())
		}
		w.phone.Behave()
		time.Sleep(2 * time.Hour)
		if a := b.Alarms(b.o.Clock()); len(a.Waiting) > 0 || a.HeldChats > 0 || a.HeldUntil != nil || a.Urgent.Count > 0 {
			t.Errorf("when it is over: %+v", a)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
