package main

import (
	"slices"
	"strings"
	"testing"
)

// refusesToReachNobody: when the only clinician has blocked the bot, doctor fails and serve does not start, unless that
// was accepted. Once they are back, it starts as ever.
func refusesToReachNobody(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.fail(s.serve.start(s.ctx))
	s.enrols(s.invites())
	s.act(func() error { return s.sim.Block(clinician) })
	s.doctors("FAILED   ladder")
	s.fail(s.serve.stop())
	if s.err != nil {
		t.Fatal(s.err)
	}
	s.said = nil
	s.again()
	if err := s.serve.start(s.ctx); err == nil {
		t.Error("serve starts though nobody can be called about anybody")
	}
	if text := strings.Join(s.said, "\n"); !strings.Contains(text,
		"FAILED   ladder      nobody can be called about any patient") ||
		!strings.Contains(text, "--accept-unreachable, for") {
		t.Errorf("serve says:\n%s", text)
	}

	s.again("FOOTING_ACCEPT_UNREACHABLE=true")
	s.fail(s.serve.start(s.ctx))
	s.act(func() error { return s.sim.Unblock(clinician) })
	s.doctors("ok       ladder")
	s.fail(s.serve.stop())
	s.again("FOOTING_ACCEPT_UNREACHABLE=false")
	s.fail(s.serve.start(s.ctx))
	s.callsForHelp()
	if s.err != nil {
		t.Error(s.err)
	}
}

// again puts another process in place of one that has ended.
func (s *stage) again(env ...string) {
	old := s.serve
	s.serve = &process{binary: old.binary, dir: old.dir, log: old.log, env: slices.Concat(old.env, env)}
}

// doctors asks doctor until it prints a line.
func (s *stage) doctors(line string) {
	s.until("doctor to say "+line, func() bool {
		said, _ := s.serve.command(s.ctx, "doctor") // it fails where something failed
		return strings.Contains(said, line)
	})
}
