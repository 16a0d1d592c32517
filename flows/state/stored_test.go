package state

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/internal/wiretest"
	"footing/flows/record"
)

// TestStoredForms compares every stored form with the one in testdata/stored/form-1, and reads it from there: each
// state, event, effect and letter with all of its fields, and without any. A line that changes or goes makes stores of
// earlier releases unreadable. A new line is fine: go test -update writes it.
//
// What the same values were as JSON stands in testdata/stored. It is only read: with every value where it was.
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
	var forms strings.Builder
	for _, value := range values {
		forms.WriteString(must(wiretest.Notation(must(encode(value)))))
	}
	var got []T
	for _, stored := range must(wiretest.Noted(sameAsGolden(t, "form-1/"+name, forms.String()))) {
		got = append(got, must(decode(stored)))
	}
	if diff := cmp.Diff(values, got); diff != "" {
		t.Errorf("%s: read differs from written (-want +got):\n%s", name, diff)
	}
	sameJSON(t, name, encode, decode)
}

// sameJSON reads what earlier releases wrote as JSON, takes it through the form of today, and looks for each value of
// it.
func sameJSON[T any](t *testing.T, name string, encode func(T) ([]byte, error), decode func([]byte) (T, error)) {
	t.Helper()
	golden := json.NewDecoder(bytes.NewReader(must(os.ReadFile("testdata/stored/" + name + ".golden"))))
	n := 0
	for ; golden.More(); n++ {
		var doc json.RawMessage
		if err := golden.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		value := must(decode(must(encode(must(decode(doc))))))
		for _, gone := range lost(doc, asJSON(value)) {
			t.Errorf("%s: %s is not read from\n%s", name, gone, doc)
		}
	}
	if n == 0 {
		t.Errorf("%s: there is no JSON", name)
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
	want := must(os.ReadFile(name))
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	return string(want)
}
