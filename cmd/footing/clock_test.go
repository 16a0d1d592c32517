package main

import "time"

// currentTime is the machine's time: the one place where tests of the command ask for it.
func currentTime() time.Time { return time.Now() }
