package main

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// keepsItToItself: of what a patient writes, and of the token, nothing is in the log, on the pages of the admin port,
// in what an operator's commands print, or to be read in the data folder.
func keepsItToItself(t *testing.T, binary string) {
	const words = "quokka"
	s := newStage(t, binary)
	s.serve.env = append(s.serve.env, "FOOTING_LOG_LEVEL=debug")
	s.begins()
	s.says(patient, "Nobody should read "+words)
	s.sees(patient, "Nobody watches this chat")
	s.says(patient, "/goal")
	s.sees(patient, "What is one practical thing")
	s.says(patient, "Walk the "+words)
	s.sees(patient, "Your goal: Walk the "+words)
	s.callsForHelp()
	s.taps(patient, "I've sent this to Dr Lind", "Add a note")
	s.sees(patient, "Write it now")
	s.says(patient, "It is about the "+words)
	s.sees(patient, "Added.")
	s.taps(clinician, "You have seen this at", "Open")
	s.sees(clinician, "It is about the "+words)
	if s.err != nil {
		t.Fatal(s.err)
	}
	places := map[string]string{}
	for _, page := range []string{"/metrics", "/healthz", "/readyz", "/alarms"} {
		places[page] = s.page(t, page)
	}
	for _, command := range []string{"audit", "doctor"} {
		out, err := s.serve.command(s.ctx, command)
		if err != nil {
			t.Fatalf("footing %s: %v", command, err)
		}
		places["footing "+command] = out
	}
	for path, content := range files(t, filepath.Join(s.dir, "data")) {
		places[path] = content
	}
	if err := s.serve.stop(); err != nil {
		t.Error(err)
	}
	s.mu.Lock()
	places["the log"] = strings.Join(s.said, "\n")
	s.mu.Unlock()
	for place, content := range places {
		for _, secret := range []string{words, "1:secret"} {
			if strings.Contains(content, secret) {
				t.Errorf("%s shows %q", place, secret)
			}
		}
	}
	if !strings.Contains(places["the log"], "msg=serving") || !strings.Contains(places["/metrics"],
		"footing_alerts_total 1") ||
		!strings.Contains(places["footing audit"], "A-17") {
		t.Errorf("these are not the places that were meant: %s", places)
	}
}

// page is what the admin port shows.
func (s *stage) page(t *testing.T, path string) string {
	t.Helper()
	s.serve.mu.Lock()
	url := s.serve.health + path
	s.serve.mu.Unlock()
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// files are the contents of every file of a folder, by path.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = string(content)
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d files in %s: %v", len(all), folder, err)
	}
	return all
}
