package bot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/bot/simulator"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/storage"
)

// TestCrashPointsOfACheckIn lives through a red answer with the real engine and the shipped protocol: a check-in
// comes, two questions are answered, the clinician is called, sees it and says that contact was made. There is
// trouble at the n-th call to the outside, for every n, as in TestCrashPoints. What both phones show in the end,
// and what is filed, must be what it is without the trouble.
func TestCrashPointsOfACheckIn(t *testing.T) {
	calm, reached := crashed(t, 0, false, false)
	if len(calm.facts) < 8 || !strings.Contains(strings.Join(calm.shown[ann], "|"), "opened it at hh:mm") {
		t.Fatalf("undisturbed: %+v", calm)
	}
	for _, torn := range []bool{false, true} {
		for _, only := range []bool{false, true} {
			t.Run(fmt.Sprintf("torn=%v,only=%v", torn, only), func(t *testing.T) {
				t.Parallel()
				for n := 1; n <= reached; n++ {
					got, _ := crashed(t, n, torn, only)
					if diff := cmp.Diff(calm.shown, got.shown); diff != "" {
						t.Fatalf("trouble at call %d: phones (- without it, + with it):\n%s", n, diff)
					}
					if diff := cmp.Diff(calm.facts, got.facts); diff != "" {
						t.Fatalf("trouble at call %d: facts (- without it, + with it):\n%s", n, diff)
					}
				}
				t.Logf("%d calls were tried", reached)
			})
		}
	}
}

// seen is what is left of a life: every text that was ever on the phones, once, and what is filed of the patient.
type seen struct {
	shown map[int64][]string
	facts []string
}

// crashed lives through it with trouble at call n (0: none), and says how many calls there were.
func crashed(t *testing.T, n int, torn, only bool) (seen, int) {
	t.Helper()
	w := newWorld(t, nil)
	w.shards = 2
	plan, err := flows.Load(flows.Library(), flows.SampleClinic(), "clinic.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan.Bot, w.plan = "footing_bot", plan
	w.plantPair()
	gate := guarded(w)
	b := w.start()
	gate.calls, gate.stopAt, gate.torn, gate.only = 0, n, torn, only
	w.pass(2 * time.Hour) // to 14:00
	struck, pressed := false, map[string]time.Time{}
	for turn := 0; ; turn++ {
		if turn > 400 {
			t.Fatalf("trouble at call %d: it never ends; phones %q %q\nlog:\n%s", n, w.heard(ann), w.heard(cat), w.log)
		}
		next, err := b.Pump(t.Context(), w.now())
		if gate.stopAt > 0 && gate.calls >= gate.stopAt && !struck && (err != nil || !only) {
			struck = true
			if !only {
				gate.stopAt = 0
				w.pass(31 * time.Second) // the leases of the dead process run out
				b = w.start()
			}
			continue
		}
		if err != nil && !only {
			t.Fatalf("trouble at call %d: %v", n, err)
		}
		if w.acts(pressed) {
			continue
		}
		if w.over() && (next.IsZero() || next.Sub(w.now()) > time.Minute) {
			break
		}
		w.pass(5 * time.Second)
	}
	calls := gate.calls
	gate.stopAt = 0
	w.emptyOutbox(b.o.Store)
	return w.remains(t, b.o.Store), calls
}

// plantPair puts a patient and their clinician into the store, as they are after their set-up.
func (w *world) plantPair() {
	w.t.Helper()
	store := w.open()
	id := func(chat int64, draw string) string {
		return storage.NewID(store.ShardOf(chat), strings.Repeat(draw, 26))
	}
	patient, desk := id(ann, "A"), id(cat, "C")
	for chat, name := range map[int64]string{ann: "Ann", cat: "Cat"} {
		w.phone.AddAcquainted(simulator.User{ID: chat, FirstName: name, LanguageCode: "en"})
	}
	begin := w.now()
	people := []storage.Planted{{
		State: engine.State{ID: patient, Chat: ann, Name: "Ann", Locale: "en", Zone: "UTC", Seed: "seed", Patient: &engine.Patient{
			Code: "A-17", Clinician: engine.Contact{ID: desk, Name: "Dr Lind", Role: record.Clinician}, First: desk, Active: true, Start: begin,
			Consents: map[record.Purpose]bool{record.ForCare: true, record.ForSafety: true},
			Days:     []time.Weekday{time.Monday, time.Wednesday, time.Friday}, At: "14:00",
		}},
		Wakes: []engine.Wake{{Kind: engine.WakeCheckIn, Key: w.plan.Rotation[0].ID, At: begin.Add(2 * time.Hour)}},
	}, {
		State: engine.State{ID: desk, Chat: cat, Name: "Cat", Locale: "en", Zone: "UTC", Seed: "seed", Desk: &engine.Desk{
			Name: "Dr Lind", Role: record.Clinician, Active: true, Hour: "16:00",
			Panel: []engine.Member{{ID: patient, Code: "A-17", Name: "Ann", Since: begin, Care: true}},
		}},
	}}
	err := store.MarkSynthetic(w.t.Context())
	if err == nil {
		err = store.Plant(w.t.Context(), people)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// acts lets whoever has something to press press it, and tells whether anybody did. Where nothing comes of it they
// press again after a while, as people do.
func (w *world) acts(pressed map[string]time.Time) bool {
	for _, one := range []struct {
		who   int64
		label string
	}{{ann, "More than usual, or new"}, {ann, "Yes"}, {cat, "I have seen this"}, {cat, "Contact made"}} {
		for _, m := range slices.Backward(w.phone.Chat(one.who)) {
			for r, row := range m.Buttons {
				for c, b := range row {
					if last, did := pressed[one.label]; b.Text != one.label || did && w.now().Sub(last) < 40*time.Second {
						continue
					}
					pressed[one.label] = w.now()
					_, err := w.phone.Tap(one.who, m.ID, r, c)
					return err == nil
				}
			}
		}
	}
	return false
}

// over tells whether the story has come to its end on both phones.
func (w *world) over() bool {
	all := strings.Join(append(w.heard(ann), w.heard(cat)...), "|")
	return strings.Contains(all, "opened it at") && strings.Contains(all, "contact was made")
}

var (
	clockText = regexp.MustCompile(`\d\d:\d\d`)
	alertText = regexp.MustCompile(`Safety alert [A-Z2-9]{4}`) // its name follows from the press that raised it
)

// remains is what is left. Times are not compared, for a restart takes a while; the ids of facts are those of the
// updates they come from.
func (w *world) remains(t *testing.T, store *storage.Store) seen {
	t.Helper()
	s := seen{shown: map[int64][]string{}}
	for _, e := range w.phone.Log() {
		if e.What != simulator.Sent && e.What != simulator.Edited {
			continue
		}
		text := alertText.ReplaceAllString(e.Text, "Safety alert")
		if text = clockText.ReplaceAllString(text, "hh:mm"); !slices.Contains(s.shown[e.Chat], text) {
			s.shown[e.Chat] = append(s.shown[e.Chat], text)
		}
	}
	for _, texts := range s.shown {
		slices.Sort(texts)
	}
	id := storage.NewID(store.ShardOf(ann), strings.Repeat("A", 26))
	facts, err := store.Facts(t.Context(), id, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if alert, ok := f.Body.(record.Alert); ok {
			alert.ID, alert.Short = "", ""
			f.Body = alert
		}
		if ack, ok := f.Body.(record.Acknowledgement); ok {
			ack.Alert = ""
			f.Body = ack
		}
		body, err := json.Marshal(f.Body)
		if err != nil {
			t.Fatal(err)
		}
		s.facts = append(s.facts, fmt.Sprintf("%T %s", f.Body, body))
	}
	slices.Sort(s.facts)
	return s
}
