package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNobodyLearnsThatAColleagueReplies: whatever a clinician does about a reply, what they read is the same whether a
// colleague has replied, replies meanwhile, or does not.
func TestNobodyLearnsThatAColleagueReplies(t *testing.T) {
	before := []string{
		"everybody is set up", "the clinic has approved its replies", "patient has shared something", "every check-in asks hurt", "at 2026-03-02 14:00",
		"patient taps I'm thinking of not going back", "patient taps Nothing now", "patient taps Share my answers",
		"patient taps Tell Dr Berg instead", "clinician: /summary A-17", "at 2026-03-02 14:15",
	}
	colleague := []string{
		"backup taps Reply", "backup taps Thank you for letting me know. You did …", "backup taps Send to A-17",
	}
	own := []string{
		"clinician taps Reply", "clinician taps That sounds like a hard week. It is goo…", "clinician taps Send to A-17",
		"clinician taps Reply", "clinician taps That sounds like a hard week. It is goo…", "clinician taps Send to A-17",
		"clinician taps Take it back", "at 2026-03-02 22:00", "clinician taps Reply",
		"clinician taps That sounds like a hard week. It is goo…", "clinician taps Send to A-17", "at 2026-03-03 12:00",
		"clinician taps Reply", "clinician taps Send nothing", "patient blocks", "patient returns", "at 2026-03-05 12:00",
	}
	read := func(meanwhile int) []string {
		s := newStage(t)
		s.play(before...)
		for n, line := range own {
			if n == meanwhile {
				s.play(colleague...)
			}
			s.play(line)
		}
		texts := slices.Clone(s.texts["clinician"])
		for n, text := range texts { // a key names no more than its reply
			texts[n], _, _ = strings.Cut(text, ":back:")
		}
		return texts
	}
	alone := read(-1)
	for n := range slices.Index(own, "patient blocks") {
		if diff := cmp.Diff(alone, read(n)); diff != "" {
			t.Errorf("with a colleague's reply before %q the clinician reads something else (-alone +with):\n%s", own[n], diff)
		}
	}
}
