package digest

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	"footing/flows"

	"github.com/go-analyze/charts"
)

var samples = flag.String("samples", "", "write the sample charts into this folder")

// charted is somebody with twelve weeks of answers, of which some are missing.
func charted(t testing.TB) *diary {
	d := joined(t, plan(t), "A-17")
	support := []int{3, 3, 2, -1, 2, 1, -1, -1, 1, 0, 1, 1}
	safe := []int{2, 2, 1, -1, 2, 2, 3, -1, 3, 3, 4, 3}
	step := []int{0, 1, 1, -1, 1, 2, -1, -1, 1, 3, 3, 4}
	for week := range chartWeeks {
		var answers []string
		for item, values := range map[string][]int{"support": support, "safe": safe, "step": step} {
			if values[week] >= 0 {
				answers = append(answers, fmt.Sprintf("%s=v%d", item, values[week]))
			}
		}
		if len(answers) > 0 {
			d.answered(day(4+7*(chartWeeks-1-week), 13), answers...)
		}
	}
	return d
}

func chartOf(t testing.TB, d *diary) *Chart {
	t.Helper()
	r := request(t, d)
	r.Charts = true
	return summaryOf(d.plan, r, d.who.ID).Chart
}

func pictureOf(t testing.TB, c *Chart) []byte {
	t.Helper()
	picture, err := c.PNG()
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func decoded(t testing.TB, c *Chart) image.Image {
	t.Helper()
	if c == nil {
		t.Fatal("there is no chart")
	}
	picture, err := png.Decode(bytes.NewReader(pictureOf(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size != image.Pt(chartWidth, chartHeight) {
		t.Fatalf("the chart is %v", size)
	}
	return picture
}

// drawn counts the pixels of a mark's colour around one of the weeks from first on.
func drawn(picture image.Image, m mark, first, week int) int {
	bounds, n := picture.Bounds(), 0
	middle := plot{first: first, right: chartWidth - namesWidth}.x(week)
	for x := middle - 12; x <= middle+12; x++ {
		for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
			if at := color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA); charts.Color(at) == m.color() {
				n++
			}
		}
	}
	return n
}

func TestChart(t *testing.T) {
	c := chartOf(t, charted(t))
	picture := decoded(t, c)
	if *samples != "" {
		if err := os.WriteFile(*samples+"/chart-three-themes.png", pictureOf(t, c), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "chart_caption", c.Caption+"\n")
	for i, m := range marks() {
		for _, week := range []int{3, 7} { // nobody answered in the fourth and the eighth week
			if n := drawn(picture, m, 0, week); n != 0 {
				t.Errorf("%s: %d pixels in week %d, where there is no answer", m, n, week)
			}
		}
		if n := drawn(picture, m, 0, 11); n == 0 {
			t.Errorf("%s (line %d): nothing in the last week", m, i)
		}
	}
	if n := drawn(picture, marks()[0], 0, 6); n != 0 {
		t.Errorf("the line goes on over a gap: %d pixels", n)
	}
}

// A week between two empty ones has a mark without a line.
func TestChartOfSparseAnswers(t *testing.T) {
	d := joined(t, plan(t), "A-17")
	for _, before := range []int{81, 60, 46, 25, 4} {
		d.answered(day(before, 13), fmt.Sprintf("safe=v%d", before%5))
	}
	c := chartOf(t, d)
	picture := decoded(t, c)
	if *samples != "" {
		if err := os.WriteFile(*samples+"/chart-gaps.png", pictureOf(t, c), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var seen []int
	for week := range chartWeeks {
		if drawn(picture, marks()[0], 0, week) > 0 {
			seen = append(seen, week)
		}
	}
	if fmt.Sprint(seen) != "[0 3 5 8 11]" {
		t.Errorf("there are marks in the weeks %v", seen)
	}
}

// TestChartBeginsWithTheFirstAnswer: weeks before it would look like silence.
func TestChartBeginsWithTheFirstAnswer(t *testing.T) {
	d := joined(t, plan(t), "A-17")
	for _, before := range []int{18, 11, 4} {
		d.answered(day(before, 13), "safe=v2")
	}
	picture := decoded(t, chartOf(t, d))
	for _, week := range []int{9, 10, 11} {
		if drawn(picture, marks()[0], 9, week) == 0 {
			t.Errorf("there is no mark in week %d", week)
		}
	}
}

// TestMarksAndNamesStandApart: what several lines have in the same week is all to be seen, and each has its name.
func TestMarksAndNamesStandApart(t *testing.T) {
	for score := range 5 {
		p := plot{Chart: &Chart{}, right: chartWidth - namesWidth}
		for range chartThemes {
			line := make([]*float64, chartWeeks)
			line[chartWeeks-1] = new(float64(score))
			p.Lines = append(p.Lines, line)
		}
		heights := p.heights()
		for i := range chartThemes - 1 {
			if gap := p.at(i+1, chartWeeks-1).X - p.at(i, chartWeeks-1).X; gap < 2*markSize {
				t.Errorf("score %d: marks stand %d pixels apart", score, gap)
			}
			if gap := heights[i+1] - heights[i]; gap < namesApart {
				t.Errorf("score %d: names stand %d pixels apart", score, gap)
			}
		}
		if heights[0] < plotTop || heights[chartThemes-1] > plotBottom {
			t.Errorf("score %d: names stand at %v", score, heights)
		}
	}
}

// TestNamesAreWritten: names in a script that joins its letters are not, rather than wrong; the caption has them.
func TestNamesAreWritten(t *testing.T) {
	for name, want := range map[string]bool{
		"life they want": true, "Nähe und Halt": true, "lo que pasó": true, "ما يريده من الحياة": false, "सहारा": false,
	} {
		if got := (plot{}).writes(name); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestChartIsTheSame(t *testing.T) {
	want := chartOf(t, charted(t))
	d := charted(t)
	for before := range 80 { // whatever is kept, the picture does not change
		d.answered(day(before, 11), "fit=v0", "safe=v0!")
	}
	if got := chartOf(t, d); !bytes.Equal(pictureOf(t, got), pictureOf(t, want)) || got.Caption != want.Caption {
		t.Errorf("answers that were kept changed the chart:\n%s\n%s", want.Caption, got.Caption)
	}
}

func TestNoChart(t *testing.T) {
	d := joined(t, plan(t), "A-17").answered(day(4, 13), "fit=v0", "safe=v0!", "support=rather_not")
	d.answered(day(85, 13), "safe=v0").answered(day(-1, 13), "safe=v0")
	if c := chartOf(t, d); c != nil {
		t.Errorf("a chart of nothing: %s", c.Caption)
	}
	if c := summaryOf(d.plan, request(t, charted(t)), "s01-A-17").Chart; c != nil {
		t.Error("a chart that nobody asked for")
	}
}

// A caption fits, whatever the themes are called.
func TestCaptionFits(t *testing.T) {
	d := charted(t)
	for key := range d.plan.Wordings["en"] {
		if len(key) > 13 && key[:13] == "digest.theme." {
			d.plan.Wordings["en"][key] = string(bytes.Repeat([]byte("long "), 100))
		}
	}
	if n := flows.Units(chartOf(t, d).Caption); n > captionUnits {
		t.Errorf("the caption has %d UTF-16 units", n)
	}
}

func BenchmarkChart(b *testing.B) {
	d := charted(b)
	for b.Loop() {
		chartOf(b, d)
	}
}
