package bot

import (
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// planted gives a store a patient with one answer, and what is due for them, with the shipped plan.
func (w *world) planted(b *Bot, wakes ...state.Wake) string {
	w.t.Helper()
	store := b.o.Store
	if err := store.MarkSynthetic(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	id := storage.NewID(store.ShardOf(ann), "PATIENT")
	err := store.Plant(w.t.Context(), []storage.Planted{{
		State: state.State{ID: id, Chat: ann, Locale: "en", Patient: &state.Patient{
			Ties:      state.Ties{Code: "A-17", Clinician: state.Contact{ID: storage.NewID(0, "DESK"), Name: "Dr Lind"}},
			Enrolment: state.Enrolment{Active: true},
		}},
		Facts: []record.Fact{{ID: "f1", At: w.now().Add(-time.Hour), Body: record.Response{
			Occasion: "mon@2026-03-02", Questionnaire: "effort", Item: "effort", Code: "nothing",
		}}},
		Wakes: wakes,
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.says(ann, "so that there is a chat")
	return id
}

// TestOwnDataArriveAsFiles: the participant's own facts ride on the moment that asks for them, and go out as files.
func TestOwnDataArriveAsFiles(t *testing.T) {
	w := newWorld(t, nil)
	w.plan = loadtest.Shipped(t)
	b := w.start()
	w.planted(b, state.Wake{Kind: state.WakeData, Key: "csv", At: w.now()},
		state.Wake{Kind: state.WakeData, Key: "json", At: w.now()})
	w.pump(b)
	var files []*simulator.File
	for _, m := range w.phone.Chat(ann) {
		if m.Document != nil {
			files = append(files, m.Document)
		}
	}
	if len(files) != 2 {
		t.Fatalf("want two files, got %d\nlog: %s", len(files), w.log)
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name, "footing-a-17-2026-03-02.") || len(f.Data) < 100 {
			t.Errorf("got %s of %d bytes", f.Name, len(f.Data))
		}
	}
	if v := w.phone.Violations(); len(v) > 0 {
		t.Errorf("the Bot API was violated: %v", v)
	}
	if strings.Contains(w.log.String(), "nothing") {
		t.Errorf("an answer reached the log: %s", w.log)
	}
}

// TestErasedHearTheReceiptOnly: what waits for somebody when they erase themselves is not sent any more, also where it
// waits in memory only, and nothing of them is left in the store.
func TestErasedHearTheReceiptOnly(t *testing.T) {
	w := newWorld(t, nil)
	w.plan = loadtest.Shipped(t)
	b := w.start()
	w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: ann, Kind: simulator.Throttle, RetryAfter: 60})
	id := w.planted(b, state.Wake{Kind: state.WakeErase, Key: "all", At: w.now().Add(time.Second)})
	w.pump(b) // the answer to what was said waits: Telegram wants nothing in this chat yet
	w.pass(2 * time.Second)
	w.pump(b)
	w.pass(time.Minute)
	w.pump(b)
	heard := w.heard(ann)
	if len(heard) != 1 || !strings.Contains(heard[0], "Receipt") || !strings.Contains(heard[0], "answers (1)") {
		t.Fatalf("want the receipt alone, got %q\nlog: %s", heard, w.log)
	}
	facts, err := b.o.Store.Facts(t.Context(), id, time.Time{})
	if err != nil || len(facts) != 0 {
		t.Errorf("%d facts are left, %v", len(facts), err)
	}
	if kept, err := b.o.Store.Load(t.Context(), id); err != nil || kept.Version != 0 {
		t.Errorf("a state is left: %+v, %v", kept, err)
	}
	if people, err := b.o.Store.Resolve(t.Context(), ann); err != nil || people != "" {
		t.Errorf("the chat is still %q's, %v", people, err)
	}
}

// TestADamagedRecordCanBeErased: facts that can't be read keep nobody from removing them.
func TestADamagedRecordCanBeErased(t *testing.T) {
	w := newWorld(t, nil)
	w.plan = loadtest.Shipped(t)
	b := w.start()
	id := w.planted(b,
		state.Wake{Kind: state.WakeData, Key: "csv", At: w.now()}, state.Wake{
			Kind: state.WakeErase, Key: "all",
			At: w.now().Add(time.Second),
		})
	key := "{" + id[:3] + "}:p:" + id + ":facts"
	if _, err := w.redis.XAdd(key, "*", []string{"fact", "damaged"}); err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	w.pass(time.Minute)
	w.pump(b)
	heard := strings.Join(w.heard(ann), "|")
	if !strings.Contains(heard, "can't read what is kept") || !strings.Contains(heard, "Receipt") {
		t.Errorf("want to hear of the damage, and the receipt, got %q\nlog: %s", heard, w.log)
	}
	if w.redis.Exists(key) {
		t.Error("the damaged record is still there")
	}
}
