package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/state"
)

// TestCrashPoints stops the process at its n-th call to the outside, before it or before its reply, for every
// n; another process goes on from what is stored. Or only that call fails, and the process goes on itself.
// People must see what they see without the trouble, but for repeated messages, and no event may count twice.
func TestCrashPoints(t *testing.T) {
	for _, torn := range []bool{false, true} {
		for _, only := range []bool{false, true} {
			t.Run(fmt.Sprintf("torn=%v,only=%v", torn, only), func(t *testing.T) {
				t.Parallel()
				n := 1
				for crashAt(t, n, torn, only) {
					n++
				}
				t.Logf("%d calls were tried", n-1)
				if n < 40 {
					t.Error("these are too few to be a journey")
				}
			})
		}
	}
}

// crashAt lives through one journey with trouble at one call, and tells whether it came so far.
func crashAt(t *testing.T, n int, torn, only bool) bool {
	t.Helper()
	w := newWorld(t, journey)
	w.shards = 2
	gate := guarded(w)
	gate.stopAt, gate.torn, gate.only = n, torn, only
	b, struck := w.start(), false
	for _, text := range []string{"one", "two"} {
		w.says(ann, text)
		if struck && !only {
			continue
		}
		_, err := b.Pump(t.Context())
		struck = struck || err != nil || gate.calls >= n
	}
	if !only {
		gate.stopAt = 0
		w.pass(31 * time.Second) // the leases of the dead process run out
		b = w.start()
	}
	for {
		next, err := b.Pump(t.Context())
		switch {
		case err != nil && only && !struck:
			struck = true
			continue
		case err != nil:
			t.Fatalf("trouble at call %d: %v", n, err)
		case !next.IsZero():
			w.pass(next.Sub(w.now()))
			continue
		}
		break
	}
	gate.stopAt = 0
	got := unrepeated(w.heard(ann))
	replies := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return strings.HasPrefix(s, "told") })
	if !slices.IsSorted(replies) {
		t.Fatalf("trouble at call %d: replies in the order %q", n, replies)
	}
	want := []string{"1 one", "told one", "2 two", "told two"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("trouble at call %d: heard %q\nlog:\n%s", n, w.heard(ann), w.log)
	}
	if only && gate.hitRedis && len(got) != len(w.heard(ann)) {
		t.Fatalf("trouble at call %d, with Redis only: heard %q", n, w.heard(ann))
	}
	w.emptyOutbox(b.o.Store)
	return struck
}

// journey answers at once, and by way of a letter to the office and back.
func journey(s state.State, e state.Event) (state.State, []state.Effect) {
	switch e := e.(type) {
	case state.Said:
		s, effects := parrot(s, e)
		return s, append(effects, state.Tell{To: state.OfficeID, Letter: state.Claim{Name: e.Text.Reveal()}})
	case state.Told:
		claim, _ := e.Letter.(state.Claim)
		if s.ID == state.OfficeID {
			return s, []state.Effect{state.Tell{To: e.From, Letter: claim}}
		}
		return s, []state.Effect{state.Say{Chat: s.Chat, Text: "told " + claim.Name, Anchor: "told"}}
	}
	return s, nil
}

// unrepeated drops what was said before.
func unrepeated(texts []string) []string {
	var once []string
	for _, text := range texts {
		if !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}
