package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"footing/config"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/storage"
)

// TestTheLadderIsLookedAt: a patient about whom nobody can be called fails doctor and keeps serve from nothing; where
// there is nobody for anybody, serve does not start unless that was accepted. serve looks again while it runs.
func TestTheLadderIsLookedAt(t *testing.T) {
	s := newSeeded(t)
	plan, err := samplePlan(config.Config{})
	if err == nil {
		err = s.store.MarkSynthetic(t.Context()) // so that people can be planted
	}
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	serving := &assembly{plan: plan, store: s.store}
	look := func(accepted bool) (finding, findings) {
		t.Helper()
		serving.lookAgain(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
		a := &assembly{plan: plan, store: s.store, cfg: config.Config{AcceptUnreachable: accepted}}
		a.checkLadder(t.Context())
		if len(a.found) != 1 || a.found[0].Check != "ladder" {
			t.Fatalf("found %+v", a.found)
		}
		return a.found[0], a.found
	}
	person := func(n int64, state engine.State) string {
		t.Helper()
		state.Chat, state.ID = 900+n, storage.NewID(s.store.ShardOf(900+n), strings.Repeat(string(rune('A'+n)), 26))
		if err := s.store.Plant(t.Context(), []storage.Planted{{State: state}}); err != nil {
			t.Fatal(err)
		}
		return state.ID
	}
	patientOf := func(code, desk string) engine.State {
		return engine.State{Patient: &engine.Patient{Code: code, Clinician: engine.Contact{ID: desk, Name: "Dr Lind", Role: record.Clinician}, Active: true}}
	}
	desk := engine.Desk{Name: "Dr Lind", Role: record.Clinician, Active: true}
	a := &assembly{plan: plan, store: s.store}
	if a.checkLadder(t.Context()); len(a.found) != 0 {
		t.Errorf("with nobody: %+v", a.found)
	}
	person(0, patientOf("A-17", person(1, engine.State{Desk: &desk, Blocked: true})))

	one, all := look(false)
	if one.State != failed || !all.refused() || !strings.Contains(one.Remedy, "--accept-unreachable") {
		t.Errorf("with a clinician who blocked the bot: %+v", one)
	}
	if one, all = look(true); one.State != failed || all.refused() || !strings.Contains(one.What, "was accepted") {
		t.Errorf("with a clinician who blocked the bot, accepted: %+v", one)
	}
	person(2, patientOf("A-18", person(3, engine.State{Desk: &desk})))
	if one, all = look(false); one.State != failed || all.refused() || one.Remedy == "" ||
		!strings.HasPrefix(one.What, "about 1 of 2 patients nobody") {
		t.Errorf("with somebody for one of two: %+v", one)
	}
	var said bytes.Buffer
	if err := all.conclude(&said); err != nil || !strings.Contains(said.String(), "alerts would reach nobody") {
		t.Errorf("doctor concludes %q, %v", said.String(), err)
	}
	if diff := cmp.Diff([]string{"ladder: " + one.What}, serving.warnings()); diff != "" {
		t.Errorf("health (-want +got):\n%s", diff)
	}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(serving.unreachable())
	if got, err := registry.Gather(); err != nil || got[0].GetMetric()[0].GetGauge().GetValue() != 1 {
		t.Errorf("the gauge shows %v, %v", got, err)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
		t.Errorf("the log says it %d times:\n%s", n, log.String())
	}
}

// TestNobodyIsMissedInARehearsal: everybody whom seed makes has somebody to be called.
func TestNobodyIsMissedInARehearsal(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "2", "--weeks", "1", "--end", "2026-03-02", "--seed", "3")
	plan, err := samplePlan(config.Config{})
	if err != nil {
		t.Fatal(err)
	}
	a := &assembly{plan: plan, store: s.store}
	if a.checkLadder(t.Context()); len(a.found) != 1 || a.found[0].State != fine {
		t.Errorf("found %+v", a.found)
	}
}
