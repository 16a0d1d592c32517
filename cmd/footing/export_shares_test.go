package main

import (
	"slices"
	"testing"

	"footing/cmd/footing/internal/release"
)

// TestInBoth: people are the same in two studies by who they are, and in one by their pseudonym, also once they are
// erased. Nobody is taken for somebody else.
func TestInBoth(t *testing.T) {
	studies := map[string]map[string]agreement{
		"a": {"p1": {key: 1}, "p2": {key: 2}, "p3": {key: 3}},
		"b": {"q1": {key: 1}, "q4": {key: 4}, "p2": {key: 5}},
	}
	of := func(study string, names ...string) release.Release {
		return release.Release{Study: study, Pseudonyms: names}
	}
	for name, test := range map[string]struct {
		one, other release.Release
		want       []string
	}{
		"one study":     {of("a", "p1", "p2"), of("a", "p2", "p3"), []string{"p2"}},
		"two studies":   {of("b", "q1", "q4", "p2"), of("a", "p1", "p2"), []string{"q1"}},
		"erased since":  {of("a", "gone", "p1"), of("a", "gone"), []string{"gone"}},
		"erased, other": {of("b", "gone"), of("a", "gone"), nil},
		"tables":        {of("a"), of("a", "p1"), nil},
	} {
		if got := inBoth(test.one, test.other, studies); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
