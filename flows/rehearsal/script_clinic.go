package rehearsal

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"footing/flows"
)

// closed closes the clinic on a day, or from one day to another: "2026-03-03 to 2026-03-05".
func (s *Script) closed(days string) error {
	first, last, ranged := strings.Cut(days, " to ")
	if !ranged {
		last = first
	}
	from, err := time.Parse(time.DateOnly, first)
	if err != nil {
		return fmt.Errorf("read a closed day: %w", err)
	}
	to, err := time.Parse(time.DateOnly, last)
	if err != nil {
		return fmt.Errorf("read a closed day: %w", err)
	}
	plan, clinic := *s.Plan, *s.Plan.Clinic
	dates := map[string]string{}
	maps.Copy(dates, clinic.Closed.Dates)
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		dates[day.Format(time.DateOnly)] = ""
	}
	clinic.Closed = flows.ClosedDays{Dates: dates, Yearly: clinic.Closed.Yearly, Ends: to}
	plan.Clinic = &clinic
	s.Plan, s.Rehearsal.Plan = &plan, &plan
	return nil
}
