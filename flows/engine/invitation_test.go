package engine_test

import (
	"strings"
	"testing"
)

// TestLinksThatOpenNothing: a link that is used, wrong or expired gets one answer, so that nobody learns which it was.
func TestLinksThatOpenNothing(t *testing.T) {
	s := play(t)
	desk := s.role("clinician").State
	s.line("used: /start {link}")
	s.line("wrong: /start " + desk.ID + "_" + strings.Repeat("A", 22))
	s.line("clinician: /invite D-04")
	s.line("at 2026-03-09 12:00")
	s.line("expired: /start {link}")
	for _, who := range []string{"used", "wrong", "expired"} {
		phone := s.role(who).Phone
		if n := len(phone); n != 1 || !strings.HasPrefix(phone[n-1].Text, "This invitation can't be opened.") {
			t.Errorf("a link that is %s is answered with: %s", who, s.phoneOf(who))
		}
	}
}
