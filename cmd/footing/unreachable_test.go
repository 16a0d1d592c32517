package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// refusesToReachNobody: when the only clinician has blocked the bot, doctor fails, and serve gives people numbers only
// until that is accepted. Once they are back, it starts as ever.
func refusesToReachNobody(t *testing.T, binary string) {
	s := newStage(t, binary)
	pages := s.pagesOf(t)
	s.begins()
	s.act(func() error { return s.sim.Block(clinician) })
	s.doctors("FAILED   ladder")
	s.fail(s.serve.stop())
	if s.err != nil {
		t.Fatal(s.err)
	}
	s.said = nil
	s.again()
	before := pages.Load()
	s.serve.launch(s.ctx)
	s.says(patient, "/help")
	s.sees(patient, "Nobody reads it now.")
	s.until("a page", func() bool { return pages.Load() == before+1 })
	if s.err != nil {
		t.Fatal(s.err)
	}
	if red := s.page(t, "/readyz"); !strings.Contains(red, "numbers only: failed ladder") {
		t.Errorf("the admin port says %s", red)
	}
	if text := strings.Join(s.said, "\n"); !strings.Contains(text,
		"FAILED   ladder      nobody can be called about any patient") ||
		!strings.Contains(text, "--accept-unreachable, for") {
		t.Errorf("serve says:\n%s", text)
	}

	settings := filepath.Join(s.dir, "footing.yaml")
	s.fail(os.WriteFile(settings, []byte("accept_unreachable: true\n"), 0o600))
	s.servesAgain(t)
	s.act(func() error { return s.sim.Unblock(clinician) })
	s.doctors("ok       ladder")
	s.fail(s.serve.stop())
	s.fail(os.Remove(settings))
	s.again()
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
