package brief

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"
)

const anID = "s03-W3BVS34B3UTALXHMDHQ5HCR575"

// written gives a value as flows/internal/form writes it.
func written(t testing.TB, value any) []byte {
	t.Helper()
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := mode.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestForm holds the form to the byte: stores have it.
func TestForm(t *testing.T) {
	data := written(t, map[int]any{
		1: anID, 2: "plain", 3: []any{"effort", "effort", anID}, 4: uint64(1_796_075_873), 5: uint64(1_796_075_875),
		6: map[string]any{"effort": "effort", "plain": true}, 7: []byte("effort"), 10: "c8cb51396b79", 8: 1.5, 9: -3,
		16: "effort", 17: []any{"effort", "x"},
	})
	const want = "ac017e03b6c3596f81dd2605dcec19e1d38a3dff40027c000383666566666f7274666566666f72747d00041a6b0df161051c0206a27c00f57d01666566666f727407466566666f727408f93e0009220a7f06c8cb51396b79107d0111827d016178"
	short, ok := Shorten(data)
	if got := hex.EncodeToString(short); !ok || got != want {
		t.Errorf("it is written %s, %t, want %s", got, ok, want)
	}
	again, err := Restore(nil, short)
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("restored %x, %v, want %x", again, err, data)
	}
}

// values draws what a stored value may hold.
func values() *rapid.Generator[any] {
	texts := rapid.OneOf(
		rapid.SampledFrom(append(
			[]string{
				anID, "s99-AAAAAAAAAAAAAAAAAAAAAAAAAA", "s03-aaaaaaaaaaaaaaaaaaaaaaaaaa", "q", "effort",
				"c8cb51396b79", "C8CB51396B79", "c8cb51396b7", "12345678",
			},
			words[:]...)),
		rapid.StringMatching(`s[0-9]{2}-[A-Z2-7]{26}`), rapid.String())
	leaves := rapid.OneOf(
		rapid.Map(texts, func(s string) any { return s }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.Uint64Range(firstMoment-2, lastMoment+2), func(n uint64) any { return n }),
		rapid.Map(rapid.Uint64Range(1_796_000_000, 1_796_000_500), func(n uint64) any { return n }),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return b }),
		rapid.Map(rapid.Float64Range(-9, 9), func(f float64) any { return f }),
		rapid.Just[any](nil), rapid.Just[any](true))
	level := leaves
	for range 3 {
		inner := level
		level = rapid.OneOf(leaves,
			rapid.Map(rapid.SliceOfN(inner, 0, 5), func(l []any) any { return l }),
			rapid.Map(rapid.MapOfN(texts, inner, 0, 5), func(m map[string]any) any { return m }),
			rapid.Map(rapid.MapOfN(rapid.IntRange(0, 140), inner, 0, 5), func(m map[int]any) any { return m }))
	}
	return level
}

// TestValuesComeBack to the byte, and never longer; and what is damaged is an error or another value, no panic.
func TestValuesComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		data := written(t, values().Draw(rt, "value"))
		short, ok := Shorten(data)
		if !ok || len(short) > len(data) {
			rt.Fatalf("%x is shortened to %x, %t", data, short, ok)
		}
		again, err := Restore([]byte{7}, short)
		if err != nil || !bytes.Equal(again, append([]byte{7}, data...)) {
			rt.Fatalf("%x comes back as %x, %v", data, again, err)
		}
		_, _ = Restore(nil, short[:rapid.IntRange(0, len(short)-1).Draw(rt, "cut")])
		short[rapid.IntRange(0, len(short)-1).Draw(rt, "place")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		_, _ = Restore(nil, short)
	})
}

// FuzzRestore: whatever stands there, there is no panic, and what is CBOR comes back.
func FuzzRestore(f *testing.F) {
	f.Add([]byte{0xa1, 0x01, 0x7e, 0x03}, []byte{0x9a, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, short, data []byte) {
		_, _ = Restore(nil, short)
		if shorter, ok := Shorten(data); ok {
			if again, err := Restore(nil, shorter); err != nil || !bytes.Equal(again, data) {
				t.Errorf("%x comes back as %x, %v", data, again, err)
			}
		}
	})
}

// TestOtherCBORStaysAsItIs: what is not in the core deterministic form could not be restored.
func TestOtherCBORStaysAsItIs(t *testing.T) {
	for _, data := range []string{
		"", "1801", "5f4101ff", "c11a514b67b0", "190001", "7801" + "61", "9f01ff", "8201", "0102", "7c00", "1c01",
	} {
		raw, err := hex.DecodeString(data)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Shorten(raw); ok || !bytes.Equal(got, raw) {
			t.Errorf("%s became %x, %t", data, got, ok)
		}
	}
}

// TestOptionsDoNotMeet: an option's length does not depend on what else was chosen, nor on what things are called. (An
// option of several that is called as a question behind it would shorten that. There is none.)
func TestOptionsDoNotMeet(t *testing.T) {
	sized := func(first, second string) int {
		short, ok := Shorten(written(t, map[string]any{
			"effort": map[int]any{2: first, 3: []any{"mostly", first}}, "people": map[int]any{2: second},
		}))
		if !ok {
			t.Fatal("it is not shortened")
		}
		return len(short) - 2*Cost(first) - Cost(second)
	}
	want := sized("mostly", "partly")
	for _, codes := range [][2]string{{"partly", "partly"}, {"effort", "mostly"}, {"plain", "x"}, {"deadbeef", "12345678"}, {"care", "care"}} {
		if got := sized(codes[0], codes[1]); got != want {
			t.Errorf("%q: %d bytes besides the options, want %d", codes, got, want)
		}
	}
}
