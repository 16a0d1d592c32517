package assembly

import (
	"os"
	"path/filepath"
	"testing"
)

// TestRememberLeavesNothingHalf: where the store cannot be remembered, that is said, and no draft is left beside it.
func TestRememberLeavesNothingHalf(t *testing.T) {
	w := newSetup(t, realRedis(t))
	w.made(func(a *Assembly) error {
		if err := a.Remember(); err != nil {
			t.Errorf("a store that is remembered: %v", err)
		}
		w.must(os.Remove(a.generationFile()))
		w.must(os.Mkdir(a.generationFile(), 0o700))
		if err := a.Remember(); err == nil {
			t.Error("nothing is said of a store that cannot be remembered")
		}
		left, err := filepath.Glob(a.generationFile() + ".*")
		w.must(err)
		if len(left) > 0 {
			t.Errorf("%v is left", left)
		}
		return nil
	})
}
