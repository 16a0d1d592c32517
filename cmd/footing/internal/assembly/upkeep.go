package assembly

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"footing/flows"
	"footing/storage/folder"
)

// checkHelplines warns of numbers that nobody has checked for over a year, or whose date has not come yet: a person in
// danger may call them.
func (a *Assembly) checkHelplines(now time.Time) {
	if a.Plan == nil || a.Config.Clinic == "" {
		return
	}
	today := now.In(a.Plan.Clinic.Location())
	furthest := time.FixedZone("", 14*60*60) // where the date changes first: who checked may be ahead of the clinic
	date := func(t time.Time) string { return t.Format(time.DateOnly) }
	var old, early []string
	for _, h := range a.Plan.Clinic.Helplines {
		switch {
		case h.Checked > date(now.In(furthest)):
			early = append(early, h.Name+" ("+h.Checked+")")
		case h.Checked < date(today.AddDate(-1, 0, 0)):
			old = append(old, h.Name+" ("+h.Checked+")")
		}
	}
	if len(old) > 0 {
		a.report("helplines", warning, "nobody has checked for over a year: "+strings.Join(old, ", "),
			"Call the numbers or read them at their source, and write today's date under checked in "+a.Config.Clinic+".")
	}
	if len(early) > 0 {
		a.report("helplines", warning, "checked in the future: "+strings.Join(early, ", "),
			"Write under checked in "+a.Config.Clinic+" when somebody really checked them, and see whether this machine's clock is right.")
	}
}

// checkNumbersLost refuses a clinic without helplines where there were some, and people who may need them. With those
// of its last start serve shows numbers only, until there are some again.
func (a *Assembly) checkNumbersLost() {
	if a.Plan == nil || a.Plan.Clinic.Ready() || a.inStore == 0 || !folder.KeepsEssentials(a.Config.DataDir) {
		return
	}
	a.report("helplines", failed, "there are none any more: whoever asks for numbers would get none",
		"Write them into "+cmp.Or(a.Config.Clinic, "clinic.yaml, and name that with clinic (FOOTING_CLINIC)")+" again.")
}

// checkCanary warns of a test alert that is set outside the hours of duty: it comes at another time of that day, or
// never.
func (a *Assembly) checkCanary() {
	if a.Plan == nil || a.Config.Clinic == "" || a.Plan.Clinic.Canary == nil {
		return
	}
	c := a.Plan.Clinic
	var outside []string
	days := 0
	for n := range 7 {
		day := time.Weekday((n + 1) % 7)
		if len(c.Hours[day]) == 0 {
			continue
		}
		if days++; !within(c.Canary.At, c.Hours[day]) {
			outside = append(outside, day.String())
		}
	}
	remedy := "Write a time within the hours of duty under canary in " + a.Config.Clinic + "."
	switch {
	case days == 0:
		a.report("test alert", warning, "there are no hours of duty, so no test alert ever comes",
			"Write the hours under hours in "+a.Config.Clinic+".")
	case len(outside) > 0:
		a.report("test alert", warning, fmt.Sprintf("%s (canary) is outside the hours of duty on %s: it comes at another time there",
			c.Canary.At, strings.Join(outside, ", ")), remedy)
	}
}

func within(at flows.Clock, spans []flows.Span) bool {
	for _, s := range spans {
		if at >= s.From && at < s.To {
			return true
		}
	}
	return false
}
