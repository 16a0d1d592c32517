package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"footing/flows/record"
)

// TestSilentWeeksLeaveOneMessage: check-ins that close unbegun, one after the other, leave one message in the chat,
// which says how many they were, in every language. What the patient does ends the run, so that what it says stays
// true.
func TestSilentWeeksLeaveOneMessage(t *testing.T) {
	for _, locale := range []string{"en", "de", "es", "ar"} {
		t.Run(locale, func(t *testing.T) {
			s := newStage(t)
			s.line("patient speaks " + locale)
			s.setUp()
			words := s.Plan.Wordings[locale]
			several, _, _ := strings.Cut(words["checkin.closed_several"], "{")
			for week, day := range []int{9, 16, 23} {
				s.line(fmt.Sprintf("at 2026-03-%02d 08:00", day))
				missed := 3 * (week + 1)
				if n := s.missed(); n != missed {
					t.Fatalf("%d check-ins were missed, not %d", n, missed)
				}
				said := s.saying(several)
				if len(said) != 1 || !strings.Contains(said[0], fmt.Sprint(missed)) ||
					len(s.saying(words["checkin.expired"])) > 0 || len(s.saying(words["checkin.moved"])) > 0 {
					t.Fatalf("of %d missed check-ins the chat says:\n%s", missed, s.phoneOf("patient"))
				}
			}
			before := s.saying(several)[0]
			s.play("patient: /checkin", "at 2026-03-25 12:00")
			if !slices.Equal(s.saying(several)[:1], []string{before}) {
				t.Errorf("%q changed:\n%s", before, s.phoneOf("patient"))
			}
		})
	}
}

// TestSilentWeeksBehindCovers: in discreet mode and under careful contact the one message reads "Done", and a note that
// holds something else stays.
func TestSilentWeeksBehindCovers(t *testing.T) {
	for mode, lines := range map[string][]string{
		"discreet": {"patient taps data=c:discreet:on"},
		"careful":  {"patient: /help", "patient taps My phone may be seen"},
	} {
		t.Run(mode, func(t *testing.T) {
			s := play(t, append(lines, "at 2026-03-09 12:00")...)
			if n := len(s.saying("Done")); s.missed() < 3 || n > 1 {
				t.Errorf("%d times Done:\n%s", n, s.phoneOf("patient"))
			}
			if len(s.saying("closed")) > 0 {
				t.Errorf("it says what closed:\n%s", s.phoneOf("patient"))
			}
		})
	}
}

// TestClosedTooLateToRemove: a message that Telegram no longer lets a bot delete says by itself that its check-in has
// closed, and speaks for those after it.
func TestClosedTooLateToRemove(t *testing.T) {
	s := play(t, "at 2026-03-04 17:00")
	s.role("patient").State.Traces = nil
	s.line("at 2026-03-06 18:01")
	closed, several := s.saying("This check-in has closed"), s.saying("Check-ins that have closed here: 2, the last from Fri 6 Mar")
	if len(closed) != 1 || len(several) != 1 {
		t.Errorf("the chat says:\n%s", s.phoneOf("patient"))
	}
}

// saying are the messages of the patient's chat in which a text stands.
func (s *stage) saying(text string) []string {
	var found []string
	for _, say := range s.role("patient").Phone {
		if strings.Contains(say.Text, text) {
			found = append(found, say.Text)
		}
	}
	return found
}

// missed counts the patient's check-ins that were missed.
func (s *stage) missed() int {
	n := 0
	for _, f := range s.role("patient").Facts {
		if _, ok := f.Body.(record.Missed); ok {
			n++
		}
	}
	return n
}
