package demo_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"footing/cmd/footing/demo"
)

// pictures are those of README and docs, from chapters of the demonstration.
func pictures(t *testing.T, started context.Context) {
	wide, narrow := look{1280, 860, false}, look{390, 844, true}
	b := open(t, started, wide, "bad-monday")
	b.shows(demo.Patient, "you two were in contact")
	b.picture("demo")

	b = open(t, started, wide, "four-weeks")
	b.until("see the chart", `() => {
		const chart = document.querySelector(".picture img");
		return chart && chart.complete && chart.naturalWidth ? chart.alt : "";
	}`)
	b.until("go to the summary", `() => {
		const said = [...document.querySelectorAll(".bubble")].find((e) => e.textContent.includes("Where a talk could start"));
		said.scrollIntoView({ block: "start" });
		scrollTo(0, 0);
		return "there";
	}`)
	b.picture("demo-week")

	b = open(t, started, narrow, "nobody-answers")
	b.turnTo(demo.Clinician)
	b.shows(demo.Clinician, "Safety alert")
	b.picture("demo-phone")
}

// alike is how much two pictures may differ: the mean over patches of so many pixels, of 255. Fonts and the edges of
// letters differ between machines; what is shown where does not.
const (
	alike = 4.0
	patch = 16
)

// picture compares what the page looks like with a picture in docs. FOOTING_PICTURES=write takes it anew, which make
// pictures does.
func (b browser) picture(name string) {
	b.t.Helper()
	b.until("see the toasts go",
		`() => [...document.querySelectorAll(".toast")].every((e) => !e.classList.contains("on") && getComputedStyle(e).opacity === "0") ? "gone" : ""`)
	now, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("take a picture: %v", err)
	}
	path := filepath.Join("..", "..", "..", "docs", name+".png")
	if os.Getenv("FOOTING_PICTURES") == "write" {
		if err := os.WriteFile(path, now, 0o600); err != nil {
			b.t.Fatalf("save the picture: %v", err)
		}
		return
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatalf("read the picture: %v", err)
	}
	switch differ, same := difference(b.t, now, kept); {
	case !same:
		b.t.Errorf("the page has another size than %s: run make pictures, and look at them", path)
	case differ > alike:
		b.t.Errorf("the page differs from %s by %.1f: run make pictures, and look at them", path, differ)
	}
}

// difference is the mean difference of the patches of two pictures; false if they are not of one size.
func difference(t *testing.T, one, other []byte) (float64, bool) {
	t.Helper()
	var both [2]image.Image
	for n, data := range [][]byte{one, other} {
		decoded, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		both[n] = decoded
	}
	size := both[0].Bounds()
	if size != both[1].Bounds() {
		return 0, false
	}
	sum, patches := 0.0, 0
	for y := 0; y+patch <= size.Max.Y; y += patch {
		for x := 0; x+patch <= size.Max.X; x += patch {
			d := grey(both[0], x, y) - grey(both[1], x, y)
			sum, patches = sum+max(d, -d), patches+1
		}
	}
	return sum / float64(patches), true
}

// grey is the mean of a patch.
func grey(of image.Image, left, top int) float64 {
	sum := 0
	for y := top; y < top+patch; y++ {
		for x := left; x < left+patch; x++ {
			g, _ := color.GrayModel.Convert(of.At(x, y)).(color.Gray)
			sum += int(g.Y)
		}
	}
	return float64(sum) / (patch * patch)
}

// TestDifference: what is elsewhere on the page is a difference, another edge of a letter is none.
func TestDifference(t *testing.T) {
	page := func(left, width int) []byte {
		img := image.NewGray(image.Rect(0, 0, 320, 320))
		for y := range 320 {
			for x := range 320 {
				img.SetGray(x, y, color.Gray{Y: 255})
				if x >= left && x < left+width && y >= 32 && y < 192 {
					img.SetGray(x, y, color.Gray{Y: 40})
				}
			}
		}
		var out bytes.Buffer
		if err := png.Encode(&out, img); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for _, c := range []struct {
		left, width int
		same        bool
	}{{32, 128, true}, {33, 128, true}, {32, 130, true}, {160, 128, false}, {32, 0, false}} {
		if d, _ := difference(t, page(32, 128), page(c.left, c.width)); d <= alike != c.same {
			t.Errorf("%+v differs by %.2f", c, d)
		}
	}
}
