package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// edits changes the newest text of somebody's own.
func (w *world) edits(who int64, text string) {
	w.t.Helper()
	for _, m := range slices.Backward(w.phone.Chat(who)) {
		if !m.FromBot && m.Text != "" {
			if err := w.phone.EditOwn(who, m.ID, text); err != nil {
				w.t.Fatal(err)
			}
			return
		}
	}
	w.t.Fatalf("%d has written nothing", who)
}

// TestWordsOfDangerInAnEdit are answered as if they were said now: at once, and in a flood, too. Other edits of a flood
// are refused with it.
func TestWordsOfDangerInAnEdit(t *testing.T) {
	for _, flood := range []int{0, 100} {
		crowd(t, func(w *world, _ *Bot) {
			w.says(ann, "good evening")
			for n := range flood {
				w.edits(ann, fmt.Sprint("good evening ", n))
			}
			time.Sleep(time.Second)
			begin := currentTime()
			w.edits(ann, "I want to die")
			time.Sleep(time.Minute)
			if took := w.after(ann, begin, "I'm a program"); took < 0 || took > 2*time.Second {
				t.Errorf("after %d other edits, answered after %s", flood, took)
			}
			if answers := len(w.shown(ann)); answers > 50 {
				t.Errorf("%d messages after %d edits", answers, flood)
			}
		})
	}
}
