package main

import (
	"bytes"
	"os"
	"testing"
)

// TestServe drives the program as it is released, on the machine's clock. The rest of the journey needs a clock
// that can be moved: week_test.go.
func TestServe(t *testing.T) {
	needRedis(t)
	binary := built(t)
	if program, err := os.ReadFile(binary); err != nil || bytes.Contains(program, []byte("FOOTING_FAULT")) {
		t.Errorf("what only tests may do is in the program: %v", err)
	}
	for name, test := range map[string]func(*testing.T, string){
		"enrols and hears a call for help": hearsACall,
		"starts its Redis again":           startsRedisAgain,
		"waits for its own Redis":          waitsForItsOwnRedis,
		"keeps to itself what is written":  keepsItToItself,
		"refuses to reach nobody":          refusesToReachNobody,
		"serves numbers only":              servesNumbersOnly,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, binary)
		})
	}
}

func hearsACall(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.fail(s.serve.start(s.ctx))
	s.enrols(s.invites())
	s.callsForHelp()
	if s.err != nil {
		t.Fatal(s.err)
	}
	if err := s.serve.stop(); err != nil {
		t.Errorf("serve ended with %v, want exit code 0", err)
	}
	if v := s.sim.Violations(); len(v) != 0 {
		t.Errorf("the bot sent what Bot API 10.1 does not know: %v", v)
	}
}
