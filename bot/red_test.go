package bot

import (
	"slices"
	"testing"
	"time"
)

// TestThereIsOneListOfReds: what is red beside the loops, and a clock in doubt, is so for health, for /alarms, and for
// the dead man's switch.
func TestThereIsOneListOfReds(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.pump(b)
	b.Outside([]string{"nobody can be called"})
	b.o.time.Doubt(time.Hour)
	now := b.o.Clock()
	red := b.sentry.Guard(now)
	for name, got := range map[string][]string{"health": b.Health(now).Red, "alarms": b.Alarms(now).Red} {
		if !slices.Equal(got, red) {
			t.Errorf("%s says %q, the guard %q", name, got, red)
		}
	}
	for _, want := range []string{"nobody can be called", b.o.time.Problem()} {
		if want == "" || !slices.Contains(red, want) {
			t.Errorf("%q lacks %q", red, want)
		}
	}
}
