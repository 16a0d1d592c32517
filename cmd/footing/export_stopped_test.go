package main

import (
	"context"
	"io"
	"os"
	"testing"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/release"
	"footing/flows/export"
)

// Whoever stops an export is told that there is none, and nothing of it is left.
func TestExportIsStopped(t *testing.T) {
	e := newExported(t)
	plan, err := assembly.Sources{}.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range []export.Level{export.Tables, export.Records} {
		to, err := release.NewTarget(e.path("out"), nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		o := export.Options{
			Plan: plan, Study: "study", Level: level, Until: time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC),
			Formats: []export.Format{export.CSV}, Release: "test",
		}
		if _, err := e.store.StudyKey(ctx, o.Study); err != nil {
			t.Fatal(err)
		}
		stop()
		s := assembly.Surroundings{Ctx: ctx, Out: io.Discard, ErrOut: io.Discard, Environ: e.environ}
		if err := (exportWriteCmd{}).write(s, e.store, o, to); err == nil || err.Error() != "stopped: nothing was exported" {
			t.Errorf("%s, stopped: %v", level, err)
		}
		if left, _ := os.ReadDir(e.dir); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}
