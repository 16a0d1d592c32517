package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/load"
)

// library copies the shipped protocol to a flat folder, with changes to some files.
func library(t *testing.T, changes map[string][2]string) string {
	t.Helper()
	dir := t.TempDir()
	files, err := load.Files(flows.Library())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, load.File{Path: "protocol.yaml"}) {
		name := filepath.Base(file.Path)
		data, err := fs.ReadFile(flows.Library(), file.Path)
		if err != nil {
			t.Fatal(err)
		}
		if change, ok := changes[name]; ok {
			changed := strings.Replace(string(data), change[0], change[1], 1)
			if changed == string(data) {
				t.Fatalf("%s has no %s", name, change[0])
			}
			data = []byte(changed)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// wordings are the English texts of an item in a codebook, by version.
func wordings(t *testing.T, codebook, item string) map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(codebook)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	place := map[string]int{}
	for n, name := range rows[0] {
		place[name] = n
	}
	texts := map[string]string{}
	for _, row := range rows[1:] {
		if row[place["item"]] == item && row[place["locale"]] == "en" {
			texts[row[place["version"]]] = row[place["text"]]
		}
	}
	return texts
}

// TestWordingOfOldVersions: a question that was changed since is in the codebook with both wordings, though nobody kept
// a folder of the old protocol.
func TestWordingOfOldVersions(t *testing.T) {
	e := newExported(t)
	plain := e.environ
	e.environ = append(e.environ, "FOOTING_PROTOCOL_DIR="+library(t, map[string][2]string{
		"effort.yaml":    {"version: 2", "version: 3"},
		"effort.en.yaml": {"effort.effort.text: \"", "effort.effort.text: \"Asked anew: "},
	}))
	args := []string{"--until", "2026-03-02", "--level", "records", "--out"}
	said := e.export(0, append(args, e.path("later"))...)
	if strings.Contains(said, "no wording of") {
		t.Errorf("footing export says: %s", said)
	}
	texts := wordings(t, e.files("later")["codebook.csv"], "effort")
	if len(texts) != 2 || texts["3"] != "Asked anew: "+texts["2"] || texts["2"] == "" {
		t.Errorf("the codebook has %q", texts)
	}

	// What cannot be read any more is told, and stops nothing.
	plans, err := e.store.Plans(t.Context())
	if err != nil || len(plans) != 1 {
		t.Fatalf("%d plans are kept, %v", len(plans), err)
	}
	for _, packed := range plans {
		again := spoiled(t, packed, "effort.yaml", "id: effort\nof: another time\n")
		if err := e.store.KeepPlan(t.Context(), "broken", again); err != nil {
			t.Fatal(err)
		}
	}
	e.environ = plain
	said = e.export(0, append(args, e.path("broken"))...)
	if !strings.Contains(said, "The protocol that was first used on 2026-03-02 cannot be read any more") {
		t.Errorf("footing export says: %s", said)
	}
}

// spoiled replaces a file of a plan that the store keeps.
func spoiled(t *testing.T, packed []byte, name, text string) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var kept struct {
		At    time.Time         `json:"at"`
		Files map[string][]byte `json:"files"`
	}
	if err := json.NewDecoder(r).Decode(&kept); err != nil || kept.Files[name] == nil {
		t.Fatalf("no %s is kept, %v", name, err)
	}
	kept.Files[name] = []byte(text)
	var again bytes.Buffer
	w := gzip.NewWriter(&again)
	if err := errors.Join(json.NewEncoder(w).Encode(kept), w.Close()); err != nil {
		t.Fatal(err)
	}
	return again.Bytes()
}
