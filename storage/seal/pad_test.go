package seal

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 9000).Draw(t, "plain")
		least := rapid.SampledFrom(append([]int{0}, classes[:]...)).Draw(t, "least")
		before := slices.Clone(plain)
		padded := Pad(slices.Clip(plain), least)
		if !bytes.Equal(plain, before) {
			t.Fatal("what was padded has changed")
		}
		last := classes[len(classes)-1]
		if n := len(padded); !slices.Contains(classes[:], n) && n%last != 0 || n < least || n <= len(plain) {
			t.Fatalf("%d bytes are padded to %d, at least %d", len(plain), n, least)
		}
		got, err := Unpad(padded)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("read %d bytes of %d: %v", len(got), len(plain), err)
		}
	})
}

// TestPadTellsTheClassOnly: values of all lengths within a class are padded to the same length.
func TestPadTellsTheClassOnly(t *testing.T) {
	lengths := map[int]int{}
	for n := range 4064 {
		lengths[len(Pad(make([]byte, n), ClassSmall))]++
	}
	for length, want := range map[int]int{224: 224, 480: 256, 992: 512, 2016: 1024, 4064: 2048} {
		if lengths[length] != want {
			t.Errorf("%d of the values have length %d, want %d", lengths[length], length, want)
		}
	}
	if len(lengths) != 5 {
		t.Errorf("the lengths are %v", lengths)
	}
}

func TestUnpadDamaged(t *testing.T) {
	for _, damaged := range [][]byte{nil, make([]byte, 96), {1, 2, 3}, {padMark, 1, 0}} {
		if got, err := Unpad(damaged); err == nil {
			t.Errorf("%v is read as %v", damaged, got)
		}
	}
}
