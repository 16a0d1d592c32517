package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/folder"
)

// servesNumbersOnly: with a typo in clinic.yaml a serve that people depend on goes on with the numbers as they were
// last checked, calls a human for a red answer, and goes back to its work by itself when the file is mended.
func servesNumbersOnly(t *testing.T, binary string) {
	s := newStage(t, binary)
	var pages atomic.Int32
	pager := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { pages.Add(1) }))
	t.Cleanup(pager.Close)
	s.serve.env = append(s.serve.env, "FOOTING_CHANNEL_WEBHOOK="+pager.URL)
	s.fail(s.serve.start(s.ctx))
	for _, who := range []int64{stranger, patient, clinician} {
		s.says(who, "hello")
		s.sees(who, "by invitation only")
	}
	s.fail(s.serve.stop())
	if s.err != nil {
		t.Fatal(s.err)
	}
	s.knows(t)
	clinic := filepath.Join(s.dir, "clinic.yaml")
	whole, err := os.ReadFile(clinic)
	if err == nil {
		err = os.WriteFile(clinic, []byte("zome: x\n"+string(whole)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}

	s.serve.stopping = false
	s.serve.launch(s.ctx)
	s.says(patient, "/help")
	told := s.sees(patient, "Nobody reads it now.")
	if !strings.Contains(told, "Samaritans: 116 123") || !strings.Contains(told, "(Numbers checked on 20") {
		t.Errorf("told %q", told)
	}
	s.taps(patient, "Nobody reads it now.", "Tell Sample Clinic I'm not safe")
	s.taps(patient, "Shall I tell Dr Lind now", "Yes, tell Sample Clinic")
	s.sees(clinician, "Sent by the emergency way")
	s.sees(patient, "I have sent this to Dr Lind by the emergency way")
	s.until("two pages: of numbers only, and of the alarm", func() bool { return pages.Load() == 2 })
	if s.err != nil {
		t.Fatal(s.err)
	}
	if err := os.WriteFile(clinic, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	mended := time.After(2 * endsWithin)
	for !s.serve.ready(s.ctx) {
		select {
		case <-mended:
			t.Fatal("serve does not go back to its work")
		case <-time.After(100 * time.Millisecond):
		}
	}
	s.says(stranger, "/invite A-17")
	s.sees(stranger, "I don't know that command")
	if s.err != nil {
		t.Fatal(s.err)
	}
	if err := s.serve.stop(); err != nil {
		t.Error(err)
	}
}

// knows writes routes into the data folder, as the turns of an enrolment do.
func (s *stage) knows(t *testing.T) {
	t.Helper()
	data, err := folder.Open(filepath.Join(s.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	lind := state.Contact{ID: "s01-L", Name: "Dr Lind", Role: record.Clinician}
	for id, route := range map[string]state.Route{
		lind.ID: {Chat: clinician, Locale: "en", Staff: true},
		"s02-A": {Chat: patient, Locale: "en", Code: "A-17", Told: true, Steps: []state.RouteStep{
			{Call: flows.RankFirst, People: []state.Contact{lind}},
		}},
	} {
		form, err := state.EncodeEffect(route)
		if err == nil {
			err = data.SetRoute(id, form)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if form, kept, err := data.Essentials(); !kept || err != nil || !json.Valid(form) {
		t.Fatalf("serve has kept no numbers: %t, %v", kept, err)
	}
	if err := data.Close(); err != nil {
		t.Fatal(err)
	}
}
