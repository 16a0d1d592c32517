package bot

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"footing/bot/simulator"
	"footing/flows/digest"
	"footing/flows/state"
)

// TestAPictureArrives byte for byte, protected, below what was said before it, also when the first try is throttled.
func TestAPictureArrives(t *testing.T) {
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 96, 54))); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if _, ok := e.(state.Said); !ok {
			return s, nil
		}
		s = somebody(s)
		return s, []state.Effect{
			state.Say{Chat: ann, Class: state.ClassReply, Text: "a summary", Protect: true},
			state.Picture{Chat: ann, Class: state.ClassReply, PNG: drawn.Bytes(), Caption: "twelve weeks", Protect: true},
		}
	})
	b := w.start()
	w.phone.Misbehave(simulator.Fault{Method: "sendPhoto", Kind: simulator.Throttle, RetryAfter: 3})
	w.says(ann, "show me")
	if next := w.pump(b); !next.IsZero() {
		w.pass(next.Sub(w.now()))
		w.pump(b)
	}
	shown := w.shown(ann)
	if len(shown) != 2 || shown[0].Text != "a summary" {
		t.Fatalf("the phone shows %+v", shown)
	}
	if p := shown[1]; !bytes.Equal(p.Photo, drawn.Bytes()) || p.Caption != "twelve weeks" || !p.Protected {
		t.Errorf("%d bytes, caption %q, protected %t", len(p.Photo), p.Caption, p.Protected)
	}
	if v := w.phone.Violations(); len(v) > 0 {
		t.Errorf("the Bot API was violated: %v", v)
	}
}

// TestAChartIsDrawnWhenItIsSent: the turn carries what it shows; one that cannot be drawn holds nothing up.
func TestAChartIsDrawnWhenItIsSent(t *testing.T) {
	score := 3.0
	weeks := make([]*float64, 12)
	weeks[4] = &score
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if _, ok := e.(state.Said); !ok {
			return s, nil
		}
		s = somebody(s)
		return s, []state.Effect{
			state.Picture{Chat: ann, Class: state.ClassReply, Chart: &digest.Chart{Lines: [][]*float64{{nil}}}},
			state.Picture{Chat: ann, Class: state.ClassReply, Chart: &digest.Chart{
				Lines: [][]*float64{weeks},
				Ends:  make([]string, 12),
			}, Caption: "twelve weeks"},
		}
	})
	b := w.start()
	w.says(ann, "show me")
	w.pump(b)
	shown := w.shown(ann)
	if len(shown) != 1 || shown[0].Caption != "twelve weeks" {
		t.Fatalf("the phone shows %+v", shown)
	}
	if _, err := png.Decode(bytes.NewReader(shown[0].Photo)); err != nil {
		t.Error(err)
	}
}
