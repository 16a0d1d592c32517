package main

import (
	"fmt"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine"
)

// sessions reads when the patient is in a session: "tue 10:00", or dates with times.
func (c simulateCmd) sessions(plan *flows.Protocol, from time.Time) (met engine.Sessions, err error) {
	if c.Sessions == "" {
		return met, nil
	}
	if len(plan.AfterSession) == 0 {
		return met, fmt.Errorf("--sessions %q: this protocol asks nothing after a session (after_session in protocol.yaml)", c.Sessions)
	}
	for one := range strings.SplitSeq(c.Sessions, ",") {
		one = strings.TrimSpace(one)
		when, hour, _ := strings.Cut(one, " ")
		clock, bad := flows.ParseClock(strings.TrimSpace(hour))
		day, weekly := weekdayOf(when)
		date, noDate := time.Parse(time.DateOnly, when)
		switch {
		case bad != nil || !weekly && noDate != nil:
			return met, fmt.Errorf("--sessions %q: %q is no session; give tue 10:00 for each week, or dates such as 2026-03-03 10:00", c.Sessions, one)
		case weekly && strings.Contains(c.Sessions, ","):
			return met, fmt.Errorf("--sessions %q: give one weekly session, or dates, not both", c.Sessions)
		case weekly:
			return engine.Sessions{Weekly: true, Day: day, At: clock}, nil
		}
		at := clock.On(date)
		switch last := len(met.Dates) - 1; {
		case date.Before(from):
			return met, fmt.Errorf("--sessions %q: %s is before --from %s", c.Sessions, when, c.From)
		case last >= 0 && !met.Dates[last].Before(at):
			return met, fmt.Errorf("--sessions %q: %s does not come after the one before it; give them in order", c.Sessions, one)
		}
		met.Dates = append(met.Dates, at)
	}
	return met, nil
}

// weekdayOf reads a weekday by its name or its first three letters.
func weekdayOf(word string) (time.Weekday, bool) {
	word = strings.ToLower(strings.TrimSpace(word))
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := strings.ToLower(day.String()); word == name || word == name[:3] {
			return day, true
		}
	}
	return 0, false
}
