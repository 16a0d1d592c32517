package bot

import (
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/polling"
)

// Reading is what the machine's two clocks say at one moment (package loop).
type Reading = loop.Reading

// Clock reads both clocks.
type Clock = loop.Clock

// NewClock makes a Clock from time.Now. A test or the demo passes a time of its own.
func NewClock(now func() time.Time) Clock { return loop.NewClock(now) }

// Apart says which clock is too far from the others, and nothing if they agree. Telegram's may be zero.
func Apart(own, redis, telegram time.Time) string { return loop.Apart(own, redis, telegram) }

// Another says that another store has the bot at Telegram, by their marks.
func Another(theirs, own string) string { return polling.Another(theirs, own) }

// now is the time of day.
func (o *Options) now() time.Time { return o.Clock().Wall }

// steady is the time of day at a reading as if nobody had set the clock since the bot began (Reading.Steady).
func (o *Options) steady(at Reading) time.Time { return at.Steady(o.began) }
