package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/storage"
)

// TestAsideIsListed with the time to note, and without that once all was looked at.
func TestAsideIsListed(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 5_000_000, time.UTC)
	entries := []storage.Aside{
		{Shard: 7, At: at, Box: "outbox", Reason: "unreadable"},
		{Shard: 3, At: at.Add(-time.Hour), Box: "inbox", Reason: "panic", Looked: true},
	}
	var out bytes.Buffer
	if err := listAside(assembly.Surroundings{Out: &out}, entries); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2026-03-02T12:00:00.005Z  7      outbox  unreadable  no", "3      inbox   panic       yes",
		"When you have looked: footing aside --looked 2026-03-02T12:00:00.005Z",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	entries[0].Looked = true
	out.Reset()
	err := listAside(assembly.Surroundings{Out: &out}, entries)
	if err != nil || strings.Contains(out.String(), "--looked") {
		t.Errorf("%v\n%s", err, &out)
	}
}
