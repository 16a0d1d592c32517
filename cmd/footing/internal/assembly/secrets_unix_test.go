//go:build unix

package assembly

import (
	"os"
	"strings"
	"testing"
)

// TestNoCommandUsesOpenSecrets: whoever opens the store refuses a keyset or a token that others can read, and makes
// nothing.
func TestNoCommandUsesOpenSecrets(t *testing.T) {
	for _, name := range []string{"token", "keyset.json"} {
		w := newSetup(t, realRedis(t))
		w.write("token", "1:secret\n")
		w.env("TELEGRAM_TOKEN", "")
		w.env("TELEGRAM_TOKEN_FILE", w.path("token"))
		w.made(nil)
		w.chmod(name, 0o604)
		for _, mode := range []os.FileMode{0o604, 0o600} {
			w.chmod(name, mode)
			said := &strings.Builder{}
			s := w.surroundings()
			s.ErrOut = said
			a, err := New(s, Want{})
			w.must(err)
			err = a.Connect(s, "nothing was done")
			opened := a.Store != nil
			a.Closing(w.Context(), &err)
			read := Reading(s, "it is empty", "nothing was read", func(*Assembly) error { return nil })
			if open := mode != 0o600; (err != nil) != open || (read != nil) != open || opened == open ||
				strings.Contains(said.String(), "FAILED   secrets") != open {
				t.Errorf("%s has mode %v: %v, %v, the store is open: %v\n%s", name, mode, err, read, opened, said)
			}
		}
	}
}
