package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/internal/wiretest"
	"footing/flows/record"
)

// TestStoredForms compares every stored form with the one in testdata/stored, and reads it from there: each state,
// event, effect and letter with all of its fields, and without any. A line that changes or goes makes stores of earlier
// releases unreadable. A new line is fine: go test -update writes it.
func TestStoredForms(t *testing.T) {
	sameForms(t, "state", sampleStates(), EncodeState, DecodeState)
	sameForms(t, "events", samples(eventTags), EncodeEvent, DecodeEvent)
	sameForms(t, "effects", samples(effectTags), EncodeEffect, DecodeEffect)
	sameForms(t, "letters", samples(letterTags),
		func(l Letter) ([]byte, error) { return encodeOne(l, letterTags) },
		func(data []byte) (Letter, error) { return decodeOne(data, letterTags) })
}

// TestStoredWords compares the values of every closed choice that is stored, such as the roles, with those in
// testdata/stored/words.golden.
func TestStoredWords(t *testing.T) {
	lines, err := wiretest.Words(os.DirFS("../.."), storedForms(), storedTypes())
	if err != nil {
		t.Fatal(err)
	}
	sameAsGolden(t, "words", strings.Join(lines, "\n")+"\n")
}

// sampleStates are a state with all of its parts and fields, one whose parts are empty, and a stranger's.
func sampleStates() []State {
	full := wiretest.Filled(reflect.TypeFor[State]()).Interface().(State)
	parts := State{
		Opener: &Opener{}, Setting: &Setting{}, Traces: []Trace{{}}, Patient: &Patient{}, Desk: &Desk{}, Office: &Office{},
	}
	return []State{full, parts, {}}
}

// samples are two values of each member of a closed set: with something in every field, and with nothing.
func samples[T any](set []member[T]) (values []T) {
	for _, m := range set {
		full := wiretest.Filled(reflect.TypeOf(m.empty)).Interface().(T)
		values = append(values, carrying(full), carrying(m.empty))
	}
	return values
}

// carrying puts a letter or a fact into what has no stored form without one.
func carrying[T any](value T) T {
	switch v := any(value).(type) {
	case Told:
		v.Letter = Look{}
		return any(v).(T)
	case Tell:
		v.Letter = Look{}
		return any(v).(T)
	case Keep:
		at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
		v.Fact = record.Fact{ID: "id", At: at, Body: record.Zone{Name: "Name"}}
		return any(v).(T)
	default:
		return value
	}
}

// sameForms compares the stored forms of values with those in a golden file, and what is read from there with the
// values.
func sameForms[T any](
	t *testing.T, name string, values []T, encode func(T) ([]byte, error), decode func([]byte) (T, error),
) {
	t.Helper()
	var forms bytes.Buffer
	for _, value := range values {
		if err := json.Indent(&forms, must(encode(value)), "", " "); err != nil {
			t.Fatal(err)
		}
		forms.WriteByte('\n')
	}
	golden := json.NewDecoder(strings.NewReader(sameAsGolden(t, name, forms.String())))
	for n := 0; ; n++ {
		var spaced json.RawMessage
		err := golden.Decode(&spaced)
		if errors.Is(err, io.EOF) && n == len(values) {
			return
		}
		if err != nil || n == len(values) {
			t.Fatalf("%s: %d forms for %d values, %v", name, n, len(values), err)
		}
		var form bytes.Buffer
		if err := json.Compact(&form, spaced); err != nil {
			t.Fatal(err)
		}
		got, err := decode(form.Bytes())
		if err != nil {
			t.Fatalf("%s: %v:\n%s", name, err, spaced)
		}
		if diff := cmp.Diff(values[n], got); diff != "" {
			t.Errorf("%s: read differs from written (-want +got):\n%s", name, diff)
		}
	}
}

// sameAsGolden compares a text with the one in a golden file, and returns that one.
func sameAsGolden(t *testing.T, name, got string) string {
	t.Helper()
	name = "testdata/stored/" + name + ".golden"
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.ReplaceAll(string(want), ".005Z", "Z") // times were kept with their part of a second
	if diff := cmp.Diff(strings.Split(whole, "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	return whole
}
