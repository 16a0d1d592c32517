package digest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode"

	"github.com/go-analyze/charts"
)

// The picture's measures, in pixels. It is looked at on a phone, often in black and white print, too.
const (
	chartWidth  = 960
	chartHeight = 540
	plotLeft    = 64
	plotTop     = 32
	plotBottom  = chartHeight - 64
	namesWidth  = 236 // of the names beside the lines
	namesApart  = 64
	markSize    = 9 // half of a mark
	marksApart  = 2*markSize + 2
	bestScore   = 4
)

var errDrawing = errors.New("draw a chart: the drawing panicked")

// mark is the shape by which a line is known, also without its colour: key of the wording behind "digest.chart.mark.".
type mark string

func marks() []mark { return []mark{"circle", "square", "diamond"} }

// color is of the Okabe-Ito palette, which is safe for colour-blind readers.
func (m mark) color() charts.Color {
	switch m {
	case "circle":
		return charts.Color{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF}
	case "square":
		return charts.Color{R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF}
	default:
		return charts.Color{R: 0x00, G: 0x7A, B: 0x5A, A: 0xFF}
	}
}

// dashes of the line.
func (m mark) dashes() []float64 {
	switch m {
	case "circle":
		return nil
	case "square":
		return []float64{14, 6}
	default:
		return []float64{4, 5}
	}
}

func (m mark) draw(p *charts.Painter, at charts.Point) {
	c, s := m.color(), markSize
	switch m {
	case "circle":
		p.Circle(float64(s), at.X, at.Y, c, c, 1)
	case "square":
		p.FilledRect(at.X-s, at.Y-s, at.X+s, at.Y+s, white(), c, 4)
	default:
		p.FilledDiamond(at.X, at.Y, 2*s+4, 2*s+4, c, c, 1)
	}
}

func white() charts.Color { return charts.Color{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF} }

// dark is the colour of words and axes, light that of what is low, and grid that of the lines behind it.
func dark() charts.Color  { return charts.Color{R: 0x33, G: 0x33, B: 0x33, A: 0xFF} }
func light() charts.Color { return charts.Color{R: 0xE8, G: 0xE8, B: 0xE8, A: 0xFF} }
func grid() charts.Color  { return charts.Color{R: 0xCC, G: 0xCC, B: 0xCC, A: 0xFF} }

// PNG draws the picture. The same lines give the same bytes. On an error the caller omits the picture, because the text
// says all that matters.
func (c *Chart) PNG() (picture []byte, err error) {
	defer func() {
		if recover() != nil { // of the library: a summary without its picture is better than none
			picture, err = nil, errDrawing
		}
	}()
	p := plot{Chart: c, Painter: charts.NewPainter(charts.PainterOptions{
		OutputFormat: charts.ChartOutputPNG, Width: chartWidth, Height: chartHeight,
	})}
	p.right = chartWidth - namesWidth
	for p.first < chartWeeks-1 && !p.answered(p.first) { // earlier weeks would look like silence
		p.first++
	}
	p.axes()
	for i := range c.Lines {
		p.line(i)
	}
	for i := range c.Lines { // no line crosses a mark
		for week := p.first; week < chartWeeks; week++ {
			if c.Lines[i][week] != nil {
				marks()[i].draw(p.Painter, p.at(i, week))
			}
		}
	}
	p.names()
	if picture, err = p.Bytes(); err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	return picture, nil
}

// plot is a picture while it is drawn.
type plot struct {
	*Chart
	*charts.Painter
	first int // the first week that is shown
	right int // where the names begin
}

// answered tells whether any line has a mark in a week.
func (p plot) answered(week int) bool {
	for _, line := range p.Lines {
		if line[week] != nil {
			return true
		}
	}
	return false
}

func (p plot) y(score float64) int {
	return plotBottom - int(score*float64(plotBottom-plotTop)/bestScore)
}

func (p plot) x(week int) int {
	shown := chartWeeks - p.first
	return plotLeft + (2*(week-p.first)+1)*(p.right-plotLeft)/(2*shown)
}

// at is where a mark stands. Marks of the same week and score stand beside each other.
func (p plot) at(line, week int) charts.Point {
	before, same := 0, 0
	for i, other := range p.Lines {
		if other[week] != nil && *other[week] == *p.Lines[line][week] {
			same++
			if i < line {
				before++
			}
		}
	}
	return charts.Point{X: p.x(week) + (2*before-same+1)*marksApart/2, Y: p.y(*p.Lines[line][week])}
}

// axes draws the scores, what of them is low, and the ends of the weeks.
func (p plot) axes() {
	p.FilledRect(0, 0, chartWidth, chartHeight, white(), white(), 0)
	p.FilledRect(plotLeft, p.y(p.Low), p.right, plotBottom, light(), light(), 0)
	style := charts.FontStyle{FontSize: 20, FontColor: dark(), Font: charts.GetFont(charts.FontFamilyNotoSans)}
	for score := range bestScore + 1 {
		y := p.y(float64(score))
		p.LineStroke([]charts.Point{{X: plotLeft, Y: y}, {X: p.right, Y: y}}, grid(), 1)
		p.Text(fmt.Sprint(score), plotLeft-32, y+9, 0, style)
	}
	p.LineStroke([]charts.Point{{X: plotLeft, Y: plotBottom}, {X: p.right, Y: plotBottom}}, dark(), 2)
	style.FontSize = 17
	for week := p.first; week < chartWeeks; week++ {
		if p.Ends[week] != "" {
			box := p.MeasureText(p.Ends[week], 0, style)
			p.Text(p.Ends[week], p.x(week)-box.Width()/2, plotBottom+38, 0, style)
		}
	}
}

// line draws a line without its marks. It ends where a week has no answer.
func (p plot) line(i int) {
	m := marks()[i]
	var run []charts.Point
	end := func() {
		if len(run) > 1 && m.dashes() == nil {
			p.LineStroke(run, m.color(), 4)
		} else if len(run) > 1 {
			p.DashedLineStroke(run, m.color(), 4, m.dashes())
		}
		run = nil
	}
	for week := p.first; week < chartWeeks; week++ {
		if p.Lines[i][week] == nil {
			end()
			continue
		}
		run = append(run, p.at(i, week))
	}
	end()
}

// names writes the names beside the ends of the lines, apart from each other, each with its mark.
func (p plot) names() {
	style := charts.FontStyle{FontSize: 17, FontColor: dark(), Font: charts.GetFont(charts.FontFamilyNotoSans)}
	for i, y := range p.heights() {
		at := charts.Point{X: p.right + 2*markSize + 4, Y: y}
		marks()[i].draw(p.Painter, at)
		if i < len(p.Names) && p.writes(p.Names[i]) {
			p.TextFit(p.Names[i], at.X+2*markSize, at.Y+8, chartWidth-at.X-2*markSize-8, style)
		}
	}
}

// heights are where the names stand: at their lines' last scores, or as near as they can be without touching.
func (p plot) heights() []int {
	heights, order := make([]int, len(p.Lines)), make([]int, len(p.Lines))
	for i, line := range p.Lines {
		order[i] = i
		for _, score := range line {
			if score != nil {
				heights[i] = p.y(*score)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(heights[a], heights[b]) })
	least, most := plotTop, plotBottom
	for _, i := range order {
		heights[i] = max(heights[i], least)
		least = heights[i] + namesApart
	}
	for _, i := range slices.Backward(order) {
		heights[i] = min(heights[i], most)
		most = heights[i] - namesApart
	}
	return heights
}

// writes tells whether the font can write a text: it joins no letters and writes from left to right only.
func (p plot) writes(text string) bool {
	font := charts.GetFont(charts.FontFamilyNotoSans)
	for _, r := range text {
		if !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common) || font.Index(r) == 0 {
			return false
		}
	}
	return true
}
