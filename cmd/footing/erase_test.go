package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"footing/cmd/footing/internal/assembly"
)

// TestEraseBesideServe: an operator removes everything of a patient who has blocked the bot, beside serve; the
// clinician is told, and the audit notes it. Then a copy of Redis is put back in which the patient is, and which is
// older than what the journal has: serve erases them again at the start.
func TestEraseBesideServe(t *testing.T) {
	t.Parallel()
	needRedis(t)
	s := newStage(t, itself(t))
	s.begins()
	s.fail(s.serve.stop())
	older := filepath.Join(t.TempDir(), "redis")
	if s.err == nil {
		s.err = os.CopyFS(older, os.DirFS(filepath.Join(s.dir, "data", "redis")))
	}
	s.again()
	s.fail(s.serve.start(s.ctx))
	s.act(func() error { return s.sim.Block(patient) })
	out, err := s.erase("A-17\nerase\n")
	if err != nil || !strings.Contains(out, "They do not get the bot's messages") || !strings.Contains(out, "Removed: everything of A-17.") {
		t.Fatalf("%v: %s\n%s", err, out, s.report())
	}
	s.sees(clinician, "A-17 has left and removed their answers.")
	if out, err := s.serve.command(s.ctx, "audit"); err != nil || !strings.Contains(out, "erased") {
		t.Errorf("the audit: %v\n%s", err, out)
	}
	if out, err := s.erase("A-17\nerase\n"); err == nil || !strings.Contains(out, "no patient has the code A-17") {
		t.Errorf("removed twice: %v\n%s", err, out)
	}
	s.fail(s.serve.stop())
	if s.err != nil {
		t.Fatal(s.err)
	}
	kept := filepath.Join(s.dir, "data", "redis")
	if err := os.RemoveAll(kept); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(kept, os.DirFS(older)); err != nil {
		t.Fatal(err)
	}
	days, err := filepath.Glob(filepath.Join(s.dir, "data", "journal-*"))
	if err != nil || len(days) == 0 {
		t.Fatalf("the journal: %v, %v", days, err)
	}
	for _, day := range days {
		s.fail(os.Remove(day))
	}
	s.again()
	s.fail(s.serve.start(s.ctx))
	s.untilWithin(patience, "the patient to be gone again", func() bool {
		out, err := s.erase("")
		return err != nil && strings.Contains(out, "no patient has the code A-17")
	})
	if s.err != nil || !strings.Contains(s.report(), "was erased again") {
		t.Errorf("%v\n%s", s.err, s.report())
	}
}

// erase runs footing erase with what is typed, and gives all that it says.
func (s *stage) erase(typed string) (string, error) { return s.types(typed, "erase", "A-17") }

// types runs a command with what is typed, and gives all that it says.
func (s *stage) types(typed string, args ...string) (string, error) {
	c := exec.CommandContext(s.ctx, s.serve.binary, args...)
	c.Dir, c.Env, c.Stdin = s.serve.dir, s.serve.env, strings.NewReader(typed)
	out, err := c.CombinedOutput()
	return string(out), err
}

// TestEraseAsksTwice: whoever answers one of the two otherwise has removed nothing.
func TestEraseAsksTwice(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "2", "--weeks", "1")
	id, err := s.store.Resolve(t.Context(), 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.store.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	code := before.State.Patient.Code
	shard, err := s.store.ShardOfID(id)
	if err != nil {
		t.Fatal(err)
	}
	for typed, waits := range map[string]int64{
		"": 0, "no\n": 0, code + "\n": 0, code + "\nyes\n": 0, "erase\nerase\n": 0, strings.ToLower(code) + " \nErase\n": 1,
	} {
		var out bytes.Buffer
		err := sure(assembly.Surroundings{In: strings.NewReader(typed), Out: &out}, before.State)
		if (err == nil) != (waits == 1) || !strings.Contains(out.String(), "Everything that is kept of "+code) {
			t.Errorf("%q: %v, %s", typed, err, &out)
		}
	}
	if waiting, err := s.store.Waiting(t.Context(), []int{shard}); err != nil || waiting[0] != 0 {
		t.Errorf("%v wait, %v", waiting, err)
	}
}
