package main

import (
	"strings"
	"testing"

	"footing/cmd/footing/internal/release"
)

// TestRemovalText: whoever has to delete private answers only is not told to delete everything of that person.
func TestRemovalText(t *testing.T) {
	of := func(remove, private []string) string {
		return registerText([]listed{{
			Release: release.Release{ID: "one", Study: "study"}, Remove: remove,
			RemovePrivate: private,
		}})
	}
	const all, some = "delete all rows of the pseudonyms below it that are to be removed.", "Of those whose private answers are to be removed: "
	for name, c := range map[string]struct {
		text      string
		has, lack []string
	}{
		"nobody": {of(nil, nil), []string{"Nobody has to be removed"}, []string{all, some, "    remove"}},
		"one":    {of([]string{"p1"}, nil), []string{"    remove p1\n", all}, []string{some, "Nobody"}},
		"private": {
			of(nil, []string{"p2"}),
			[]string{"    remove private answers of p2\n", all, some},
			[]string{"Nobody", "    remove p2"},
		},
	} {
		for _, want := range c.has {
			if !strings.Contains(c.text, want) {
				t.Errorf("%s: no %q in\n%s", name, want, c.text)
			}
		}
		for _, not := range c.lack {
			if strings.Contains(c.text, not) {
				t.Errorf("%s: %q in\n%s", name, not, c.text)
			}
		}
	}
}
