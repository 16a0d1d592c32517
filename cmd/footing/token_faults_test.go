//go:build faults

package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sharing are journeys in which several processes have one token.
func sharing() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"two stores have one token":       twoStores,
		"a process is cut off from Redis": cutOff,
		"all processes are without Redis": allCutOff,
	}
}

// ofTokens are defects in who polls.
func ofTokens() map[string]defect {
	return map[string]defect{
		"whose mark stands at Telegram is not asked": {
			file: "bot/internal/polling/polling.go", protection: `if p.with.Mark != "" && p.lookNow(now) {`,
			without: "if false {", among: "two stores have one token",
		},
		"who is cut off goes on polling": {
			file: "bot/internal/polling/conflicts.go", protection: "p.leased, p.yielded = false, now",
			without: "p.yielded = now", among: "a process is cut off from Redis",
		},
		"nobody stands in": {
			file: "bot/internal/polling/standin.go", protection: "if !apart {", without: "if true {",
			among: "all processes are without Redis",
		},
	}
}

// twoStores: a second serve with another store has the same token. What the patient writes reaches the store that knows
// them, each time, and the second one is red.
func twoStores(t *testing.T, binary string) error {
	s := newStage(t, binary)
	s.begins()
	if s.err != nil {
		return s.err
	}
	first := s.serve
	t.Cleanup(func() { _ = first.stop() })
	s.again("FOOTING_DATA_DIR="+filepath.Join(s.dir, "other"), "FOOTING_KEYSET_FILE="+filepath.Join(s.dir, "other.json"))
	s.serve.launch(s.ctx)
	s.until("the other to serve", s.serve.serves)
	for range 6 {
		s.hears(patient, patience, func() { s.says(patient, "Help") }, "What would help now?")
	}
	s.red("another store has this bot at Telegram")
	return s.err
}

// beside starts a second serve of the same store, with a data folder of its own, and waits until it stands by.
func (s *stage) beside(t *testing.T, l *line) (first *process) {
	t.Helper()
	s.serve.env = append(s.serve.env, "FOOTING_FAULT_LEASE=3s")
	s.begins()
	s.rests()
	first = s.serve
	t.Cleanup(func() { _ = first.stop() })
	s.again("FOOTING_DATA_DIR="+filepath.Join(s.dir, "other"), "FOOTING_REDIS_URL=unix://"+l.socket())
	if s.err == nil {
		s.serve.launch(s.ctx)
	}
	s.until("the standby to be ready", func() bool { return s.serve.serves() && s.serve.ready(s.ctx) })
	return first
}

// cutOff: the process that works loses its way to Redis, and another one takes over. Everybody is answered by that one.
func cutOff(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l := s.throughLine(t)
	s.beside(t, l)
	s.act(func() error { l.cut(true); return nil })
	s.untilWithin(endsWithin, "the standby to work", func() bool {
		return s.serve.ready(s.ctx) && !strings.Contains(s.adminPage("/readyz"), `"standby":true`)
	})
	s.rests()
	for range 8 {
		s.hears(patient, prompt, func() { s.says(patient, "Help") }, "What would help now?")
		time.Sleep(time.Second)
	}
	return s.err
}

// allCutOff: Redis is killed, and a minute later the process that polls. The other one answers people.
func allCutOff(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l := s.throughLine(t)
	first := s.beside(t, l)
	s.act(l.dies)
	if s.err == nil {
		time.Sleep(70 * time.Second)
	}
	s.hears(patient, prompt, func() { s.says(patient, "/help") }, waitsNow, numbers)
	s.act(func() error { first.kill(); return nil })
	s.hears(patient, 10*time.Second, func() { s.says(patient, "/help") }, numbers)
	return s.err
}
