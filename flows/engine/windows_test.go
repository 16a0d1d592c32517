package engine_test

import (
	"strconv"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/record"
)

// TestWindows: a safety question asks about the shortest of four spans that reaches back to when this very question was
// last answered; "rather not say" is no answer, and at first it is the longest. What was shown is filed, stands behind
// [Open], and is what the person reads of their own answers.
func TestWindows(t *testing.T) {
	asked := func(s *stage) string {
		phone := s.role("patient").Phone
		text := phone[len(phone)-1].Text
		return text[strings.LastIndex(text, "\n")+1:]
	}
	filed := func(s *stage) (days int) {
		for _, f := range s.role("patient").Facts {
			if r, ok := f.Body.(record.Response); ok {
				days = r.WindowDays
			}
		}
		return days
	}
	s := play(t)
	for _, one := range []struct {
		at, s1, says string
		days         int
	}{
		{"2026-03-02 14:00", "Rather not say", "In the last two weeks, have thoughts", 14},
		{"2026-03-06 14:00", "No", "In the last two weeks, have thoughts", 14},
		{"2026-03-09 14:00", "Rather not say", "In the last 3 days, have thoughts", 3},
		{"2026-03-13 14:00", "Doesn't fit me", "In the last week, have thoughts", 7},
		{"2026-03-16 14:00", "About my usual", "In the last two weeks, have thoughts", 14},
		{"2026-03-30 14:00", "No", "In the last two weeks, have thoughts", 14},
		{"2026-04-02 14:00", "No", "In the last 3 days, have thoughts", 3},
		{"2026-04-03 14:00", "More than usual, or new", "Since yesterday, have thoughts", 1},
	} {
		s.line("at " + one.at)
		if strings.HasPrefix(one.at, "2026-04-02") {
			s.line("patient: /checkin")
		}
		if got := asked(s); !strings.HasPrefix(got, one.says) {
			t.Errorf("%s: asked %q, not %q", one.at, got, one.says)
		}
		s.line("patient taps " + one.s1)
		if got := filed(s); got != one.days {
			t.Errorf("%s: filed %d days, not %d", one.at, got, one.days)
		}
		if one.days > 1 {
			if got, want := asked(s), "have urges to hurt yourself"; one.s1 == "No" && !strings.Contains(got, want) {
				t.Errorf("%s: then asked %q", one.at, got)
			}
			for s.role("patient").State.Patient.Open != nil && strings.Contains(asked(s), "?") {
				s.line("patient taps data=" + declines(s))
			}
		}
	}
	s.line("patient taps ‹ Back")
	if got := asked(s); !strings.HasPrefix(got, "Since yesterday, have thoughts") {
		t.Errorf("the question, shown again, is %q", got)
	}
	s.line("patient taps More than usual, or new")
	s.line("patient taps Yes")
	s.line("clinician taps Open")
	if !strings.Contains(s.deskPhone(), "Since yesterday, have thoughts of ending your life been around? — More than usual, or new") {
		t.Errorf("behind [Open] stands another question:\n%s", s.deskPhone())
	}
	s.line("patient: /mydata")
	s.line("patient taps Read my answers")
	s.line("at 2026-04-03 14:02")
	var read strings.Builder
	for _, say := range s.role("patient").Phone {
		read.WriteString(say.Text + "\n")
	}
	if !strings.Contains(read.String(), "In the last two weeks, have thoughts of ending your life been around?\n— About my usual") {
		t.Errorf("of their answers the person reads %q", read.String())
	}
}

// declines is the button that declines the open question.
func declines(s *stage) string {
	o := s.role("patient").State.Patient.Open
	return "a:" + strconv.Itoa(o.Number) + ":" + o.Item + ":" + flows.RatherNot
}
