package digest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/flows"

	"github.com/go-analyze/charts"
)

// Chart is the picture of one patient's twelve weeks. It has digits but no words, because its fonts cannot draw every
// language. Caption names the lines and says in one sentence what can be seen. Drawing is slow, so it is done only when
// the picture is sent: see PNG.
type Chart struct {
	// at most three, each with twelve weeks, oldest first; null: no answer
	Lines   [][]*float64 `json:"lines" cbor:"1,keyasint,omitempty"`
	Ends    []string     `json:"ends" cbor:"2,keyasint,omitempty"`    // of the weeks, as digits; some are empty
	Caption string       `json:"caption" cbor:"3,keyasint,omitempty"` // at most 1,024 UTF-16 units
}

const (
	chartWeeks   = 12
	chartThemes  = 3 // more lines on five levels would hide each other
	captionUnits = 1024
	chartWidth   = 960
	chartHeight  = 540
	bestScore    = 4
)

var errDrawing = errors.New("draw a chart: the drawing panicked")

// marker distinguishes a line of the chart from the others: by colour (the Okabe-Ito palette, which is safe for
// colour-blind readers) and by the shape and size of its marks, so that overlapping marks all show.
type marker struct {
	word  string // key of the wording behind "digest.chart.mark."
	color charts.Color
	shape charts.SymbolShape
	size  float64
}

func markers() []marker {
	return []marker{
		{"circle", charts.Color{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF}, charts.SymbolDot, 12},
		{"square", charts.Color{R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF}, charts.SymbolSquare, 8},
		{"diamond", charts.Color{R: 0x00, G: 0x9E, B: 0x73, A: 0xFF}, charts.SymbolDiamond, 4},
	}
}

// course is a theme's twelve weeks, oldest first: the lowest answer of each week, nil if there is none.
type course struct {
	theme int
	weeks [chartWeeks]*float64
}

// chart draws the themes that a summary mentions. Nil if the twelve weeks have no answer about them.
func (v *view) chart(code string, b barriers, answers []answer) *Chart {
	var lines []course
	for _, number := range v.charted(b) {
		if c, any := v.course(number, answers); any && len(lines) < chartThemes {
			lines = append(lines, c)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	c := &Chart{Ends: v.ends(), Caption: flows.Clip(v.caption(code, lines), captionUnits)}
	for _, line := range lines {
		c.Lines = append(c.Lines, line.weeks[:])
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
func (v *view) course(number int, answers []answer) (c course, any bool) {
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

// caption says what the picture is, which line is which theme, and in one sentence what it shows.
func (v *view) caption(code string, lines []course) string {
	marks := make([]string, 0, len(lines))
	for i, c := range lines {
		marks = append(marks, v.say("chart.line", "mark", v.say("chart.mark."+markers()[i].word), "theme", v.theme(c.theme)))
	}
	low, with := 0, 0
	for _, score := range lines[0].weeks {
		if score == nil {
			continue
		}
		with++
		if *score <= v.plan.Digest.Low {
			low++
		}
	}
	return strings.Join([]string{
		v.say("chart.title", "code", code, "date", v.date(v.until)),
		strings.Join(marks, "; ") + ".",
		v.say("chart.shows", "theme", v.theme(lines[0].theme), "range", fmt.Sprintf("0-%g", v.plan.Digest.Low),
			"low", fmt.Sprint(low), "n", fmt.Sprint(with)),
	}, "\n")
}

// PNG draws the picture. The same lines give the same bytes. On an error the caller omits the picture, because the text
// says all that matters.
func (c *Chart) PNG() (picture []byte, err error) {
	defer func() {
		if recover() != nil { // of the library: a summary without its picture is better than none
			picture, err = nil, errDrawing
		}
	}()
	var colors []charts.Color
	list := make(charts.LineSeriesList, 0, len(c.Lines))
	for i, line := range c.Lines {
		m := markers()[i]
		values := make([]float64, chartWeeks)
		for n := range values {
			values[n] = charts.GetNullValue()
			if line[n] != nil {
				values[n] = *line[n]
			}
		}
		colors = append(colors, m.color)
		list = append(list, charts.LineSeries{Values: values, Symbol: charts.Symbol{Shape: m.shape, Size: m.size}})
	}
	option := charts.NewLineChartOptionWithSeries(list)
	option.Theme = paper(colors)
	option.Padding = charts.NewBoxEqual(24)
	option.LineStrokeWidth = 3
	option.Legend.Show = charts.Ptr(false)
	option.XAxis = charts.XAxisOption{
		Labels: c.Ends, LabelFontStyle: charts.NewFontStyleWithSize(21), LabelCount: chartWeeks,
		BoundaryGap: charts.Ptr(true), LabelOffset: charts.OffsetInt{Top: 8},
	}
	option.YAxis = []charts.YAxisOption{{
		Min: charts.Ptr(0.0), Max: charts.Ptr(float64(bestScore)), Unit: 1, LabelCount: bestScore + 1,
		RangeValuePaddingScale: charts.Ptr(0.0), LabelFontStyle: charts.NewFontStyleWithSize(24),
		ValueFormatter: func(value float64) string { return fmt.Sprintf("%.0f", value) },
	}}
	painter := charts.NewPainter(charts.PainterOptions{
		OutputFormat: charts.ChartOutputPNG, Width: chartWidth, Height: chartHeight,
	})
	if err := painter.LineChart(option); err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	if picture, err = painter.Bytes(); err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	return picture, nil
}

// paper is black on white with grey lines, whatever the phone's own colours are.
func paper(series []charts.Color) charts.ColorPalette {
	grey := charts.Color{R: 0xCC, G: 0xCC, B: 0xCC, A: 0xFF}
	dark := charts.Color{R: 0x33, G: 0x33, B: 0x33, A: 0xFF}
	return charts.MakeTheme(charts.ThemeOption{
		AxisStrokeColor: dark, AxisSplitLineColor: grey, TextColor: dark,
		BackgroundColor: charts.Color{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}, SeriesColors: series,
	})
}
