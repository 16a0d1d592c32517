//go:build faults

package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"footing/bot/simulator"
)

// TestFaultsStopped: serve is stopped for twenty minutes while an alert waits that nobody has seen (SIGSTOP, as a host
// does that runs out of memory). When it goes on, the step that came due meanwhile is taken at once, and once; the
// later one comes in its time; and who has seen it is told.
func TestFaultsStopped(t *testing.T) {
	needRedis(t)
	s := newStage(t, builtBy(t, "build", "-tags", "faults"))
	s.movable()
	s.begins()
	s.jumps(at(1, 14))
	s.taps(patient, "have thoughts of ending your life been around?", "More than usual, or new")
	s.taps(patient, "Might you act on thoughts of ending your life today or tonight?", "Yes")
	s.sees(clinician, "Safety alert")
	began := s.now()
	s.settles()
	s.pauses(began.Add(20 * time.Minute))
	s.sees(clinician, "Nobody has seen it yet.")
	s.says(stranger, "hello") // ends the poll that waits, so that Telegram is heard at the new time
	s.settles()
	if n := s.alarms(); n != 2 && s.err == nil {
		t.Errorf("%d calls after 20 minutes, want those of the beginning and of 5 minutes later", n)
	}
	s.jumps(began.Add(31 * time.Minute))
	s.sees(patient, "Nobody has opened it.")
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	s.settles()
	s.fail(s.serve.stop())
	if s.err != nil {
		t.Error(s.err)
	}
}

// pauses stops the process, lets the clock go on, and the process after that.
func (s *stage) pauses(until time.Time) {
	running := s.serve.current()
	if running == nil || s.err != nil {
		s.fail(errInVain)
		return
	}
	s.fail(running.Process.Signal(syscall.SIGSTOP))
	s.until("the process to stand still", func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", running.Process.Pid))
		return err == nil && strings.Contains(string(stat), ") T ")
	})
	s.moveTo(until)
	s.fail(running.Process.Signal(syscall.SIGCONT))
}

// alarms counts the messages that called the clinician.
func (s *stage) alarms() (n int) {
	for _, e := range s.sim.Log() {
		if e.Chat == clinician && e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") {
			n++
		}
	}
	return n
}
