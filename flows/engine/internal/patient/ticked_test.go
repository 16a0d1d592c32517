package patient

import (
	"slices"
	"testing"

	"footing/flows"
)

// TestTickedAlone: an exclusive option takes the other ticks away, and any other tick takes it away.
func TestTickedAlone(t *testing.T) {
	item := &flows.Item{Kind: flows.Several, Options: []flows.Option{
		{Code: "panic"}, {Code: "sad"}, {Code: "none", Exclusive: true},
	}}
	var now []string
	for _, c := range []struct {
		press string
		want  []string
	}{
		{"sad", []string{"sad"}},
		{"panic", []string{"panic", "sad"}},
		{"none", []string{"none"}},
		{"panic", []string{"panic"}},
		{"none", []string{"none"}},
		{"none", []string{}},
	} {
		if now = ticked(item, now, c.press); !slices.Equal(now, c.want) {
			t.Errorf("after %s: %v, want %v", c.press, now, c.want)
		}
	}
}
