//go:build faults

package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"footing/bot/simulator"
)

// leftOut are journeys in which a patient leaves somebody out, and serve and Redis end in the middle of that turn:
// before it is saved, or when it is, and serve does not know yet.
func leftOut() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"somebody is left out and serve is killed before the commit": func(t *testing.T, binary string) error {
			return leavesOut(t, binary, false)
		},
		"somebody is left out and serve is killed after the commit": func(t *testing.T, binary string) error {
			return leavesOut(t, binary, true)
		},
	}
}

// leavesOut: whoever was left out is not called, though nobody else can be reached.
func leavesOut(t *testing.T, binary string, saved bool) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.serve.again = 1
	s.begins()
	s.joins(colleague, "backup", "Dr Berg")
	s.rests()
	id := s.identityOf(patient)
	s.says(patient, "/whosees")
	s.taps(patient, "Who sees what here", "Leave somebody out")
	s.sees(patient, "Is there anybody who must not see it?")
	s.rests()
	s.act(func() error { l.endsAt(id, saved, s.serve.kill); return nil })
	s.taps(patient, "Is there anybody who must not see it?", "Dr Berg")
	s.until("serve to be killed", func() bool { return l.ended() })
	if out := s.leavesOut(id); s.err == nil && len(out) > 0 != saved {
		s.fail(fmt.Errorf("left out are %q when serve is killed: it was not killed where it should be", out))
	}
	s.act(l.dies)
	s.until("numbers only", func() bool { return s.serve.serves() && pages.Load() == 1 })
	before := len(s.heard(colleague))
	s.sim.Misbehave(simulator.Fault{
		Method: "sendMessage", Chat: clinician, Kind: simulator.Refuse, Code: http.StatusForbidden,
		Text: "Forbidden: bot was blocked by the user", Times: simulator.Unlimited,
	})
	s.hears(patient, prompt, func() { s.says(patient, "/help") }, waitsNow, numbers)
	s.hears(patient, prompt, func() { s.taps(patient, waitsNow, "Tell Sample Clinic I'm not safe") }, confirm)
	s.taps(patient, confirm, "Yes, tell Sample Clinic")
	s.until("the second channel", func() bool { return pages.Load() == 2 })
	if s.err == nil {
		time.Sleep(quiet) // longer than an alarm may take
	}
	s.quietSince(before)
	s.act(l.begins)
	s.settles()
	s.quietSince(before)
	return s.err
}

// identityOf is a participant's id.
func (s *stage) identityOf(chat int64) string {
	if s.err != nil {
		return ""
	}
	m, err := s.memory()
	if err != nil {
		s.fail(err)
		return ""
	}
	id, err := m.Resolve(s.ctx, chat)
	s.fail(errors.Join(err, m.close()))
	return id
}

// leavesOut are whom the store knows a patient to have left out.
func (s *stage) leavesOut(id string) []string {
	if s.err != nil {
		return nil
	}
	m, err := s.memory()
	if err != nil {
		s.fail(err)
		return nil
	}
	r, err := m.Load(s.ctx, id)
	if s.fail(errors.Join(err, m.close())); s.err != nil {
		return nil
	}
	return slices.Clone(r.State.Patient.Excluded)
}
