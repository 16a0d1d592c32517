package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"footing/cmd/footing/internal/assembly"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// TestKeysThatAreMissing: values that none of the keys opens are counted, whether they name another key or none.
func TestKeysThatAreMissing(t *testing.T) {
	keys, err := seal.Create(filepath.Join(t.TempDir(), "keyset.json"))
	if err != nil {
		t.Fatal(err)
	}
	first := keys.Primary()
	second, err := keys.Add()
	if err != nil {
		t.Fatal(err)
	}
	lost := first ^ second
	var out bytes.Buffer
	err = listKeys(assembly.Surroundings{Out: &out}, keys, reseal.Counts{
		0: {reseal.Facts: 1}, first: {reseal.State: 2, reseal.Facts: 3}, lost: {reseal.Inbox: 2},
	})
	want := fmt.Sprintf(`KEY       USE                   VALUES
%08x  seals and opens       5
%08x  opens, and will seal  0

None of these keys opens 3 values.
A keyset with other keys may be the right one; else they are damaged.
`, first, second)
	if !errors.Is(err, assembly.ErrFound) || out.String() != want {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestLackKey: whoever does not say which keys they have is taken to have none.
func TestLackKey(t *testing.T) {
	for want, atWork := range [][][]uint32{{}, {{1, 2}, {3}}, {{1}, {1, 3}}, {nil, {3}, {4}, {5}}} {
		got := lackKey(atWork, 3)
		if expected := []int{0, 1, 1, 3}[want]; got != expected {
			t.Errorf("%v: %d, want %d", atWork, got, expected)
		}
	}
}
