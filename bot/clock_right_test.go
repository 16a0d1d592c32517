package bot

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load/loadtest"
	"footing/flows/state"
)

// TestALadderGoesByTheTimeThatPasses: while an alert is called out the machine's clock is set back by hours, set right
// again, or was behind from the start and is set right. No step comes earlier or later for it.
func TestALadderGoesByTheTimeThatPasses(t *testing.T) {
	const by = 2 * time.Hour
	for name, c := range map[string]struct {
		before time.Duration   // how far the clock is off when the alert is raised
		steps  []time.Duration // how far it is off since the seventh minute, the tenth, the twelfth
	}{
		"right":                          {},
		"set back":                       {steps: []time.Duration{-by}},
		"set back, and right again":      {steps: []time.Duration{-by, 0}},
		"set back, right, and once more": {steps: []time.Duration{-by, 0, -by}},
		"behind, and set right":          {before: -by, steps: []time.Duration{0}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := timed(t)
				w.wrong.Store(int64(c.before))
				b := w.start()
				w.clinicOf(b)
				stop := w.run(b)
				for _, who := range []int64{ann, ben, cat} {
					w.says(who, "so that there is a chat")
				}
				time.Sleep(time.Minute)
				w.pressesOf(b, "h:told")
				began := currentTime()
				for n, at := range []time.Duration{7 * time.Minute, 10 * time.Minute, 12 * time.Minute} {
					time.Sleep(at - currentTime().Sub(began))
					if n < len(c.steps) {
						w.wrong.Store(int64(c.steps[n]))
					}
				}
				time.Sleep(20*time.Minute - currentTime().Sub(began))
				var called []string
				for _, e := range w.phone.Log() {
					if e.What == simulator.Sent && e.Chat == cat && strings.HasPrefix(e.Text, "Safety alert") {
						called = append(called, e.At.Sub(began).Round(time.Minute).String())
					}
				}
				if got, want := fmt.Sprint(called), fmt.Sprint([]string{"15m0s"}); got != want {
					t.Errorf("the backup was called after %s, want %s\nlog:\n%s", got, want, w.log)
				}
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// timed is a world with the shipped plan, whose people can be called at any hour.
func timed(t *testing.T) *world {
	t.Helper()
	plan := loadtest.Shipped(t)
	clinic := *plan.Clinic
	clinic.Ladder.Steps = append([]flows.LadderStep{}, clinic.Ladder.Steps...)
	for n := range clinic.Ladder.Steps {
		clinic.Ladder.Steps[n].Hours = flows.Hours{Always: true}
	}
	plan.Clinic = &clinic
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		return engine.Step(plan, s, e)
	}).live()
	w.plan = plan
	return w
}
