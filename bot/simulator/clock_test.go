package simulator

import "time"

// currentTime is the machine's time, in a bubble of synctest the bubble's: the one place where these tests ask for it.
func currentTime() time.Time { return time.Now() }
