package keeping

import (
	"errors"
	"strings"
	"testing"

	"footing/cmd/footing/internal/assembly"
	"footing/storage/backup"
	"footing/storage/reseal"
)

// TestWhatDoesNotOpenIsNamed by kind, key and number, and the exit code says that somebody has to look; what was set
// aside is named only.
func TestWhatDoesNotOpenIsNamed(t *testing.T) {
	aside := backup.Unopened{Kind: reseal.Parked, Key: "01020304", Values: 1}
	for want, all := range map[string][]backup.Unopened{
		"": nil,
		`Warning: 6 values in it can't be opened with this keyset, and stay as they are:
  facts: 1, damaged, for they name no key
  states: 5, sealed with key 0a0b0c0d, which the keyset lacks
Keep it.
`: {{Kind: reseal.Facts, Values: 1}, {Kind: reseal.State, Key: "0a0b0c0d", Lacked: true, Values: 5}},
		`Warning: 1 value in it can't be opened with this keyset, and stay as they are:
  what was set aside: 1, damaged, or moved, though they name key 01020304
Keep it.
`: {aside},
	} {
		said := &strings.Builder{}
		err := warns(assembly.Surroundings{ErrOut: said}, all, "Keep it.")
		if look := len(all) > 1; said.String() != want || errors.Is(err, assembly.ErrLook) != look {
			t.Errorf("%v\n%s", err, said)
		}
	}
}
