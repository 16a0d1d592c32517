package desk

import (
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// planMonth schedules the month's counts for the first duty day of a month, at the hour of the weekly summary.
func (t Side) planMonth() {
	d := t.State.Desk
	if d == nil || d.Role != record.Lead {
		return
	}
	clock, err := flows.ParseClock(d.Hour)
	if err != nil {
		clock = t.Plan.Digest.Hour
	}
	local := t.Now().In(t.Plan.Clinic.Location())
	for ahead := range 3 {
		first := time.Date(local.Year(), local.Month()+time.Month(ahead), 1, 0, 0, 0, 0, time.UTC)
		if at := flows.Resolve(clock.On(t.firstOfDuty(first)), t.Zone()); at.After(t.Now()) {
			t.Wake(state.WakeMonth, first.AddDate(0, -1, 0).Format("2006-01"), at)
			return
		}
	}
}

// firstOfDuty is the first date on or after day with duty hours, or day itself if there are none in that month.
func (t Side) firstOfDuty(day time.Time) time.Time {
	for ahead := range 28 {
		if one := day.AddDate(0, 0, ahead); t.Plan.Clinic.DutyDay(one) {
			return one
		}
	}
	return day
}

// month asks the office for the counts, on the lead's desk.
func (t Side) month(e state.Due) {
	switch d := t.State.Desk; {
	case d == nil || !d.Active || d.Role != record.Lead:
		t.Ignore("a month for nobody")
	case t.Quiet():
		t.Wake(state.WakeMonth, e.Key, t.AfterQuiet())
	default:
		t.planMonth()
		t.Tell(state.OfficeID, state.MonthAsked{Month: e.Key})
	}
}

// monthShown shows the month's counts to the lead.
func (t Side) monthShown(from string, l state.Month) {
	first, _, err := turn.MonthOf(t.Plan.Clinic, l.Month)
	if from != state.OfficeID || t.State.Desk == nil || t.State.Desk.Role != record.Lead || err != nil {
		t.Ignore("a month for nobody")
		return
	}
	if t.Quiet() { // the answer took its time: in the morning it is asked for again
		t.Wake(state.WakeMonth, l.Month, t.AfterQuiet())
		return
	}
	name := t.Text("month."+strconv.Itoa(int(first.Month()))) + " " + strconv.Itoa(first.Year())
	if l.Alerts == 0 {
		t.monthLine(t.Text("month.none", "month", name))
		return
	}
	lines := []string{t.Text("month.head", "month", name, "n", strconv.Itoa(l.Alerts))}
	for _, part := range []struct {
		key  string
		took state.Took
	}{{"month.reached", l.Reached}, {"month.seen", l.Seen}, {"month.contact", l.Contact}} {
		if part.took.N > 0 {
			lines = append(lines, t.Text(part.key, "n", strconv.Itoa(part.took.N),
				"median", t.span(part.took.Median), "worst", t.span(part.took.Worst)))
		}
	}
	lines = append(lines, t.Text("month.unreached", "n", strconv.Itoa(l.Unreached)), t.Text("month.foot"))
	t.monthLine(strings.Join(lines, "\n"))
}

func (t Side) monthLine(text string) {
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassDigest, Text: text, Protect: true})
	t.Keep(record.Opened{By: t.State.ID, What: "month"})
}

// span is a duration in words, at least one second: seconds below two minutes, minutes below two hours, then hours.
func (t Side) span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return t.Text("month.seconds", "n", strconv.Itoa(max(1, int(d.Round(time.Second)/time.Second))))
	case d < 2*time.Hour:
		return t.Text("month.minutes", "n", strconv.Itoa(int(d.Round(time.Minute)/time.Minute)))
	default:
		return t.Text("month.hours", "n", strconv.Itoa(int(d.Round(time.Hour)/time.Hour)))
	}
}
