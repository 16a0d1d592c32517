package bot

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

// isZero tells whether the clocks were never read.
func (r Reading) isZero() bool { return r.Wall.IsZero() }

// now is the time of day.
func (o *Options) now() time.Time { return o.Clock().Wall }

// steady is the time of day at a reading as if nobody had set the clock since the bot began. Waits of some seconds go
// by it, because a clock that is set back by an hour must not hold an alert for an hour.
func (o *Options) steady(at Reading) time.Time { return o.began.Wall.Add(at.Run - o.began.Run) }
