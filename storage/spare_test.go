package storage

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/state"
	"footing/storage/reseal"
)

// shippedItems are all items that are asked in what we ship, with the codes of their answers.
func shippedItems(t *testing.T) map[string][]flows.Option {
	t.Helper()
	plan := loadtest.Shipped(t)
	items, several := map[string][]flows.Option{}, map[string]bool{}
	for _, q := range plan.Questionnaires {
		for _, item := range q.Items {
			for _, o := range item.Options {
				several[o.Code] = several[o.Code] || item.Kind == flows.Several
			}
			options := append([]flows.Option{{Code: flows.RatherNot}, {Code: flows.DoesNotFit}}, item.Options...)
			items[item.ID] = options
			for _, o := range options {
				if longestCode < len(o.Code)+1 {
					t.Errorf("%s: the option %s is longer than what there is room for", item.ID, o.Code)
				}
			}
		}
	}
	for item := range items {
		if several[item] {
			t.Errorf("%s is a question, and an option of several: it would shorten the question", item)
		}
	}
	return items
}

// midway is a state in the middle of a check-in, with a name as long as wanted.
func midway(longer int) state.State {
	at := time.Date(2026, 11, 30, 18, 0, 0, 0, time.UTC)
	return state.State{
		ID: "s03-W3BVS34B3UTALXHMDHQ5HCR575", Seed: "W3BVS34B3UTALXHMDHQ5HCR575", Chat: 1000001,
		Name: "A" + strings.Repeat("n", longer),
		Patient: &state.Patient{CheckIns: state.CheckIns{Open: &state.Occasion{
			ID: "own-1@2026-11-30", Number: 3, Questionnaires: []string{"effort", "people"}, Planned: at, Opened: at,
			Message: 85, Touched: true, Deadline: at.Add(time.Hour), Item: "people", Path: []string{"effort"},
			Answers: map[string]state.Answered{"effort": {Code: "nothing", At: at.Add(time.Minute)}},
		}}},
	}
}

// TestClassesTellNoOption: whichever option of whichever item was chosen, and whatever it set off, a state has the same
// class, also where it nearly fills one.
func TestClassesTellNoOption(t *testing.T) {
	items := shippedItems(t)
	if len(items) < 20 {
		t.Fatalf("there are only %d items", len(items))
	}
	crossed := false
	for item, options := range items {
		for longer := range 400 {
			class := 0
			for _, o := range options {
				for _, told := range [][]string{nil, {"rather_not_say"}, {"harm_left_open", "thoughts_usual"}} {
					s := midway(longer)
					s.Patient.Open.Told = told
					s.Patient.Open.Answers[item] = state.Answered{Code: o.Code, Value: o.Value, At: s.Patient.Open.Opened}
					s.Patient.Recall = map[string]state.Answered{item: s.Patient.Open.Answers[item]}
					got := len(packedState(t, s))
					if class == 0 {
						class = got
					}
					if got != class {
						t.Fatalf("%s=%s, told %v, a name of %d: %d bytes, and %d with the first option",
							item, o.Code, told, longer, got, class)
					}
				}
			}
			crossed = crossed || class > 480
		}
	}
	if !crossed {
		t.Error("no state came near the end of its class")
	}
}

// packedState is what of a state is sealed.
func packedState(t *testing.T, s state.State) []byte {
	t.Helper()
	data, err := encodeState(s)
	if err != nil {
		t.Fatal(err)
	}
	packed, ok := packState(s, data, moments{
		{Kind: state.WakeClose, Key: "own-1@2026-11-30", At: s.Patient.Open.Deadline},
	})
	if !ok {
		t.Fatal("it was not shortened")
	}
	return packed
}

// TestStatesOfEveryForm are read: those of the form before, and those that could not be shortened.
func TestStatesOfEveryForm(t *testing.T) {
	s := &Store{keys: seeded(t), shards: 16}
	want := midway(3)
	data, err := encodeState(want)
	if err != nil {
		t.Fatal(err)
	}
	planned := moments{
		{Kind: state.WakeClose, Key: "a", At: time.Unix(1_796_075_000, 0).UTC()},
		{Kind: state.WakeReminder, Key: "a", At: time.Unix(1_796_075_900, 0).UTC()},
		{Kind: state.WakeCheckIn, At: time.Unix(1_796_175_900, 0).UTC()},
	}
	before, err := s.sealParts("state", reseal.ForState(want.ID), 480, data, planned.encode())
	if err != nil {
		t.Fatal(err)
	}
	now, err := s.sealState(want, data, planned)
	if err != nil {
		t.Fatal(err)
	}
	for form, sealed := range map[string][]byte{"before": before, "now": now} {
		got, err := s.openState(want.ID, string(sealed))
		if err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		if diff := cmp.Diff(want, got.State); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
		if diff := cmp.Diff(planned, got.planned); diff != "" || !bytes.Equal(got.data, data) {
			t.Errorf("%s: %x, want %x (-want +got):\n%s", form, got.data, data, diff)
		}
	}
	if len(now) != 480+33 {
		t.Errorf("it has %d bytes", len(now))
	}
}
