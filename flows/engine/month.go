package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Once a month whoever leads the team is told how alerts went: how many there were, and how long they took. The desk is
// woken, asks the office, and the office counts what it has filed of alerts, which says nothing of anybody.

// MonthAsked asks the office how the alerts of a month went; Month answers.
type MonthAsked struct {
	Month string `json:"month"` // 2026-03
}

// Month is how the alerts of a month went. No alert is named.
type Month struct {
	Month     string `json:"month"`
	Alerts    int    `json:"alerts"`
	Unreached int    `json:"unreached"` // of these, how many patients were told that nobody had opened it yet
	Reached   Took   `json:"reached"`   // until the first phone had it
	Seen      Took   `json:"seen"`
	Contact   Took   `json:"contact"`
}

// Took is how long something took: for how many alerts it happened, and in what time.
type Took struct {
	N      int           `json:"n"`
	Median time.Duration `json:"median,omitempty"`
	Worst  time.Duration `json:"worst,omitempty"`
}

func (MonthAsked) letter() {}
func (Month) letter()      {}

// planMonth asks to be woken on the first day of duty of a month, at the hour of the weekly summary.
func (t *turn) planMonth() {
	d := t.state.Desk
	if d == nil || d.Role != record.Lead {
		return
	}
	clock, err := flows.ParseClock(d.Hour)
	if err != nil {
		clock = t.plan.Digest.Hour
	}
	local := t.now().In(t.plan.Clinic.Location())
	for ahead := range 3 {
		first := time.Date(local.Year(), local.Month()+time.Month(ahead), 1, 0, 0, 0, 0, time.UTC)
		if at := flows.Resolve(clock.On(t.firstOfDuty(first)), t.zone()); at.After(t.now()) {
			t.wake(WakeMonth, first.AddDate(0, -1, 0).Format("2006-01"), at)
			return
		}
	}
}

// firstOfDuty is the first day from day on with duty hours; that day itself where there are none at all.
func (t *turn) firstOfDuty(day time.Time) time.Time {
	for ahead := range 7 {
		if one := day.AddDate(0, 0, ahead); len(t.plan.Clinic.Hours[one.Weekday()]) > 0 {
			return one
		}
	}
	return day
}

// monthOf is from when to when a month goes in the clinic's zone. A key may name more behind the month.
func monthOf(c *flows.Clinic, key string) (from, to time.Time, err error) {
	month, _, _ := strings.Cut(key, ".")
	from, err = time.ParseInLocation("2006-01", month, c.Location())
	return from, from.AddDate(0, 1, 0), err
}

// month is the moment at which the lead's desk asks.
func (t *turn) month(e Due) {
	switch d := t.state.Desk; {
	case d == nil || !d.Active || d.Role != record.Lead:
		t.ignore("a month for nobody")
	case t.quiet():
		t.wake(WakeMonth, e.Key, t.afterQuiet())
	default:
		t.planMonth()
		t.tell(OfficeID, MonthAsked{Month: e.Key})
	}
}

// monthAsked has the office's facts read. Only somebody who works here, and leads, is answered.
func (t *turn) monthAsked(from string, l MonthAsked) {
	o := t.state.Office
	leads := func(c Contact) bool { return c.ID == from && c.Role == record.Lead }
	if _, _, err := monthOf(t.plan.Clinic, l.Month); err != nil || o == nil || !slices.ContainsFunc(o.Staff, leads) {
		t.ignore("a month for somebody who does not lead")
		return
	}
	t.wake(WakeMonth, l.Month+"."+from, t.now())
}

// countMonth counts the alerts that were raised in a month, each by the first of its steps, whenever that came.
func (t *turn) countMonth(e Due) {
	month, asker, _ := strings.Cut(e.Key, ".")
	from, to, err := monthOf(t.plan.Clinic, month)
	if err != nil || asker == "" {
		t.ignore("a month of nothing")
		return
	}
	took := map[record.Step]map[string]time.Duration{}
	for _, f := range e.Facts {
		m, ok := f.Body.(record.Milestone)
		if !ok || m.Raised.Before(from) || !m.Raised.Before(to) {
			continue
		}
		if took[m.Step] == nil {
			took[m.Step] = map[string]time.Duration{}
		}
		if before, twice := took[m.Step][m.Alert]; !twice || m.When.Sub(m.Raised) < before {
			took[m.Step][m.Alert] = m.When.Sub(m.Raised)
		}
	}
	t.tell(asker, Month{
		Month: month, Alerts: len(took[record.StepRaised]), Unreached: len(took[record.StepUnreached]),
		Reached: tookOf(took[record.StepReached]), Seen: tookOf(took[record.StepSeen]), Contact: tookOf(took[record.StepContact]),
	})
}

func tookOf(times map[string]time.Duration) Took {
	all := make([]time.Duration, 0, len(times))
	for _, one := range times {
		all = append(all, max(one, 0))
	}
	if slices.Sort(all); len(all) == 0 {
		return Took{}
	}
	return Took{N: len(all), Median: all[(len(all)-1)/2], Worst: all[len(all)-1]}
}

// monthShown is the month's line on the lead's phone.
func (t *turn) monthShown(from string, l Month) {
	first, _, err := monthOf(t.plan.Clinic, l.Month)
	if from != OfficeID || t.state.Desk == nil || t.state.Desk.Role != record.Lead || err != nil {
		t.ignore("a month for nobody")
		return
	}
	if t.quiet() { // the answer took its time: in the morning it is asked for again
		t.wake(WakeMonth, l.Month, t.afterQuiet())
		return
	}
	name := t.text("month."+strconv.Itoa(int(first.Month()))) + " " + strconv.Itoa(first.Year())
	if l.Alerts == 0 {
		t.monthLine(t.text("month.none", "month", name))
		return
	}
	lines := []string{t.text("month.head", "month", name, "n", strconv.Itoa(l.Alerts))}
	for _, part := range []struct {
		key  string
		took Took
	}{{"month.reached", l.Reached}, {"month.seen", l.Seen}, {"month.contact", l.Contact}} {
		if part.took.N > 0 {
			lines = append(lines, t.text(part.key, "n", strconv.Itoa(part.took.N),
				"median", t.span(part.took.Median), "worst", t.span(part.took.Worst)))
		}
	}
	lines = append(lines, t.text("month.unreached", "n", strconv.Itoa(l.Unreached)), t.text("month.foot"))
	t.monthLine(strings.Join(lines, "\n"))
}

func (t *turn) monthLine(text string) {
	t.add(Say{Chat: t.state.Chat, Class: ClassDigest, Text: text, Protect: true})
	t.keep(record.Opened{By: t.state.ID, What: "month"})
}

// span is a length of time in words, a second at least: seconds below two minutes, minutes below two hours, hours beyond.
func (t *turn) span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return t.text("month.seconds", "n", strconv.Itoa(max(1, int(d.Round(time.Second)/time.Second))))
	case d < 2*time.Hour:
		return t.text("month.minutes", "n", strconv.Itoa(int(d.Round(time.Minute)/time.Minute)))
	default:
		return t.text("month.hours", "n", strconv.Itoa(int(d.Round(time.Hour)/time.Hour)))
	}
}
