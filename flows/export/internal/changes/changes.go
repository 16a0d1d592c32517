// Package changes are the rows of an export about what somebody changed in their check-ins: pauses, another pace,
// journeys to other time zones, and whether they shared what was private. A journal of their facts has them:
//
//	journal.Take(fact)
//	row := journal.All[0].Row(pseudonym, week, day)
//
// It also knows somebody's time zone at any time, and which check-ins a journey took. In which week a change was, and
// whether it may be shown, is decided by the export.
package changes

import (
	"time"

	"footing/flows"
	"footing/flows/export/internal/sheet"
	"footing/flows/record"
)

// What was changed.
const (
	pause   = "pause"
	pace    = "pace"
	zone    = "zone"
	sharing = "sharing"
)

// Change is one thing that was changed. Private tells that it shows that there was something private.
type Change struct {
	At      time.Time
	Private bool

	what, to    string
	days, theme *int32
}

// of reads a change from a fact. From is the time zone before it, nil where it is the first. No zone is named, as few
// people would have it: a change tells only whether the clocks were put forward or back.
func of(f record.Fact, from *time.Location) (Change, bool) {
	c := Change{At: f.At}
	switch body := f.Body.(type) {
	case record.Pause:
		c.what, c.to = pause, "ended"
		if length := body.Until.Sub(f.At); length > 0 {
			days := small(int((length + 24*time.Hour - 1) / (24 * time.Hour)))
			c.to, c.days = "begun", &days
		}
	case record.Pace:
		c.what, c.to = pace, paceTo(body)
	case record.Zone:
		to, err := flows.LoadZone(body.Name)
		if err != nil || from == nil {
			return Change{}, false
		}
		_, before := f.At.In(from).Zone()
		_, after := f.At.In(to).Zone()
		if c.what, c.to = zone, "forward"; after < before {
			c.to = "back"
		}
		return c, after != before
	case record.Sharing:
		theme := small(body.Theme)
		c.what, c.to, c.Private = sharing, string(body.Choice), true
		if theme > 0 {
			c.theme = &theme
		}
	}
	return c, c.what != ""
}

func paceTo(p record.Pace) string {
	switch {
	case p.Reduced && p.Soft:
		return "fewer_shorter"
	case p.Reduced:
		return "fewer"
	case p.Soft:
		return "shorter"
	}
	return "full"
}

func small(n int) int32 { return int32(n) } //nolint:gosec // days of a pause, numbers of themes

// Row is a change of one person.
type Row struct {
	Pseudonym string `json:"pseudonym" parquet:"pseudonym"`
	Week      int32  `json:"week"      parquet:"week"`
	Day       int32  `json:"day"       parquet:"day"`
	What      string `json:"what"      parquet:"what,dict"`
	To        string `json:"to"        parquet:"to,dict"`
	Days      *int32 `json:"days"      parquet:"days,optional"`
	Theme     *int32 `json:"theme"     parquet:"theme,optional"`
}

// Row shows a change under a pseudonym.
func (c Change) Row(pseudonym string, week, day int) Row {
	return Row{pseudonym, small(week), small(day), c.what, c.to, c.days, c.theme}
}

// Number is what a row says in numbers; nil for nothing.
func (r Row) Number() *int32 {
	if r.Days != nil {
		return r.Days
	}
	return r.Theme
}

// Sheet describes the rows.
func Sheet() sheet.Sheet[Row] {
	return sheet.Sheet[Row]{
		Name:   "changes",
		Refers: []sheet.Reference{{Fields: []string{"pseudonym"}, Sheet: "participants", To: []string{"pseudonym"}}},
		Columns: []sheet.Column[Row]{
			sheet.Words("pseudonym", func(r *Row) string { return r.Pseudonym }),
			sheet.Whole("week", func(r *Row) *int32 { return &r.Week }).From(1),
			sheet.Whole("day", func(r *Row) *int32 { return &r.Day }).From(1),
			sheet.Words("what", func(r *Row) string { return r.What }).Among(pause, pace, zone, sharing),
			sheet.Words("to", func(r *Row) string { return r.To }).
				Among("begun", "ended", "fewer", "shorter", "fewer_shorter", "full", "forward", "back",
					string(record.ShareAnswers), string(record.ShareTheme), string(record.ShareSay), string(record.ShareNothing)),
			sheet.Whole("days", func(r *Row) *int32 { return r.Days }),
			sheet.Whole("theme", func(r *Row) *int32 { return r.Theme }),
		},
	}
}
