package bot

import "time"

// Reading is what the machine's clocks say at one moment. The two are kept apart because neither tells the whole
// truth: the wall clock can be set to another time, and Run stands still while the machine is suspended.
type Reading struct {
	Wall time.Time     // the time of day, in UTC; it carries no monotonic reading
	Run  time.Duration // how long the process has run; no setting of the wall clock changes it
}

// Clock reads both clocks. Whoever makes a bot passes one; nothing else in the bot asks the machine for the time.
type Clock func() Reading

// NewClock takes time.Now apart. In place of it a test or the demo has a time of its own, and Run goes on with that.
func NewClock(now func() time.Time) Clock {
	began := now()
	return func() Reading {
		at := now()
		return Reading{Wall: at.UTC(), Run: at.Sub(began)} // UTC takes the monotonic reading away
	}
}

// Since is how much time has passed since an earlier reading, by the clock that says more. So silence is noticed
// after the machine was suspended as well as after the wall clock was set back.
func (r Reading) Since(earlier Reading) time.Duration {
	return max(r.Wall.Sub(earlier.Wall), r.Run-earlier.Run)
}

// isZero tells whether nothing was ever read.
func (r Reading) isZero() bool { return r.Wall.IsZero() }

// now is the time of day.
func (o *Options) now() time.Time { return o.Clock().Wall }

// steady is the time of day at a reading as if nobody had set the clock since the bot began. What waits for a
// number of seconds waits by it: a clock that is set back by an hour must not hold an alert for an hour.
func (o *Options) steady(at Reading) time.Time { return o.began.Wall.Add(at.Run - o.began.Run) }
