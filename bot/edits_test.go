package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/bot/telegram"
	"footing/flows/record"
	"footing/flows/state"
)

// TestWhichEditsAreRead: text and caption within a day of the message; later ones are known to be edits, and no more.
func TestWhichEditsAreRead(t *testing.T) {
	const head = `{"update_id":5,"edited_message":{"message_id":7,"from":{"id":1001,"first_name":"Ann"},` +
		`"chat":{"id":1001,"type":"private"},"date":1772300000,`
	for update, want := range map[string]record.FreeText{
		`"edit_date":1772386400,"text":"hello"}}`:                 "hello",
		`"edit_date":1772386400,"photo":[{}],"caption":"hello"}}`: "hello",
		`"edit_date":1772386401,"text":"hello"}}`:                 "",
		`"edit_date":1772386401,"photo":[{}],"caption":"hello"}}`: "",
	} {
		u, err := telegram.Decode(json.RawMessage(head + update))
		if err != nil {
			t.Fatal(err)
		}
		post, _ := translate(u, noon, "DRAW")
		if diff := cmp.Diff(state.Event(state.Said{
			Header: state.Header{ID: "u5.m7", At: noon}, Sender: state.Sender{Chat: 1001, Name: "Ann", Draw: "DRAW"},
			Message: 7, Media: state.Edited, Text: want, SaidAt: u.Date,
		}), post.Event); diff != "" {
			t.Errorf("%s (-want +got)\n%s", update, diff)
		}
	}
}

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
			if took := w.after(ann, begin, "What would help now?"); took < 0 || took > 2*time.Second {
				t.Errorf("after %d other edits, answered after %s", flood, took)
			}
			if answers := len(w.shown(ann)); answers > 50 {
				t.Errorf("%d messages after %d edits", answers, flood)
			}
		})
	}
}
