package storage_test

import "time"

// noon is when tests that do not care about the time take place.
var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// currentTime is the machine's time, to measure how long something takes: the one place where tests of storage ask.
func currentTime() time.Time { return time.Now() }
