package main

import (
	"strings"
	"testing"

	"footing/flows/export"
	"footing/flows/record"
)

// tablesAgain: after one person has left, no count that was published is another one, in another study too, because the
// register remembers it; and it shows nobody the keys of the people in the cells.
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
		first, second := strings.Split(e.files("counts")[name], "\r\n"), strings.Split(e.files("recount")[name], "\r\n")
		if len(first) < 2 || len(first) != len(second) {
			t.Fatalf("%s has %d rows, and after somebody left %d", name, len(first), len(second))
		}
		for n, row := range first {
			now := strings.Split(second[n], ",")
			for i, field := range strings.Split(row, ",") {
				if field != "" && field != now[i] { // what was blank may be told later
					t.Errorf("%s had %q, and after somebody left %q", name, row, second[n])
				}
			}
		}
	}
	if list := e.export(0, "list", "--json"); strings.Contains(list, `"cells"`) {
		t.Error("the list shows who is in which cell")
	}
}
