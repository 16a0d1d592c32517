package bot

import "time"

// hearing is one answer of Telegram.
type hearing struct {
	Reading           // when it came
	date    time.Time // what Telegram's own clock said; zero: nothing
}

// after is how much time has passed since an earlier answer, by how long the process has run and by Telegram's clock.
// The wall clock of this machine does not count, because it may have been corrected while Telegram was heard all the
// time. A suspended machine does not run, but Telegram's clock does. Where that says nothing the wall clock stands for
// it.
func (h hearing) after(earlier hearing) time.Duration {
	if h.date.IsZero() || earlier.date.IsZero() {
		return h.Since(earlier.Reading)
	}
	return max(h.Run-earlier.Run, h.date.Sub(earlier.date))
}

// told is the time of day of the answer, by Telegram's clock if it says.
func (h hearing) told() time.Time {
	if h.date.IsZero() {
		return h.Wall
	}
	return h.date
}
