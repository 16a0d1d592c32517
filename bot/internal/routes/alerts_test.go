package routes

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/state"
)

// standing is ann's route with open alerts.
func standing(taken []int, alerts ...string) state.Route {
	r := calling(lind, berg)
	for _, id := range alerts {
		r.Alerts = append(r.Alerts, state.Standing{
			ID: id, Since: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Taken: taken,
		})
	}
	return r
}

// TestAnAlertLeavesBeforeTheCommit: what somebody has pressed on is gone from the folder before the turn is saved; how
// far the calls of another have come is written after it, because the turn may fail and then they have not.
func TestAnAlertLeavesBeforeTheCommit(t *testing.T) {
	dir := t.TempDir()
	b, end := opened(t, dir)
	b.Take(0, 1)
	tidy(t, b)
	turn(t, b, standing([]int{0}, "a", "b"))
	if diff := cmp.Diff([]string{ann}, b.Standing()); diff != "" {
		t.Error(diff)
	}
	if err := b.Before(ann, standing([]int{0, 1}, "b")); err != nil {
		t.Fatal(err)
	}
	same(t, b, standing([]int{0}, "b"))
	end() // the commit is never heard of
	b, end = opened(t, dir)
	same(t, b, standing([]int{0}, "b"))
	b.Take(0, 2)
	turn(t, b, standing([]int{0, 1}, "b"))
	same(t, b, standing([]int{0, 1}, "b"))
	turn(t, b, state.Route{Gone: true})
	if len(b.Standing()) > 0 {
		t.Errorf("alerts of somebody who is gone stand: %v", b.Standing())
	}
	end()
	if b, _ = opened(t, dir); len(b.Standing()) > 0 {
		t.Errorf("alerts of somebody who is gone stand in the folder: %v", b.Standing())
	}
}

// TestAPressDoesNotWaitForTheFolder: while it cannot be written, a turn that takes nothing away but an alert on which
// somebody has pressed goes on; whoever is left out with it still holds it up.
func TestAPressDoesNotWaitForTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	b, _ := opened(t, dir)
	b.Take(0, 1)
	tidy(t, b)
	turn(t, b, standing([]int{0}, "a"))
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	if err := b.Before(ann, calling(lind)); err == nil {
		t.Error("somebody was taken away, and nothing was written")
	}
	turn(t, b, calling(lind, berg))
	same(t, b, calling(lind, berg))
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	if err := b.Pay(); err != nil {
		t.Fatal(err)
	}
	if serious, others := b.Problems(); len(serious)+len(others) > 0 {
		t.Errorf("problems %q, %q", serious, others)
	}
}
