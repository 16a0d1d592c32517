package state

import "time"

func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
