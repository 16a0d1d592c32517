package backup

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/storage/keyspace"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// stateOf is what a file says of somebody's state.
func stateOf(id, sealed string) portion {
	return portion{
		frame: keyFrame, key: keyspace.State(1, id), kind: typeHash, values: []string{"version", "1", "state", sealed},
	}
}

// TestWhatComesAgainIsTriedAgain: what was said of a key before it came again does not count, neither for the keyset
// nor against it.
func TestWhatComesAgainIsTriedAgain(t *testing.T) {
	keys, err := seal.Seeded([]byte("backup"))
	if err != nil {
		t.Fatal(err)
	}
	good, err := keys.Seal([]byte("state"), reseal.ForState("s01-A"))
	if err != nil {
		t.Fatal(err)
	}
	again := portion{frame: againFrame, key: keyspace.State(1, "s01-A")}
	moved := []Unopened{{Kind: reseal.State, Key: numberOf(keys.Primary()), Values: 1}}
	damaged := []Unopened{{Kind: reseal.State, Values: 1}}
	for name, c := range map[string]struct {
		frames []portion
		want   []Unopened
		err    error
	}{
		"it opens":               {[]portion{stateOf("s01-A", string(good))}, nil, nil},
		"it does not":            {[]portion{stateOf("s01-A", "?")}, damaged, ErrKeyset},
		"it does, then":          {[]portion{stateOf("s01-A", "?"), again, stateOf("s01-A", string(good))}, nil, nil},
		"it does not, then":      {[]portion{stateOf("s01-A", string(good)), again, stateOf("s01-A", "?")}, damaged, ErrKeyset},
		"it is gone, then":       {[]portion{stateOf("s01-A", "?"), again}, nil, nil},
		"another's does":         {[]portion{stateOf("s01-B", "?"), stateOf("s01-A", string(good))}, damaged, nil},
		"it is another's, moved": {[]portion{stateOf("s01-B", string(good))}, moved, ErrKeyset},
		"nothing is sealed": {
			[]portion{{frame: keyFrame, key: keyspace.Epoch(1), kind: typeText, values: []string{"7"}}}, nil, nil,
		},
	} {
		tried := newTrial(keys)
		for _, e := range c.frames {
			tried.see(e)
		}
		if diff := cmp.Diff(c.want, tried.unopened()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if err := tried.fits(); !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
