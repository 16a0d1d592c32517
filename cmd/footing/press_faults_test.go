//go:build faults

package main

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// pressing are journeys about an alert on which somebody presses, or nobody.
func pressing() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"nobody presses":             unseen,
		"somebody calls seven times": storm,
		"somebody has tried in vain": tried,
	}
}

// onDuty is a stage at a time of its own, and with a second channel, so that everybody is on duty at any hour.
func onDuty(t *testing.T, binary string) (*stage, *atomic.Int32) {
	t.Helper()
	s := newStage(t, binary)
	pages := s.pagesOf(t)
	s.movable()
	s.begins()
	return s, pages
}

// unseen: nobody presses on an alert. The second channel is used when unseen_after has passed, and not before.
func unseen(t *testing.T, binary string) error {
	s, pages := onDuty(t, binary)
	s.asks()
	s.confirms()
	s.sees(clinician, "Safety alert")
	began := s.now()
	s.jumps(began.Add(4 * time.Minute))
	if n := pages.Load(); s.err == nil && n > 0 {
		s.fail(fmt.Errorf("%w: %d pages after 4 minutes", errDiffers, n))
	}
	s.jumps(began.Add(12 * time.Minute))
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	if notice := s.lastPage(); s.err == nil && !bareLine.MatchString(notice.Text) {
		s.fail(fmt.Errorf("%w: the second channel says %q", errDiffers, notice.Text))
	}
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	return s.err
}

// storm: seven calls within a minute are one alarm message, which counts them.
func storm(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	s.asks()
	s.hears(clinician, called, s.confirms, "Safety alert")
	for range 6 {
		s.hears(patient, called, s.wantsToTell, confirm)
		s.confirms()
	}
	s.sees(clinician, "They have called or answered 7 times")
	s.settles()
	if calls, paged := s.alarms(), pages.Load(); s.err == nil && (calls != 1 || paged > 0) {
		s.fail(fmt.Errorf("%w: %d alarms and %d pages for seven calls", errDiffers, calls, paged))
	}
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	return s.err
}

// tried: the clinician has tried to reach the patient, who hears when the next try is. When that time has passed and
// nobody has pressed, the patient is told so, and the colleague is called.
func tried(t *testing.T, binary string) error {
	s, _ := onDuty(t, binary)
	s.joins(colleague, "backup", "Dr Berg")
	s.jumps(at(1, 14))
	s.asks()
	s.confirms()
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	s.taps(clinician, "You have seen this at", "Tried, no answer · again at …")
	s.taps(clinician, "when do you try again?", "15:00")
	s.sees(patient, "and will try again at 15:00")
	before := len(s.heard(colleague))
	s.jumps(at(1, 15).Add(-5 * time.Minute))
	s.quietSince(before)
	s.jumps(at(1, 15).Add(2 * time.Minute))
	s.sees(clinician, "You wanted to try again at 15:00.")
	s.quietSince(before)
	s.jumps(at(1, 15).Add(13 * time.Minute))
	s.sees(patient, "Nobody has noted a call at 15:00.")
	s.sees(colleague, "Safety alert")
	return s.err
}
