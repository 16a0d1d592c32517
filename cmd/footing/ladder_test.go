package main

import (
	"bytes"
	"strings"
	"testing"

	"footing/config"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/storage"
)

// TestTheLadderIsLookedAt: a patient about whom nobody can be called fails doctor, and keeps serve from nothing.
func TestTheLadderIsLookedAt(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "2", "--weeks", "1", "--end", "2026-03-02", "--seed", "3")
	plan, err := samplePlan(config.Config{})
	if err != nil {
		t.Fatal(err)
	}
	look := func() finding {
		a := &assembly{plan: plan, store: s.store}
		a.ladder(t.Context())
		if len(a.found) != 1 || a.found[0].Check != "ladder" || a.found.refused() {
			t.Fatalf("found %+v", a.found)
		}
		return a.found[0]
	}
	if one := look(); one.State != fine {
		t.Errorf("with somebody for everybody: %+v", one)
	}
	id, desk := storage.NewID(s.store.ShardOf(900), strings.Repeat("P", 26)), storage.NewID(s.store.ShardOf(901), strings.Repeat("D", 26))
	who := engine.Contact{ID: desk, Name: "Dr Lind", Role: record.Clinician}
	err = s.store.Plant(t.Context(), []storage.Planted{
		{State: engine.State{ID: id, Chat: 900, Patient: &engine.Patient{Code: "A-17", Clinician: who, Active: true}}},
		{State: engine.State{ID: desk, Chat: 901, Blocked: true, Desk: &engine.Desk{Name: "Dr Lind", Role: record.Clinician, Active: true}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	one := look()
	if one.State != failed || !strings.HasPrefix(one.What, "for 1 of ") || one.Remedy == "" {
		t.Errorf("with a clinician who blocked the bot: %+v", one)
	}
	var said bytes.Buffer
	if err := (findings{one}).conclude(&said); err != nil || !strings.Contains(said.String(), "alerts would reach nobody") {
		t.Errorf("doctor concludes %q, %v", said.String(), err)
	}
}
