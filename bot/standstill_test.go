package bot

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
)

// exceptTheOffice gives everybody a step of the test's own but the office, whose turns the self-check needs.
func exceptTheOffice(w *world, own step) {
	w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
		if s.ID == state.OfficeID {
			return engine.Step(w.plan, s, e)
		}
		return own(s, e)
	}
}

// TestTheSwitchStarvesWhileAShardStandsStill: whatever of one shard does not answer while the self-check passes, the
// switch is not fed, and health and the alarms say why. When it answers again, the switch is fed again.
func TestTheSwitchStarvesWhileAShardStandsStill(t *testing.T) {
	for part, why := range map[string]string{
		"p:":    "for over a minute these have failed: worker ",
		"due":   "for over a minute these have failed: waker",
		"inbox": "1 letters and receipts wait for the store",
	} {
		t.Run(part, func(t *testing.T) {
			shard := &broken{}
			overseen(t, func(w *world) {
				w.hook = shard
				exceptTheOffice(w, leaving)
			}, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
				w.says(ann, "one")
				time.Sleep(time.Second)
				shard.set(tagOf(b.o.Store.ShardOf(ann)) + ":" + part)
				w.says(ann, "two")
				w.says(ben, "write") // to ann
				starves(t, b, fed, 3*time.Minute, why)
				if red := strings.Join(b.Alarms(b.o.Clock()).Red, "|"); !strings.Contains(red, why) {
					t.Errorf("the alarms are %q", red)
				}
				shard.set("")
				time.Sleep(3 * time.Minute)
				before := fed.Load()
				time.Sleep(5 * time.Minute)
				if fed.Load() == before {
					t.Errorf("not fed when all is well again: %v", b.Health(b.o.Clock()).Red)
				}
			})
		})
	}
}

// TestTheSwitchStarvesWhileSomebodyWaitsForHelp: their turn does not come, though they were told the numbers. A red
// answer also stands by the emergency way.
func TestTheSwitchStarvesWhileSomebodyWaitsForHelp(t *testing.T) {
	shard := &broken{}
	overseen(t, func(w *world) {
		w.hook = shard
		exceptTheOffice(w, alarmed)
	}, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.says(ann, "one")
		time.Sleep(time.Second)
		shard.set(tagOf(b.o.Store.ShardOf(ann)) + ":p:")
		w.says(ann, "/help")
		w.pressesOf(b, "h:told")
		time.Sleep(30 * time.Second)
		asked := func(part string) bool {
			return slices.ContainsFunc(b.Health(b.o.Clock()).Red, func(red string) bool { return strings.Contains(red, part) })
		}
		if asked("wait for their turn") || asked("were taken over by no turn") {
			t.Errorf("after 30 s red is %q", b.Health(b.o.Clock()).Red)
		}
		starves(t, b, fed, 2*time.Minute, "2 calls for help wait for their turn")
		if !asked("1 alarms by the emergency way were taken over by no turn") {
			t.Errorf("red is %q", b.Health(b.o.Clock()).Red)
		}
		shard.set("")
		time.Sleep(time.Minute)
		if asked("wait for their turn") || asked("were taken over by no turn") {
			t.Errorf("after the turns red is %q", b.Health(b.o.Clock()).Red)
		}
	})
}
