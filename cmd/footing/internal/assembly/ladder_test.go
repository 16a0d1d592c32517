package assembly

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"footing/cmd/footing/cohort"
	"footing/config"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/seal"
)

// TestTheLadderIsLookedAt: a patient about whom nobody can be called fails doctor and keeps serve from nothing; where
// there is nobody for anybody, serve does not start unless that was accepted. serve looks again while it runs.
func TestTheLadderIsLookedAt(t *testing.T) {
	store := newStore(t)
	plan, err := Sources{}.Load()
	if err == nil {
		err = store.MarkSynthetic(t.Context()) // so that people can be planted
	}
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	serving := &Assembly{Plan: plan, Store: store}
	look := func(accepted bool) (finding, findings) {
		t.Helper()
		serving.lookAgain(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
		a := &Assembly{Plan: plan, Store: store, Config: config.Config{AcceptUnreachable: accepted}}
		a.checkLadder(t.Context())
		if len(a.found) != 1 || a.found[0].Check != "ladder" {
			t.Fatalf("found %+v", a.found)
		}
		return a.found[0], a.found
	}
	person := func(n int64, state state.State) string {
		t.Helper()
		state.Chat, state.ID = 900+n, storage.NewID(store.ShardOf(900+n), strings.Repeat(string(rune('A'+n)), 26))
		if err := store.Plant(t.Context(), []storage.Planted{{State: state}}); err != nil {
			t.Fatal(err)
		}
		return state.ID
	}
	patientOf := func(code, desk string) state.State {
		return state.State{Patient: &state.Patient{
			Ties:      state.Ties{Code: code, Clinician: state.Contact{ID: desk, Name: "Dr Lind", Role: record.Clinician}},
			Enrolment: state.Enrolment{Active: true},
		}}
	}
	desk := state.Desk{Name: "Dr Lind", Role: record.Clinician, Active: true}
	a := &Assembly{Plan: plan, Store: store}
	if a.checkLadder(t.Context()); len(a.found) != 0 {
		t.Errorf("with nobody: %+v", a.found)
	}
	person(0, patientOf("A-17", person(1, state.State{Desk: &desk, Blocked: true})))

	one, all := look(false)
	if one.State != failed || !all.refused() || !strings.Contains(one.Remedy, "--accept-unreachable") {
		t.Errorf("with a clinician who blocked the bot: %+v", one)
	}
	if one, all = look(true); one.State != failed || all.refused() || !strings.Contains(one.What, "was accepted") {
		t.Errorf("with a clinician who blocked the bot, accepted: %+v", one)
	}
	lind := person(3, state.State{Desk: &desk})
	alone := patientOf("A-18", lind)
	alone.Patient.Alerts = []state.Alert{{ID: "open"}, {ID: "over", Closed: time.Unix(1, 0)}}
	person(2, alone)
	for who, want := range map[string][2]int{lind: {1, 1}, "s00-nobody": {0, 0}} {
		patients, alerts, err := serving.Left(t.Context(), who)
		if got := [2]int{patients, alerts}; err != nil || got != want {
			t.Errorf("without %s %v patients and open alerts have nobody, %v; want %v", who, got, err, want)
		}
	}
	if one, all = look(false); one.State != failed || all.refused() || one.Remedy == "" ||
		!strings.HasPrefix(one.What, "about 1 of 2 patients nobody") {
		t.Errorf("with somebody for one of two: %+v", one)
	}
	var said bytes.Buffer
	if err := all.conclude(&said); err != nil || !strings.Contains(said.String(), "alerts would reach nobody") {
		t.Errorf("doctor concludes %q, %v", said.String(), err)
	}
	if diff := cmp.Diff([]string{"ladder: " + one.What}, serving.Warnings()); diff != "" {
		t.Errorf("health (-want +got):\n%s", diff)
	}
	office := state.State{ID: state.OfficeID, Office: &state.Office{
		Staff:  []state.Contact{{ID: lind, Name: "Dr Lind"}},
		Missed: map[string]time.Time{lind: time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC), "gone": time.Unix(1, 0)},
	}}
	if err := store.Plant(t.Context(), []storage.Planted{{State: office}}); err != nil {
		t.Fatal(err)
	}
	serving.lookAgain(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
	if got := serving.Warnings(); len(got) != 2 || got[1] != "canary: a test alert was not answered: Dr Lind, Mon 2 Mar 09:15" {
		t.Errorf("health says %q", got)
	}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(serving.unreachable(), provenWays{serving, func() time.Time { return time.Unix(1, 0) }})
	if got, err := registry.Gather(); err != nil || got[0].GetMetric()[0].GetGauge().GetValue() != 1 {
		t.Errorf("the gauge shows %v, %v", got, err)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
		t.Errorf("the log says it %d times:\n%s", n, log.String())
	}
}

// TestNobodyIsMissedInARehearsal: everybody whom seed makes has somebody to be called.
func TestNobodyIsMissedInARehearsal(t *testing.T) {
	store := newStore(t)
	plan, err := Sources{}.Load()
	if err == nil {
		err = store.MarkSynthetic(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	_, err = cohort.Rehearse(t.Context(), cohort.Options{
		Plan: plan, Shard: store.ShardOf, Patients: 2, Weeks: 1, FirstChat: 1_000_000, Seed: 3, End: end,
		Now: end.AddDate(0, 0, 2),
	}, func(people []storage.Planted) error { return store.Plant(t.Context(), people) })
	if err != nil {
		t.Fatal(err)
	}
	a := &Assembly{Plan: plan, Store: store}
	if a.checkLadder(t.Context()); len(a.found) != 1 || a.found[0].State != fine {
		t.Errorf("found %+v", a.found)
	}
}

// newStore is an empty store in an embedded Redis.
func newStore(t *testing.T) *storage.Store {
	t.Helper()
	redis := miniredis.RunT(t)
	redis.SetTime(time.Date(2026, time.March, 4, 9, 0, 0, 0, time.UTC))
	keys, err := seal.Create(filepath.Join(t.TempDir(), "keyset.json"))
	if err != nil {
		t.Fatal(err)
	}
	rdb, err := storage.NewClient(storage.ClientOptions{URL: "redis://" + redis.Addr()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() })
	store, err := storage.Open(t.Context(), rdb, keys, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return store
}
