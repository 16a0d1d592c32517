package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hangsUp sends serve SIGHUP and waits until its log says what came of it.
func (s *stage) hangsUp(says string) {
	s.act(func() error {
		s.serve.mu.Lock()
		defer s.serve.mu.Unlock()
		return s.serve.running.Process.Signal(syscall.SIGHUP)
	})
	s.until(says, func() bool { return strings.Contains(s.report(), says) })
}

// writes changes the clinic's file while serve runs.
func (s *stage) writes(from, to string) {
	s.act(func() error {
		path := filepath.Join(s.dir, "clinic.yaml")
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o600)
	})
}

// TestServeTakesSettingsIn: a corrected number is shown to the next who asks, without a process of its own ending. A
// mistake in the file changes nothing for people; the log says where it is.
func TestServeTakesSettingsIn(t *testing.T) {
	t.Parallel()
	needRedis(t)
	s := newStage(t, itself(t))
	s.begins()
	s.writes(`number: "116 123"`, `number: "116 124"`)
	s.hangsUp(`msg="the settings are taken in anew" changed=[clinic.helplines]`)
	s.untilWithin(time.Minute, "serve to be back", func() bool { return s.serve.ready(s.ctx) })
	s.says(patient, "Help")
	s.taps(patient, "What would help now?", "Numbers")
	s.sees(patient, "Samaritans: 116 124")
	s.writes("\nhours:", "\nhouers:")
	s.hangsUp("the new settings are not taken in: serve goes on with those it has")
	s.hangsUp("clinic.yaml:")
	s.says(patient, "Help")
	s.taps(patient, "What would help now?", "Tell Sample Clinic I'm not safe")
	s.taps(patient, "Shall I tell", "Yes, tell Sample Clinic")
	s.sees(clinician, "Safety alert")
	if s.err != nil {
		t.Error(s.err)
	}
}
