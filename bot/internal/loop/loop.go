// Package loop is what all parts of the bot share: how a step is given the time, how it is woken, and the dice.
//
// A part does its work in a method Once(ctx, now), one bit a call, and a loop repeats it (Bot.Run). The Reading that it
// is given is what both clocks of the machine say; nothing asks the machine itself. While Once has nothing to do the
// loop waits, and whoever hands the part work pokes its Nudge:
//
//	nudge := loop.NewNudge()
//	nudge.Poke() // a wait for <-nudge ends now, or the next one at once
//
// Two times can be had of a Reading. Wall is what people are told. Waits of some seconds go by Steady, which nobody can
// set.
package loop

import "time"

// Reading is what the machine's two clocks say at one moment. Neither is enough alone: the wall clock can be set to
// another time, and Run stands still while the machine is suspended.
type Reading struct {
	Wall time.Time     // the time of day, in UTC; it carries no monotonic reading
	Run  time.Duration // how long the process has run; no setting of the wall clock changes it
}

// Clock reads both clocks. Whoever makes a bot passes one; nothing else in the bot asks the machine for the time.
type Clock func() Reading

// NewClock makes a Clock from time.Now. A test or the demo passes a time of its own, and Run follows it.
func NewClock(now func() time.Time) Clock {
	began := now()
	return func() Reading {
		at := now()
		return Reading{Wall: at.UTC(), Run: at.Sub(began)} // UTC takes the monotonic reading away
	}
}

// Since is how much time has passed since an earlier reading, by the clock that shows more. So a silence is noticed
// after the machine was suspended as well as after the wall clock was set back.
func (r Reading) Since(earlier Reading) time.Duration {
	return max(r.Wall.Sub(earlier.Wall), r.Run-earlier.Run)
}

// Steady is the time of day at a reading as if nobody had set the clock since the bot began. Waits of some seconds go
// by it, because a clock that is set back by an hour must not hold an alert for an hour.
func (r Reading) Steady(began Reading) time.Time { return began.Wall.Add(r.Run - began.Run) }

// IsZero tells whether the clocks were never read.
func (r Reading) IsZero() bool { return r.Wall.IsZero() }

// Nudge wakes a loop that waits for it.
type Nudge chan struct{}

// NewNudge makes a nudge.
func NewNudge() Nudge { return make(Nudge, 1) }

// Poke wakes the loop. If the loop does not wait now, its next wait ends at once.
func (n Nudge) Poke() {
	select {
	case n <- struct{}{}:
	default:
	}
}
