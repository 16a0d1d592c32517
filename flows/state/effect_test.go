package state

import "testing"

// TestEachClassHasAWordOfItsOwn: counts by class are kept under these words, so that no two classes may share one.
func TestEachClassHasAWordOfItsOwn(t *testing.T) {
	seen := make(map[string]Class)
	for c := ClassSafety; c <= ClassStrangerHelp+1; c++ { // the last is of a later release
		if other, twice := seen[c.String()]; twice {
			t.Errorf("classes %d and %d are both %q", other, c, c)
		}
		seen[c.String()] = c
	}
}
