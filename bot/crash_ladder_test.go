package bot

import (
	"testing"
	"time"

	"footing/flows"
	"footing/flows/load/loadtest"
)

// TestCrashPointsOfALadder stops the process at its n-th call to the outside, before it or before its reply, for every
// n, while an alert that nobody has seen climbs from step to step. Another process goes on from what is stored. All
// four phones must show what they show without the trouble, but for repeated messages.
func TestCrashPointsOfALadder(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	undisturbed, _ := ladderWith(t, plan, 0, false)
	if len(undisturbed.Shown[ben]) < 3 || len(undisturbed.Shown[cat]) < 2 || len(undisturbed.Shown[dan]) < 2 {
		t.Fatalf("this is no ladder: %+v", undisturbed)
	}
	atEveryCall(t, undisturbed, func(t *testing.T, n int, torn bool) (lived, bool) { return ladderWith(t, plan, n, torn) })
}

// ladderWith lets an alert climb with trouble at one call, and tells whether it came so far. What went before, and whom
// the clinician told what, is not struck: the check-in's own test does that.
func ladderWith(t *testing.T, plan *flows.Protocol, n int, torn bool) (lived, bool) {
	t.Helper()
	people := []int64{ann, ben, cat, dan}
	c := newCrash(t, plan, 0, torn, people...)
	c.pass(time.Minute)
	c.settle()
	c.taps(ann, "a:1:s1:more")
	c.settle()
	c.taps(ann, "a:1:s2:yes")
	c.settle()
	began := c.now()
	c.n, c.gate.calls, c.gate.stopAt = n, 0, n
	until := func(after time.Duration) func() {
		return func() {
			if wait := began.Add(after).Sub(c.now()); wait > 0 {
				c.pass(wait)
			}
		}
	}
	return c.lives([]func(){
		until(5 * time.Minute), until(15 * time.Minute), until(30 * time.Minute),
		func() { c.taps(dan, "k:", ":seen") },
	}, people...)
}
