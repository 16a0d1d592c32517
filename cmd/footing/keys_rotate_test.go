package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// keyLine is a line of footing keys list.
var keyLine = regexp.MustCompile(`(?m)^([0-9a-f]{8})  ([a-z, ]*[a-z]) +([0-9]+)$`)

// keysBy gives the number of the key with each use, and how many values it has.
func (s *stage) keysBy() (numbers, values map[string]string) {
	numbers, values = make(map[string]string), make(map[string]string)
	out, err := s.serve.command(s.ctx, "keys", "list")
	s.fail(err)
	for _, line := range keyLine.FindAllStringSubmatch(out, -1) {
		numbers[line[2]], values[line[2]] = line[1], line[3]
	}
	return numbers, values
}

// drops runs footing keys drop, and types an answer.
func (s *stage) drops(key, answer string) (string, error) {
	cmd := exec.CommandContext(s.ctx, s.serve.binary, "keys", "drop", key)
	cmd.Dir, cmd.Env, cmd.Stdin = s.dir, s.serve.env, strings.NewReader(answer+"\n")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestKeysRotateBesideServe: a key is replaced while serve runs, which is killed while values are sealed anew. People
// notice nothing; nothing is set aside; the older key goes when nothing needs it and not before; and after that
// everything is still there.
func TestKeysRotateBesideServe(t *testing.T) {
	t.Parallel()
	needRedis(t)
	s := newStage(t, itself(t))
	s.begins()
	before, _ := s.keysBy()
	old := before["seals and opens"]
	if out, err := s.drops(old, old); err == nil || !strings.Contains(out, "seals what is stored") {
		t.Errorf("the only key: %v\n%s", err, out)
	}
	out, err := s.serve.command(s.ctx, "keys", "rotate")
	if err != nil || !strings.Contains(out, "Waiting until footing serve has taken it in") {
		t.Fatalf("%v\n%s", err, out)
	}
	after, _ := s.keysBy()
	if after["opens"] != old || after["seals and opens"] == "" || after["seals and opens"] == old {
		t.Fatalf("the keys are %v, and were %v", after, before)
	}
	s.says(patient, "Help") // while some values are of the one key and some of the other
	s.taps(patient, "What would help now?", "Numbers")
	s.sees(patient, "Samaritans: 116 123")
	s.act(func() error { return s.serve.current().Process.Kill() })
	s.until("serve to have ended", func() bool { return s.serve.current() == nil })
	s.again()
	s.fail(s.serve.start(s.ctx))
	s.untilWithin(2*patience, "everything to be sealed anew", func() bool {
		_, values := s.keysBy()
		return values["opens"] == "0" && s.err == nil
	})
	s.untilWithin(2*patience, "doctor to say so", func() bool {
		out, _ := s.serve.command(s.ctx, "doctor")
		return strings.Contains(out, "everything is sealed with key "+after["seals and opens"])
	})
	if out, err := s.drops(old, "no"); err == nil || !strings.Contains(out, "no key was taken out") {
		t.Errorf("without the answer: %v\n%s", err, out)
	}
	if out, err := s.drops(old, old); err != nil || !strings.Contains(out, "is no longer in") {
		t.Fatalf("%v\n%s", err, out)
	}
	s.fail(s.serve.stop())
	s.again()
	s.fail(s.serve.start(s.ctx))
	s.says(patient, "Help")
	s.taps(patient, "What would help now?", "Tell Sample Clinic I'm not safe")
	s.taps(patient, "Shall I tell", "Yes, tell Sample Clinic")
	s.sees(clinician, "Safety alert")
	out, err = s.serve.command(s.ctx, "audit")
	for _, deed := range []string{"set sealing key (" + after["seals and opens"] + ")", "dropped sealing key (" + old + ")"} {
		if s.fail(err); !strings.Contains(out, deed) {
			t.Errorf("the audit does not have %q:\n%s", deed, out)
		}
	}
	if out, err := s.serve.command(s.ctx, "parked"); err != nil || !strings.Contains(out, "Nothing was set aside") {
		t.Errorf("%v\n%s", err, out)
	}
	if left, err := filepath.Glob(filepath.Join(s.dir, ".keys-*")); len(left) > 0 || err != nil {
		t.Errorf("%q are left, %v", left, err)
	}
	if s.err != nil {
		t.Error(s.err)
	}
}
