package assembly

import (
	"fmt"
	"io"
	"strings"
	"time"

	"footing/flows"
)

// How many closings doctor names and check lists, and how long before its end a list is called short.
const (
	closingsNamed  = 3
	closingsListed = 12
	closedSoon     = 60 // days
)

// checkClosed reports the clinic's closed days. On one that is missing, ladders would wait for people who are not
// there.
func (a *Assembly) checkClosed(now time.Time) {
	if a.Plan == nil || a.Config.Clinic == "" {
		return
	}
	clinic := a.Plan.Clinic
	coming, ends := clinic.Coming(now, closingsNamed), clinic.Closed.Ends
	remedy := "Write the coming public holidays and the clinic's own under closed (or closed_ics) in " + a.Config.Clinic +
		": on a closed day that is missing, patients are told that somebody is there."
	switch {
	case len(clinic.Closed.Dates)+len(clinic.Closed.Yearly) == 0:
		a.report("closed", warning, "no closed days are listed", remedy)
	case !ends.IsZero() && ends.Before(now.AddDate(0, 0, closedSoon)):
		a.report("closed", warning, "the list of closed days ends on "+ends.Format("Mon 2 Jan 2006"), remedy)
	case len(coming) == 0:
		a.report("closed", fine, "no closed day within the next year", "")
	default:
		a.report("closed", fine, "next: "+strings.Join(named(coming), ", "), "")
	}
}

func named(closings []flows.Closing) []string {
	var names []string
	for _, one := range closings {
		names = append(names, one.String())
	}
	return names
}

// PrintClosings lists a clinic's coming closed days, one closing a line.
func PrintClosings(w io.Writer, clinic *flows.Clinic, now time.Time) error {
	coming := clinic.Coming(now, closingsListed)
	head := "coming closed days:"
	if len(coming) == 0 {
		head = "no closed days are listed for the next year"
	}
	if _, err := fmt.Fprintln(w, strings.Join(append([]string{head}, named(coming)...), "\n  ")); err != nil {
		return fmt.Errorf("print the closed days: %w", err)
	}
	return nil
}
