//go:build faults

package main

import (
	"fmt"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// stands are journeys in which something stands still of which the store knows nothing: the data folder, or the turns
// of one person.
func stands() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"the data folder takes nothing either":      takesNothing,
		"a patient's state is damaged after a call": damagedAfter,
	}
}

// allows sets how long a file that serve writes may become, as on a disk that is full, or has room again.
func (s *stage) allows(length string) {
	s.act(func() error {
		s.serve.mu.Lock()
		pid := s.serve.running.Process.Pid
		s.serve.mu.Unlock()
		out, err := exec.CommandContext(s.ctx, "prlimit", "--pid", strconv.Itoa(pid), "--fsize="+length+":").CombinedOutput()
		if err != nil {
			return fmt.Errorf("limit the files of serve: %w: %s", err, out)
		}
		return nil
	})
}

// takesNothing: Redis is away, and nothing can be kept in the data folder either. Whoever writes hears that it could
// not be kept, with the numbers, and a red answer reaches a human. When both are back it is one alert: what was not
// kept stayed with Telegram.
func takesNothing(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.begins()
	s.asks()
	s.rests()
	s.act(l.dies)
	s.allows("0")
	s.hears(patient, prompt, func() { s.says(patient, "/help") }, "I could not keep that.", numbers)
	s.hears(clinician, called, s.confirms, "Sent by the emergency way")
	s.sees(patient, "I could not keep that.\nI have sent this to Dr Lind by the emergency way")
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	s.allows("unlimited")
	s.act(l.begins)
	s.settles()
	s.oneAlert(pages, 1)
	return s.err
}

// damagedAfter: a patient's state opens no more when an alert of theirs has been called out. Its next step is called in
// its time all the same, by the route.
func damagedAfter(t *testing.T, binary string) error {
	s, l, pages, began := calledOut(t, binary, "2m")
	s.damages(l, patient)
	s.by("the colleague to be called", began.Add(2*time.Minute), func() bool {
		return s.hasHeard(colleague, "Sent by the emergency way")
	})
	s.until("the second channel", func() bool { return pages.Load() > 0 })
	return s.err
}

// onStanding are defects that they must notice.
func onStanding() map[string]defect {
	return map[string]defect{
		"what is kept nowhere is said to be kept": {
			file: "bot/internal/attendant/attendant.go", protection: "return p.where == InInbox || p.where == InSpool",
			without: "return true", among: "the data folder takes nothing either",
		},
		"an alert stands still whose patient cannot be read": {
			file: "bot/internal/stuck/stuck.go", protection: "return m.stick(ctx, id, p, now)\n\tcase err != nil:",
			without: "return nil\n\tcase err != nil:", among: "a patient's state is damaged after a call",
		},
	}
}
