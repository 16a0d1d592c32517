package engine_test

import (
	"strings"
	"testing"

	"footing/flows/state"
)

// TestReminderClosesNothing: a reminder that Telegram refuses, or that came too late to be sent, leaves the check-in
// open, and its question goes back to the message that the person has. Only a first message that never arrived, and a
// person who cannot be reached, end it.
func TestReminderClosesNothing(t *testing.T) {
	refused := func(s *stage, blocked bool) {
		s.Post(s.Rehearsal.Who(s.Chat("patient")), state.Unreachable{
			Header: s.Head("refused"), Anchor: "occasion:mon@2026-03-02", Blocked: blocked,
		})
	}
	s := play(t, "at 2026-03-02 15:31")
	phone := s.role("patient").Phone
	question := phone[len(phone)-1].Text
	if !strings.Contains(question, "still open") {
		t.Fatalf("no reminder came, but %q", question)
	}
	refused(s, false)
	open := s.role("patient").State.Patient.Open
	if open == nil || !open.Reminded {
		t.Fatalf("a refused reminder leaves %+v", open)
	}
	phone = s.role("patient").Phone
	last := phone[len(phone)-1]
	if _, asked, _ := strings.Cut(question, "\n\n"); last.Text != asked || len(last.Buttons) < 3 {
		t.Errorf("where the question was stands %q with %v", last.Text, last.Buttons)
	}
	s.line("patient taps Completely")
	if len(s.role("patient").State.Patient.Open.Answers) != 1 {
		t.Error("the question cannot be answered any more")
	}
	refused(s, true)
	if s.role("patient").State.Patient.Open != nil {
		t.Error("whoever has blocked the bot still has an open check-in")
	}
}
