package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/flows/export"
	"footing/flows/record"
)

// tablesAgain: after one person has left, the tables are the same to the byte, in another study too, because the
// register remembers what was published; and it shows nobody the keys of the people in the cells.
func (e exported) tablesAgain(t *testing.T) {
	t.Helper()
	args := []string{"--until", "2026-03-02", "--out"}
	e.export(0, append(args, e.path("counts"))...)
	key, err := e.store.StudyKey(t.Context(), "third")
	if err != nil {
		t.Fatal(err)
	}
	still := pseudonyms(e.files("after")) // of whom nobody has left
	for id, err := range e.store.Everyone(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if export.Pseudonym(key, id) == still[0] {
			e.keep(id, record.Withdrawal{})
		}
	}
	e.export(0, append(args, e.path("recount"), "--study", "further")...)
	for _, name := range []string{"tables.csv", "figures.csv"} {
		if diff := cmp.Diff(e.files("counts")[name], e.files("recount")[name]); diff != "" || e.files("counts")[name] == "" {
			t.Errorf("%s is another one after somebody left: %.1000s", name, diff)
		}
	}
	if list := e.export(0, "list", "--json"); strings.Contains(list, `"cells"`) {
		t.Error("the list shows who is in which cell")
	}
}
