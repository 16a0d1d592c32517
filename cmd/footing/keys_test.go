package main

import (
	"bytes"
	"errors"
	"testing"

	"footing/cmd/footing/internal/assembly"
	"footing/storage"
	"footing/storage/seal"
)

// TestKeysThatAreMissing: values that none of the keys opens are counted, whether they name another key or none.
func TestKeysThatAreMissing(t *testing.T) {
	var out bytes.Buffer
	keys := []seal.Key{{Number: 0xa1, Seals: true}, {Number: 0xb2}}
	err := listKeys(assembly.Surroundings{Out: &out}, keys, storage.Needed{0: 1, 0xa1: 5, 0xc3: 2})
	want := `KEY       USE              VALUES
000000a1  seals and opens  5
000000b2  opens            0

None of these keys opens 3 values.
A keyset with other keys may be the right one; else they are damaged.
`
	if !errors.Is(err, assembly.ErrFound) || out.String() != want {
		t.Errorf("%v\n%s", err, out.String())
	}
}
