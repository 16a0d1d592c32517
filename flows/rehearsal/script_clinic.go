package rehearsal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
)

const nightPost = "the ladder has a night post"

// clinic changes what clinic.yaml says.
func (s *Script) clinic(line string) error {
	plan, clinic := *s.Plan, *s.Plan.Clinic
	closed, closes := strings.CutPrefix(line, "the clinic is closed ")
	route, complaints := strings.CutPrefix(line, "the clinic hears complaints at ")
	var err error
	switch {
	case closes:
		clinic.Closed, err = closedAlso(clinic.Closed, closed)
	case complaints:
		clinic.Complaints = route
	case line == nightPost: // always reachable, at the same step as in the sample clinic
		night := flows.LadderStep{Call: flows.RankNight, Hours: flows.Hours{Always: true}}
		clinic.Ladder.Steps = slices.Insert(slices.Clone(clinic.Ladder.Steps), 1, night)
	case line == "the clinic has approved its replies":
		clinic.Approved = "A. Lead, 2026-03-01"
	case line == "the clinic only approves replies that name a day":
		clinic.Replies = slices.DeleteFunc(slices.Clone(clinic.Replies), func(r flows.Reply) bool {
			return !r.NamesDay()
		})
	case line == "the clinic approves no replies":
		clinic.Approved = ""
	case line == "the clinic names no numbers":
		clinic.Helplines = nil
	case line == "the clinic names no numbers about abuse":
		clinic.Helplines = clinic.Urgent()
	case line == "the clinic speaks one language":
		clinic.Languages = clinic.Languages[:1]
		plan.Wordings = map[string]flows.Wording{clinic.Languages[0]: plan.Wordings[clinic.Languages[0]]}
	default:
		return fmt.Errorf("what does %q mean?", line)
	}
	plan.Clinic = &clinic
	s.Plan, s.Rehearsal.Plan = &plan, &plan
	return err
}

// reworded changes a text in the clinic's first language: "consent.care reads Do you want check-ins?".
func (s *Script) reworded(line string) error {
	plan := *s.Plan
	key, text, reads := strings.Cut(line, " reads ")
	first := plan.Clinic.Languages[0]
	if _, known := plan.Wordings[first][key]; !known || !reads {
		return fmt.Errorf("which text is %q, and how does it read?", line)
	}
	plan.Wordings = maps.Clone(plan.Wordings)
	plan.Wordings[first] = maps.Clone(plan.Wordings[first])
	plan.Wordings[first][key] = text
	s.Plan, s.Rehearsal.Plan = &plan, &plan
	return nil
}

// closedAlso closes a clinic on a day, or from one day to another: "2026-03-03 to 2026-03-05".
func closedAlso(closed flows.ClosedDays, days string) (flows.ClosedDays, error) {
	first, last, ranged := strings.Cut(days, " to ")
	if !ranged {
		last = first
	}
	from, err := time.Parse(time.DateOnly, first)
	if err != nil {
		return closed, fmt.Errorf("read a closed day: %w", err)
	}
	to, err := time.Parse(time.DateOnly, last)
	if err != nil {
		return closed, fmt.Errorf("read a closed day: %w", err)
	}
	dates := map[string]string{}
	maps.Copy(dates, closed.Dates)
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		dates[day.Format(time.DateOnly)] = ""
	}
	return flows.ClosedDays{Dates: dates, Yearly: closed.Yearly, Ends: to}, nil
}
