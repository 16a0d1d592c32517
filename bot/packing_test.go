package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/load/loadtest"

	"github.com/google/go-cmp/cmp"
)

// TestOldFactsArePacked: when somebody's facts are old they stand in a chapter after their next turn, and are read as
// before.
func TestOldFactsArePacked(t *testing.T) {
	w := newWorld(t, nil)
	w.plan, w.shards, w.clock = loadtest.Shipped(t), 2, time.Date(2026, 3, 2, 13, 59, 0, 0, time.UTC)
	w.redis.SetTime(w.clock)
	b := w.start()
	w.plantAClinic(b.o.Store)
	w.says(ann, "hello")
	w.says(ben, "hello")
	w.pump(b)
	_, before := w.filedOf(b.o.Store)
	w.pass(300 * 24 * time.Hour)
	w.says(ann, "hello")
	w.pump(b)
	if !slices.ContainsFunc(w.redis.Keys(), func(key string) bool { return strings.HasSuffix(key, ":chapters") }) {
		t.Errorf("there is no chapter, only %q", w.redis.Keys())
	}
	_, after := w.filedOf(b.o.Store)
	if len(after) < len(before) {
		t.Fatalf("%d facts of %d are left", len(after), len(before))
	}
	if diff := cmp.Diff(before, after[:len(before)]); diff != "" {
		t.Errorf("facts before and after they were packed (-/+):\n%s", diff)
	}
}
