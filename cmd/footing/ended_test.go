package main

import (
	"strings"
	"testing"

	"footing/bot/simulator"
)

// goesOnWithNumbers: what ends serve after its checks have passed, its own Redis that ends again and again, leaves
// people with numbers only. The same process tries again, and a human is told once.
func goesOnWithNumbers(t *testing.T, binary string) {
	s := newStage(t, binary)
	pages := s.pagesOf(t)
	s.begins()
	if s.err != nil {
		t.Fatal(s.err)
	}
	before := s.serve.current()
	var last int
	for n := 0; n < 4 && s.err == nil; n++ {
		s.until("another Redis", func() bool {
			redis, err := s.redis(s.ctx)
			if err != nil || redis.Pid == last {
				return false
			}
			last = redis.Pid
			return redis.Kill() == nil
		})
	}
	s.until("numbers only", func() bool { return strings.Contains(s.report(), "failed=serve") })
	if s.err != nil {
		t.Fatal(s.err)
	}
	s.servesAgain(t)
	s.says(patient, "/help")
	s.sees(patient, "What would help now?")
	if s.err != nil {
		t.Fatal(s.err)
	}
	if s.serve.current() != before {
		t.Error("serve itself has ended")
	}
	if n := pages.Load(); n != 1 {
		t.Errorf("a human was told %d times, want once", n)
	}
	if err := s.serve.stop(); err != nil {
		t.Error(err)
	}
}

// outlivesARefusedToken: Telegram refuses the token for some seconds, which ends nothing.
func outlivesARefusedToken(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.begins()
	if s.err != nil {
		t.Fatal(s.err)
	}
	before := s.serve.current()
	s.sim.Misbehave(simulator.Fault{
		Method: "getUpdates", Kind: simulator.Refuse, Code: 401, Text: "Unauthorized", Times: 3,
	})
	s.says(stranger, "hello") // ends the poll that is under way
	s.until("the refusal in the log", func() bool {
		return strings.Contains(s.report(), "does not accept the bot's token: it is tried again")
	})
	s.says(patient, "/help")
	s.sees(patient, "What would help now?")
	if s.err != nil {
		t.Fatal(s.err)
	}
	if s.serve.current() != before || strings.Contains(s.report(), "numbers only") {
		t.Error("serve, or serving as ever, has ended")
	}
	if err := s.serve.stop(); err != nil {
		t.Error(err)
	}
}
