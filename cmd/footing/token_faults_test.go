//go:build faults

package main

import (
	"path/filepath"
	"testing"
)

// sharing are journeys in which several processes have one token.
func sharing() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"two stores have one token": twoStores,
	}
}

// ofTokens are defects in who polls.
func ofTokens() map[string]defect {
	return map[string]defect{
		"whose mark stands at Telegram is not asked": {
			file: "bot/internal/polling/polling.go", protection: `if p.with.Mark != "" && p.lookNow(now) {`,
			without: "if false {", among: "two stores have one token",
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
