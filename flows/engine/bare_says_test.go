package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/state"
)

// TestHandlingsSayTheSame: two ways to handle a call for help come to the same exactly when its sender reads the same.
// So a storm of presses is answered anew when there is news, and only then.
func TestHandlingsSayTheSame(t *testing.T) {
	b, route := bare(t), ladderOf(drLind)
	deed := rapid.Custom(func(t *rapid.T) engine.Handling {
		names := rapid.SampledFrom([][]string{nil, {"Dr Lind"}, {"Dr Lind", "Dr Moor"}})
		return engine.Handling{
			Kept: rapid.Bool().Draw(t, "kept"), Known: rapid.Bool().Draw(t, "known"), Called: names.Draw(t, "called"),
			Channel: rapid.Bool().Draw(t, "channel"), Trying: names.Draw(t, "trying"), At: bareNow, Now: bareNow,
		}
	})
	reads := func(d engine.Handling) string {
		for _, e := range b.Answer(route, tap("h:told"), d) {
			if say, ok := e.(state.Say); ok {
				return say.Text
			}
		}
		return ""
	}
	rapid.Check(t, func(t *rapid.T) {
		one, two := deed.Draw(t, "one"), deed.Draw(t, "two")
		if first, second := reads(one), reads(two); one.Says(two) != (first == second) {
			t.Errorf("comes to the same: %v, but the texts differ so:\n%s", one.Says(two), cmp.Diff(first, second))
		}
	})
}
