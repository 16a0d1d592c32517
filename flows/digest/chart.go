package digest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
)

// Chart is the picture of one patient's last weeks, at most twelve. Each line has its name beside it where the font can
// write the language, and in any case its marks. Caption names them again and says of each line whether it goes up,
// down or neither. Drawing is slow, so it is done only when the picture is sent: see PNG.
type Chart struct {
	// at most three, each with twelve weeks, oldest first; null: no answer
	Lines   [][]*float64 `json:"lines" cbor:"1,keyasint,omitempty"`
	Ends    []string     `json:"ends" cbor:"2,keyasint,omitempty"`            // of the weeks, as digits; some are empty
	Caption string       `json:"caption" cbor:"3,keyasint,omitempty"`         // at most 1,024 UTF-16 units
	Names   []string     `json:"names,omitempty" cbor:"4,keyasint,omitempty"` // of the lines
	Low     float64      `json:"low,omitempty" cbor:"5,keyasint,omitempty"`   // scores up to this are low, and shaded
}

const (
	chartWeeks   = 12
	chartThemes  = 3 // more lines on five levels would hide each other
	captionUnits = 1024
	chartTrend   = 3 // so many weeks at either end say whether a line goes up or down
)

// themeWeeks is a theme's twelve weeks, oldest first: the lowest answer of each week, nil if there is none.
type themeWeeks struct {
	theme int
	weeks [chartWeeks]*float64
}

// chart draws the themes that a summary mentions. Nil if the twelve weeks have no answer about them.
func (v *view) chart(code string, b barriers, answers []answer) *Chart {
	var lines []themeWeeks
	for _, number := range v.charted(b) {
		if c, any := v.course(number, answers); any && len(lines) < chartThemes {
			lines = append(lines, c)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	c := &Chart{Ends: v.ends(), Caption: flows.Clip(v.caption(code, lines), captionUnits), Low: v.plan.Digest.Low}
	for _, line := range lines {
		c.Lines, c.Names = append(c.Lines, line.weeks[:]), append(c.Names, v.theme(line.theme))
	}
	return c
}

// charted orders the themes by how much a summary says about them.
func (v *view) charted(b barriers) []int {
	var order []int
	for _, t := range b.lows {
		order = append(order, t.number)
	}
	if t := b.news(v.plan.Digest); t != nil {
		order = append(order[:min(1, len(order))], append([]int{t.number}, order[min(1, len(order)):]...)...)
	}
	for _, t := range b.themes {
		order = append(order, t.number)
	}
	return themesInOrder(distinct(order))
}

// distinct keeps the first of equal numbers.
func distinct(list []int) []int {
	seen := make(map[int]bool)
	kept := list[:0:0]
	for _, n := range list {
		if !seen[n] {
			kept = append(kept, n)
		}
		seen[n] = true
	}
	return kept
}

// course reads a theme's weeks, which end at the request's weekday and time of day. Items are not averaged, because a
// good answer to one must not hide a bad answer to another.
func (v *view) course(number int, answers []answer) (c themeWeeks, any bool) {
	c.theme = number
	for _, a := range answers {
		if a.place.of.Theme != number || !a.level() {
			continue
		}
		ago := int(v.until.Sub(a.at) / week)
		if ago < 0 || ago >= chartWeeks {
			continue
		}
		score, at := a.score(), chartWeeks-1-ago
		if c.weeks[at] == nil || score < *c.weeks[at] {
			c.weeks[at] = &score
		}
		any = true
	}
	return c, any
}

// ends names every other week by its last day, as digits.
func (v *view) ends() []string {
	labels := make([]string, chartWeeks)
	for i := range labels {
		if back := chartWeeks - 1 - i; back%2 == 0 { // all of them would be too small for a phone
			at := v.until.Add(-time.Duration(back) * week).In(v.zone)
			labels[i] = fmt.Sprintf("%d.%d.", at.Day(), at.Month())
		}
	}
	return labels
}

// caption says what the picture is and, of each line, which theme it is, where it goes, and how often it was low.
func (v *view) caption(code string, lines []themeWeeks) string {
	lowest := fmt.Sprintf("0-%g", v.plan.Digest.Low)
	text := []string{v.say("chart.title", "code", code, "date", v.date(v.until), "range", lowest)}
	for i, c := range lines {
		scores := c.scores()
		low := len(slices.DeleteFunc(slices.Clone(scores), func(s float64) bool { return s > v.plan.Digest.Low }))
		text = append(text, v.say("chart.line", "mark", v.say("chart.mark."+string(marks()[i])), "theme", v.theme(c.theme),
			"way", v.say("chart.way."+v.direction(scores)), "low", fmt.Sprint(low), "n", fmt.Sprint(len(scores)), "range", lowest))
	}
	return strings.Join(text, "\n")
}

// scores are those of the weeks that have one.
func (c themeWeeks) scores() []float64 {
	var scores []float64
	for _, s := range c.weeks {
		if s != nil {
			scores = append(scores, *s)
		}
	}
	return scores
}

// direction tells where a line goes: from the median of its first weeks to that of its last.
func (v *view) direction(scores []float64) string {
	if len(scores) <= chartTrend {
		return "few"
	}
	switch by := middle(scores[len(scores)-chartTrend:]) - middle(scores[:chartTrend]); {
	case by >= v.plan.Digest.Change:
		return "up"
	case by <= -v.plan.Digest.Change:
		return "down"
	default:
		return "neither"
	}
}
