package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/flows"
	"footing/flows/rehearsal"
)

// mostYears is how far --to may lie behind --from.
const mostYears = 100

// simulateCmd prints what one patient would be sent.
type simulateCmd struct {
	Zone     string `required:"" help:"Where the patient is: a name of the tz database, such as Europe/Berlin." placeholder:"ZONE"`
	From     string `required:"" help:"The first date, such as 2026-03-01." placeholder:"DATE"`
	To       string `required:"" help:"The last date; it belongs to it." placeholder:"DATE"`
	Time     string `help:"The hour of the check-ins on the patient's clock; the first that the protocol suggests if left out." placeholder:"HH:MM"`
	Days     string `help:"The days of the check-ins, from mon to sun, separated by commas; those of the protocol if left out." placeholder:"mon,wed,fri"`
	Sessions string `help:"When the patient is in a session: tue 10:00 for each week, or dates such as 2026-03-03 10:00, separated by commas. None if left out." placeholder:"WHEN"`
	Quiet    string `help:"none lifts the quiet hours, and the earliest and the latest hour, so that any time can be asked for." placeholder:"none"`
	Seed     string `help:"Draws the moments of a protocol that asks at random; the same seed gives the same." default:"1"`
	JSON     bool   `name:"json" help:"Print one JSON object a line."`
	Protocol string `help:"The folder with protocol.yaml and its questionnaires; the shipped library if left out." placeholder:"DIR"`
	Clinic   string `help:"The clinic's file; the shipped sample if left out." placeholder:"FILE"`
}

// Help is what --help says below the first line.
func (simulateCmd) Help() string {
	return "Nothing is sent. The patient answers nothing, so each check-in opens, is reminded of, and closes; what comes beside " +
		"check-ins, such as one question after 14 silent days, is not shown. A reminder that falls into the quiet hours is not sent.\n\n" +
		"With --sessions, the check-ins after sessions are shown, too, and of a session before a long gap the question on the day after " +
		"(kind gap). Of sessions on dates each is known from the one before it on, as when the two agree on it there.\n\n" +
		"One message a line, or one JSON object: occasion (check-in and nominal date), questionnaire (the ids of those that are asked, " +
		"with commas), kind (open, remind, close or gap), wall (the local date and time; of an opening the nominal one, also where a change of the " +
		"clocks moves it), zone and instant (UTC). A time that the clocks skip is moved forward by as much as they skip; of a time that " +
		"comes twice the first is taken. A check-in belongs to its nominal date: its reminder and its end are shown also where they come after midnight.\n\n" +
		"The days, in order of the week, are those of the protocol's check-ins in their order. With more days than check-ins the " +
		"protocol's begin again (mon_2, ...); fewer days that are all days of the protocol keep their own check-ins."
}

// Run prints the messages.
func (c simulateCmd) Run(s assembly.Surroundings) error {
	plan, err := assembly.Sources{Dir: c.Protocol, Clinic: c.Clinic}.Load()
	if err != nil {
		return assembly.Problems(s.ErrOut, err)
	}
	preview, err := c.preview(plan)
	if err != nil {
		return err
	}
	if err := c.closings(s.ErrOut, plan, preview); err != nil {
		return err
	}
	out := bufio.NewWriter(s.Out)
	for m := range preview.Messages(plan) {
		if s.Ctx.Err() != nil {
			return fmt.Errorf("interrupted: %w", s.Ctx.Err())
		}
		if err := c.print(out, m); err != nil {
			return fmt.Errorf("print a message: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print the messages: %w", err)
	}
	return nil
}

// closings names the closed days of a clinic's own file that lie between the dates: no safety questions come on them.
func (c simulateCmd) closings(w io.Writer, plan *flows.Protocol, v rehearsal.Preview) error {
	if c.Clinic == "" {
		return nil
	}
	from := flows.Resolve(v.From, plan.Clinic.Location())
	for _, one := range plan.Clinic.Coming(from, closingsShown) {
		if one.From.After(v.To) {
			break
		}
		if _, err := fmt.Fprintf(w, "closed: %s\n", one); err != nil {
			return fmt.Errorf("print the closed days: %w", err)
		}
	}
	return nil
}

// closingsShown is how many closings are named beside the messages.
const closingsShown = 100

// preview reads the flags. Without quiet hours the plan itself is changed: nothing else runs on it.
func (c simulateCmd) preview(plan *flows.Protocol) (v rehearsal.Preview, err error) {
	if _, err := flows.LoadZone(c.Zone); err != nil {
		hint := ""
		if near := flows.FindZones(c.Zone, 1); len(near) > 0 {
			hint = fmt.Sprintf("; did you mean %s?", near[0])
		}
		return v, fmt.Errorf("--zone %q is no zone of the tz database%s", c.Zone, hint)
	}
	v.Zone, v.Seed = c.Zone, c.Seed
	if v.From, err = date("--from", c.From); err != nil {
		return v, err
	}
	if v.To, err = date("--to", c.To); err != nil {
		return v, err
	}
	switch {
	case v.To.Before(v.From):
		return v, fmt.Errorf("--to %s is before --from %s", c.To, c.From)
	case v.To.After(v.From.AddDate(mostYears, 0, 0)):
		return v, fmt.Errorf("from %s to %s are more than %d years: ask for fewer", c.From, c.To, mostYears)
	}
	switch c.Quiet {
	case "":
	case "none":
		plan.Limits.QuietFrom, plan.Limits.QuietTo, plan.Limits.Earliest, plan.Limits.Latest = 0, 0, 0, 24*60-1
	default:
		return v, fmt.Errorf("--quiet %q: there is only none, which lifts the quiet hours", c.Quiet)
	}
	if v.At, err = c.hour(plan); err != nil {
		return v, err
	}
	if v.Sessions, err = c.sessions(plan, v.From); err != nil {
		return v, err
	}
	v.Days, err = c.weekdays(plan)
	return v, err
}

// date reads a date such as 2026-03-02.
func date(flag, text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, fmt.Errorf("%s %q: give a date that exists, such as 2026-03-29", flag, text)
	}
	return day, nil
}

// hour is the hour of the check-ins. It must be one that this protocol offers to patients.
func (c simulateCmd) hour(plan *flows.Protocol) (flows.Clock, error) {
	limits := plan.Limits
	if c.Time == "" {
		return limits.Suggested[0], nil
	}
	at, err := flows.ParseClock(c.Time)
	switch {
	case err != nil:
		return 0, fmt.Errorf("--time %q: give a time of day from 00:00 to 23:59, such as 14:05", c.Time)
	case plan.Quiet(at):
		return 0, fmt.Errorf("--time %s lies in the quiet hours, %s to %s, in which nobody is asked anything: give one from %s to %s, "+
			"or --quiet none to lift them", at, limits.QuietFrom, limits.QuietTo, limits.Earliest, limits.Latest)
	case at < limits.Earliest || at > limits.Latest:
		return 0, fmt.Errorf("--time %s is no hour that a patient can choose: give one from %s to %s, or --quiet none to lift the limits",
			at, limits.Earliest, limits.Latest)
	}
	return at, nil
}

// weekdays are the days of the check-ins.
func (c simulateCmd) weekdays(plan *flows.Protocol) ([]time.Weekday, error) {
	var days []time.Weekday
	if c.Days == "" {
		for _, slot := range plan.Rotation {
			days = append(days, slot.Day)
		}
		return days, nil
	}
	for word := range strings.SplitSeq(c.Days, ",") {
		word = strings.ToLower(strings.TrimSpace(word))
		day, found := weekdayOf(word)
		switch {
		case !found:
			return nil, fmt.Errorf("--days %q: %q is no weekday; give days such as mon,wed,fri", c.Days, word)
		case slices.Contains(days, day):
			return nil, fmt.Errorf("--days %q: %s stands there twice", c.Days, word)
		}
		days = append(days, day)
	}
	return days, nil
}

// simulated is a message as JSON.
type simulated struct {
	Occasion      string `json:"occasion"`
	Questionnaire string `json:"questionnaire"`
	Kind          string `json:"kind"`
	Wall          string `json:"wall"`
	Zone          string `json:"zone"`
	Instant       string `json:"instant"`
}

func (c simulateCmd) print(out io.Writer, m rehearsal.Message) error {
	line := simulated{
		Occasion: m.Occasion, Questionnaire: strings.Join(m.Questionnaires, ","), Kind: string(m.Kind),
		Wall: m.Wall.Format("2006-01-02T15:04"), Zone: c.Zone, Instant: m.At.UTC().Format(time.RFC3339),
	}
	if c.JSON {
		return json.NewEncoder(out).Encode(line)
	}
	text := fmt.Sprintf("%s %s  %s  %s  %-6s  %s  %s",
		m.Wall.Format("Mon"), line.Wall, line.Zone, line.Instant, line.Kind, line.Occasion, line.Questionnaire)
	_, err := fmt.Fprintln(out, strings.TrimRight(text, " "))
	return err
}

// sessions reads the times of the patient's sessions: "tue 10:00", or dates with times.
func (c simulateCmd) sessions(plan *flows.Protocol, from time.Time) (met rehearsal.Sessions, err error) {
	if c.Sessions == "" {
		return met, nil
	}
	if len(plan.AfterSession) == 0 {
		return met, fmt.Errorf("--sessions %q: this protocol asks nothing after a session (after_session in protocol.yaml)",
			c.Sessions)
	}
	for one := range strings.SplitSeq(c.Sessions, ",") {
		one = strings.TrimSpace(one)
		when, hour, _ := strings.Cut(one, " ")
		clock, bad := flows.ParseClock(strings.TrimSpace(hour))
		day, weekly := weekdayOf(when)
		date, noDate := time.Parse(time.DateOnly, when)
		switch {
		case bad != nil || !weekly && noDate != nil:
			return met, fmt.Errorf("--sessions %q: %q is no session; give tue 10:00 for each week, or dates such as "+
				"2026-03-03 10:00", c.Sessions, one)
		case weekly && strings.Contains(c.Sessions, ","):
			return met, fmt.Errorf("--sessions %q: give one weekly session, or dates, not both", c.Sessions)
		case weekly:
			return rehearsal.Sessions{Weekly: true, Day: day, At: clock}, nil
		}
		at := clock.On(date)
		switch last := len(met.Dates) - 1; {
		case date.Before(from):
			return met, fmt.Errorf("--sessions %q: %s is before --from %s", c.Sessions, when, c.From)
		case last >= 0 && !met.Dates[last].Before(at):
			return met, fmt.Errorf("--sessions %q: %s does not come after the one before it; give them in order", c.Sessions,
				one)
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
