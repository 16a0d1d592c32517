package turn

import (
	"testing"

	"footing/flows/state"

	"github.com/google/go-cmp/cmp"
)

// TestNoLabelIsCut: where a label is too long for its place in a row, the row has fewer buttons.
func TestNoLabelIsCut(t *testing.T) {
	rows := func(all ...[]string) [][]state.Button {
		rows := make([][]state.Button, 0, len(all))
		for n := range all {
			var r []state.Button
			for _, label := range all[n] {
				r = append(r, state.Button{Text: label})
			}
			rows = append(rows, r)
		}
		return rows
	}
	for name, c := range map[string]struct{ given, want [][]state.Button }{
		"short labels": {
			rows([]string{"08:00", "10:00", "12:00", "14:00"}, []string{"Yes", "No"}),
			rows([]string{"08:00", "10:00", "12:00", "14:00"}, []string{"Yes", "No"}),
		},
		"what came of an alert": {
			rows([]string{"Es gab Kontakt", "Wird woanders betreut"}),
			rows([]string{"Es gab Kontakt"}, []string{"Wird woanders betreut"}),
		},
		"long codes": {
			rows([]string{"WEST-2026-1", "A-2", "A-3", "A-4"}, []string{"A-5"}),
			rows([]string{"WEST-2026-1", "A-2"}, []string{"A-3", "A-4"}, []string{"A-5"}),
		},
		"three of which one is long": {
			rows([]string{"Sun 15 March", "Mon 16 March!", "Tue"}), rows([]string{"Sun 15 March", "Mon 16 March!"},
				[]string{"Tue"}),
		},
		"marks take no room": {
			rows([]string{"\u2066CSV\u2069 \u2066JSON\u2069 12345678", "b"}),
			rows([]string{"\u2066CSV\u2069 \u2066JSON\u2069 12345678", "b"}),
		},
		"one alone may be long": {
			rows([]string{"Nothing of what stands here, but something else"}),
			rows([]string{"Nothing of what stands here, but something else"}),
		},
	} {
		if diff := cmp.Diff(c.want, fitted(c.given)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
