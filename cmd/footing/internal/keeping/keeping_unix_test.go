//go:build unix

package keeping

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"footing/cmd/footing/internal/assembly"
)

// TestAKeyThatEverybodyCanReadIsRefused, as a keyset and a token are.
func TestAKeyThatEverybodyCanReadIsRefused(t *testing.T) {
	dir := t.TempDir()
	for above := dir; above != os.TempDir(); above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil { // others may go in, so that the file's own mode decides
			t.Fatal(err)
		}
	}
	key := filepath.Join(dir, "key.txt")
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, []byte(identity.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o604, 0o644, 0o640, 0o600} {
		if err := os.Chmod(key, mode); err != nil {
			t.Fatal(err)
		}
		for name, do := range map[string]func(Restore, assembly.Surroundings) error{"check": Restore.Check, "restore": Restore.Make} {
			said := &strings.Builder{}
			err := do(Restore{File: filepath.Join(dir, "none.age"), Identities: []string{key}}, assembly.Surroundings{
				Ctx: t.Context(), Out: io.Discard, ErrOut: said, Clock: assembly.Clock(nil),
				Config: filepath.Join(dir, "footing.yaml"),
				Environ: []string{
					"FOOTING_DATA_DIR=" + filepath.Join(dir, "data"), "FOOTING_KEYSET_FILE=" + filepath.Join(dir, "keyset.json"),
					"FOOTING_REDIS_URL=redis://127.0.0.1:1",
				},
			})
			words := strings.Join(strings.Fields(said.String()), " ")
			open := strings.Contains(words, "everybody on this machine can get at "+key)
			if err == nil || open != (mode&0o007 != 0) {
				t.Errorf("%s, mode %v: %v\n%s", name, mode, err, said)
			}
		}
	}
}
