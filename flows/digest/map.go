package digest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// rows is the map as a small table in words, one level a line: supports, the main barrier with its reason, other low
// themes, those in between, good ones, and last the themes without enough data. It has at most seven lines, however
// many themes there are. Each line names the level before its themes, which suits screen readers.
func (v *view) rows(b barriers) []string {
	var supports []string
	cells := make(map[string][]string)
	for _, t := range b.themes {
		level := b.levelOf(t, v.plan.Digest)
		switch {
		case b.main != nil && t.number == b.main.number:
		case t.support() && level != levelLow:
			supports = append(supports, v.cell(t))
		case level == levelLow && b.main != nil:
			cells[levelAlso] = append(cells[levelAlso], v.cell(t))
		default:
			cells[level] = append(cells[level], v.cell(t))
		}
	}
	var rows []string
	if len(supports) > 0 {
		rows = append(rows, v.say("map.supports", "rows", strings.Join(supports, "; ")))
	}
	if b.main != nil {
		rows = append(rows, v.row(levelLow, v.cell(*b.main))+". "+v.because(*b.main))
	}
	for _, level := range []string{levelAlso, levelLow, levelCapacity, levelMiddle, levelGood} {
		if len(cells[level]) > 0 {
			rows = append(rows, v.row(level, cells[level]...))
		}
	}
	switch {
	case len(b.unsaid) > 0:
		rows = append(rows, v.say("map.unsaid", "themes", v.list(b.unsaid)))
	case len(rows) == 0:
		rows = append(rows, v.say("map.empty"))
	}
	return rows
}

// row is a level followed by its themes.
func (v *view) row(level string, cells ...string) string {
	return v.say("map.row", "level", v.say("level."+level), "themes", strings.Join(cells, "; "))
}

// cell is a theme within its level: its trend, if known, and the day of the last answer. Of wordings that take turns it
// also names those that were answered with the worst.
func (v *view) cell(t theme) string {
	key, args := "map.cell", []string{"theme", v.theme(t.number), "day", v.day(t.last)}
	if trend := trendOf(t, v.plan.Digest); trend != trendNew {
		key, args = "map.moved", append(args, "trend", v.say("trend."+trend))
	}
	cell := v.say(key, args...)
	if !t.facet.pooled || t.level <= v.plan.Digest.Low {
		return cell
	}
	for _, a := range t.behind { // a level of several questions must not hide what one of them was answered with
		if words, ok := v.words(a); ok && a.score() == 0 {
			cell = v.say("map.once", "cell", cell, "answer", v.label(a.place)+words, "day", v.day(a.at))
		}
	}
	return cell
}

// day is a day of the month as the reader's calendar has it, for example "4 Mar".
func (v *view) day(t time.Time) string {
	day := t.In(v.zone)
	return v.say("day", "day", fmt.Sprint(day.Day()), "month", v.say(fmt.Sprintf("month.%d", day.Month())))
}

// because explains a low level by the answers behind it, in numbers and in the patient's words.
func (v *view) because(t theme) string {
	low := 0
	for _, a := range t.behind {
		if a.score() <= v.plan.Digest.Low {
			low++
		}
	}
	return v.say("map.because", "low", fmt.Sprint(low), "n", fmt.Sprint(len(t.behind)),
		"range", fmt.Sprintf("0-%g", v.plan.Digest.Low), "date", v.date(t.behind[0].at), "answers", v.inWords(t.behind))
}

// newsLine is the best news in the patient's words, empty if there is none.
func (v *view) newsLine(b barriers) string {
	t := b.news(v.plan.Digest)
	if t == nil {
		return ""
	}
	key := "news.support"
	if !t.support() {
		key = "news.risen"
	}
	return v.say(key, "theme", v.theme(t.number), "answers", v.inWords(t.behind))
}

// days counts calendar days between two instants in the reader's zone.
func (v *view) days(from, to time.Time) int {
	midnight := func(t time.Time) time.Time {
		t = t.In(v.zone)
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(to).Sub(midnight(from)) / (24 * time.Hour))
}

// inward tells whether a theme's prompt comes below the question about the working relationship.
func inward(number int) bool {
	return slices.Contains([]int{firstInward, firstInward + 1, lastInward}, number)
}
