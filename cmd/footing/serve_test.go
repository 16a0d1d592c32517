package main

import (
	"bytes"
	"os"
	"testing"
	"time"
)

// TestServe drives the program as it is released, on the machine's clock. The rest of the journey needs a clock
// that can be moved: week_test.go.
func TestServe(t *testing.T) {
	t.Parallel()
	needRedis(t)
	binary := built(t)
	if program, err := os.ReadFile(binary); err != nil || bytes.Contains(program, []byte("FOOTING_FAULT")) {
		t.Errorf("what only tests may do is in the program: %v", err)
	}
	for name, test := range map[string]func(*testing.T, string){
		"enrols and hears a call for help": hearsACall,
		"answers soon after a crash":       answersAfterACrash,
		"starts its Redis again":           startsRedisAgain,
		"waits for its own Redis":          waitsForItsOwnRedis,
		"keeps to itself what is written":  keepsItToItself,
		"refuses to reach nobody":          refusesToReachNobody,
		"serves numbers only":              servesNumbersOnly,
		"loses its numbers":                losesItsNumbers,
		"goes on with numbers":             goesOnWithNumbers,
		"outlives a refused token":         outlivesARefusedToken,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, binary)
		})
	}
}

// answersAfterACrash kills the program: the next one of its data folder does not wait for the leases of the dead, which
// last 30 s.
func answersAfterACrash(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.serve.again = 1
	s.fail(s.serve.start(s.ctx))
	s.says(stranger, "/help")
	s.sees(stranger, "What would help now?")
	if s.err != nil {
		t.Fatal(s.err)
	}
	killed := s.now()
	if err := s.serve.current().Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.says(stranger, "/privacy")
	s.sees(stranger, "What is stored about you, and") // not the words of a bot whose store is away
	if s.err != nil {
		t.Fatal(s.err)
	}
	took := s.now().Sub(killed)
	t.Logf("answered %s after the kill", took.Round(time.Millisecond))
	if took > 15*time.Second { // half of what the leases would take; 1 to 2 s where nothing else goes on
		t.Errorf("answered only %s after the kill", took)
	}
}

func hearsACall(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.begins()
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
