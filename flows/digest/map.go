package digest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// rows are the map in words, a theme each: what carries first, then what is most in the way and why, then the
// others in their order, and at last what nothing can be said about yet.
func (v *view) rows(b barriers) []string {
	var supports, rest []string
	for _, t := range b.themes {
		if b.way != nil && t.number == b.way.number {
			continue
		}
		if t.support() && t.level > v.plan.Digest.Low {
			supports = append(supports, v.row(b, t))
			continue
		}
		rest = append(rest, v.row(b, t))
	}
	var rows []string
	if len(supports) > 0 {
		rows = append(rows, v.say("map.supports", "rows", strings.Join(supports, "; ")))
	}
	if b.way != nil {
		rows = append(rows, v.row(b, *b.way)+". "+v.because(*b.way))
	}
	rows = append(rows, rest...)
	switch {
	case len(b.unsaid) > 0:
		rows = append(rows, v.say("map.unsaid", "themes", v.list(b.unsaid)))
	case len(rows) == 0:
		rows = append(rows, v.say("map.empty"))
	}
	return rows
}

// row is a theme's place in the map: level, trend and the last answer's date.
func (v *view) row(b barriers, t theme) string {
	rules := v.plan.Digest
	return v.say("map.row", "theme", v.theme(t.number), "level", v.say("level."+b.levelOf(t, rules)),
		"trend", v.say("trend."+trendOf(t, rules)), "date", v.date(t.last))
}

// because explains a low level by the answers that made it, in numbers and in the patient's words.
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

// newsLine tells the best there is to tell, in the patient's words; empty where there is none.
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

// days counts calendar days from one moment to another, as the reader's calendar has them.
func (v *view) days(from, to time.Time) int {
	midnight := func(t time.Time) time.Time {
		t = t.In(v.zone)
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(to).Sub(midnight(from)) / (24 * time.Hour))
}

// inward tells whether a theme's prompt stands below the question of how working together feels.
func inward(number int) bool {
	return slices.Contains([]int{firstInward, firstInward + 1, lastInward}, number)
}
