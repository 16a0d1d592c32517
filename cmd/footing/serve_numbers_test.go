package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footing/bot/channel"
	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/folder"
	"footing/storage/seal"
)

// helplines are those of a clinic file.
var helplines = regexp.MustCompile(`(?m)^helplines:\n(?:(?:  .*)?\n)*`)

// mistake is what an operator does to a serve that people depend on.
type mistake struct {
	file    string // what is written instead of what is there
	content func(before string) string
	env     string // or a variable, which is mended only with another process
	said    string // to the operator
}

func mistakes(t *testing.T) map[string]mistake {
	t.Helper()
	other := filepath.Join(t.TempDir(), "keyset.json")
	_, err := seal.Create(other)
	keyset, unread := os.ReadFile(other)
	if err = errors.Join(err, unread); err != nil {
		t.Fatal(err)
	}
	as := func(text string) func(string) string { return func(string) string { return text } }
	return map[string]mistake{
		"clinic.yaml": {
			file: "clinic.yaml", content: func(before string) string { return "zome: x\n" + before }, said: "zome",
		},
		"unknown key": {
			file: "footing.yaml", content: as("log: {format: text}\nzome: x\n"),
			said: "footing.yaml:2:1: zome: there is no such key",
		},
		"bad value": {file: "footing.yaml", content: as("telegram:\n  rate: 50\n"), said: "footing.yaml:2:9: telegram.rate"},
		"no YAML":   {file: "footing.yaml", content: as("log: {format: text}\nwatch: [\n"), said: "this is not YAML"},
		"variable":  {env: "FOOTING_LOG_LEVEL=loud", said: "FOOTING_LOG_LEVEL: log.level: must be"},
		"keyset":    {file: "keyset.json", content: as(string(keyset)), said: "FAILED   keyset"},
	}
}

// servesNumbersOnly: whatever typing error or wrong file there is, a serve that people depend on goes on with the
// numbers as they were last checked, calls a human for a red answer, and goes back to its work by itself when the
// mistake is mended.
func servesNumbersOnly(t *testing.T, binary string) {
	for name, m := range mistakes(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			survives(t, binary, m)
		})
	}
}

func survives(t *testing.T, binary string, m mistake) {
	s := newStage(t, binary)
	pages := s.pagesAfter(t, 2)
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
	mend := s.commits(t, m)
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
	s.until("the operator to be told "+m.said, func() bool { return strings.Contains(s.report(), m.said) })
	if s.err != nil {
		t.Fatal(s.err)
	}
	if red := s.page(t, "/readyz"); !strings.Contains(red, "numbers only: failed ") {
		t.Errorf("the admin port says %s", red)
	}
	mend()
	s.servesAgain(t)
	s.says(stranger, "/invite A-17")
	s.sees(stranger, "I don't know that command")
	if s.err != nil {
		t.Fatal(s.err)
	}
	if err := s.serve.stop(); err != nil {
		t.Error(err)
	}
}

// commits makes a mistake before the next process, and gives what mends it.
func (s *stage) commits(t *testing.T, m mistake) (mend func()) {
	t.Helper()
	s.again(m.env)
	if m.env != "" {
		name, _, _ := strings.Cut(m.env, "=")
		return func() {
			s.fail(s.serve.stop())
			s.again(name + "=")
			s.serve.launch(s.ctx)
		}
	}
	path := filepath.Join(s.dir, m.file)
	before, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		err = os.WriteFile(path, []byte(m.content(string(before))), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.WriteFile(path, before, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// servesAgain waits until serve is back at its work.
func (s *stage) servesAgain(t *testing.T) {
	t.Helper()
	for mended := time.After(2 * endsWithin); !s.serve.ready(s.ctx); {
		select {
		case <-mended:
			t.Fatal("serve does not go back to its work")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// pagesOf gives a stage a second channel, and counts what it carries.
func (s *stage) pagesOf(t *testing.T) *atomic.Int32 { return s.pagesAfter(t, 0) }

// pagesAfter is pagesOf with a second channel that fails so often before it carries that numbers only are served. The
// channel keeps the hours of the ladder, and a test may run at any hour.
func (s *stage) pagesAfter(t *testing.T, fails int32) *atomic.Int32 {
	t.Helper()
	s.clinicWith(t, "hours: duty", "hours: always")
	pages, failed := &atomic.Int32{}, &atomic.Int32{}
	pager := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var notice channel.Page
		err := json.NewDecoder(r.Body).Decode(&notice)
		if err != nil || strings.HasPrefix(notice.ID, "numbers-only/") && failed.Add(1) <= fails {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		s.mu.Lock()
		s.paged = notice
		s.mu.Unlock()
		pages.Add(1)
	}))
	t.Cleanup(pager.Close)
	s.serve.env = append(s.serve.env, "FOOTING_CHANNEL_WEBHOOK="+pager.URL)
	return pages
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

// losesItsNumbers: clinic.yaml has no helplines any more when serve is started again. Whoever asks is shown those of
// the start before, and it is red, until there are some again.
func losesItsNumbers(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.begins()
	s.fail(s.serve.stop())
	if s.err != nil {
		t.Fatal(s.err)
	}
	mend := s.commits(t, mistake{
		file: "clinic.yaml", content: func(before string) string { return helplines.ReplaceAllString(before, "") },
	})
	s.serve.launch(s.ctx)
	s.says(patient, "/help")
	if told := s.sees(patient, "Nobody reads it now."); !strings.Contains(told, "Samaritans: 116 123") {
		t.Errorf("told %q", told)
	}
	s.until("the operator to be told", func() bool { return strings.Contains(s.report(), "FAILED   helplines") })
	if s.err != nil {
		t.Fatal(s.err)
	}
	mend()
	s.servesAgain(t)
	s.callsForHelp()
	if s.err != nil {
		t.Error(s.err)
	}
}
