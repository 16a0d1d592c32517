package record

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/internal/wiretest"
)

// TestNoNameOfGoIsStored: a body or a field of it can be renamed without a change to what is stored.
func TestNoNameOfGoIsStored(t *testing.T) {
	for _, fault := range wiretest.Faults(nil, storedTypes()) {
		t.Error(fault)
	}
}

// storedTypes are all types that the codec writes.
func storedTypes() wiretest.Roots {
	roots := wiretest.Roots{"fact": reflect.TypeFor[stored]()}
	for kind, body := range kindsOfBodies() {
		roots[string(kind)] = reflect.TypeOf(body)
	}
	return roots
}

// TestEveryStoredField compares the facts with all of their fields, and without any, with those in
// testdata/every_field-1.golden, and reads them from there. A line that changes or goes makes earlier facts unreadable.
// A new line is fine: go test -update writes it.
func TestEveryStoredField(t *testing.T) {
	var want []Fact
	kinds := storedTypes()
	delete(kinds, "fact")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		full := wiretest.Filled(kinds[kind]).Interface().(Body)
		for _, body := range []Body{full, kindsOfBodies()[Kind(kind)]} {
			want = append(want, Fact{ID: "id", At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Body: body})
		}
	}
	var forms strings.Builder
	for _, fact := range want {
		forms.WriteString(must(wiretest.Notation(must(Encode(fact)))))
	}
	var got []Fact
	for _, data := range must(wiretest.Noted(sameAsGolden(t, "every_field-1", forms.String()))) {
		got = append(got, must(Decode(data)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read differs from written (-want +got):\n%s", diff)
	}
}

// TestStoredWords compares the values of every closed choice that stands in facts with those in testdata/words.golden.
func TestStoredWords(t *testing.T) {
	lines, err := wiretest.Words(os.DirFS("../.."), nil, storedTypes())
	if err != nil {
		t.Fatal(err)
	}
	sameAsGolden(t, "words", strings.Join(lines, "\n")+"\n")
}

// sameAsGolden compares a text with the one in a golden file, and returns that one.
func sameAsGolden(t *testing.T, name, got string) string {
	t.Helper()
	name = "testdata/" + name + ".golden"
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	return string(want)
}
