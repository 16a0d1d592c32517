package main

import (
	"strings"
	"testing"

	"footing/bot/simulator"
)

// goesOnWithNumbers: what ends serve after its checks have passed leaves people with numbers only. The same process
// tries again, and a human is told once, though several attempts end soon.
func goesOnWithNumbers(t *testing.T, binary string) {
	for name, c := range map[string]struct {
		ends func(s *stage) error
		said string // to the operator
	}{
		"Telegram forgets the token, for some time": {
			ends: func(s *stage) error {
				s.sim.Misbehave(simulator.Fault{
					Method: "getUpdates", Kind: simulator.Refuse, Code: 401, Text: "Unauthorized", Times: 6,
				})
				s.says(stranger, "hello") // ends the poll that is under way
				return s.err
			},
			said: "failed=telegram",
		},
		"its own Redis ends again and again": {
			ends: func(s *stage) error {
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
				return s.err
			},
			said: "failed=serve",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, binary)
			pages := s.pagesOf(t)
			s.begins()
			if s.err != nil {
				t.Fatal(s.err)
			}
			before := s.serve.current()
			s.fail(c.ends(s))
			s.until("numbers only", func() bool { return strings.Contains(s.report(), c.said) })
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
		})
	}
}
