package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tink-crypto/tink-go/v2/prf"
	"pgregory.net/rapid"
)

func seeded(t testing.TB, seed string) *Keys {
	t.Helper()
	keys, err := Seeded([]byte(seed))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestOpenReturnsWhatWasSealedForThisPlace(t *testing.T) {
	fresh, err := New()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]*Keys{"new": fresh, "seeded": seeded(t, "one")}
	rapid.Check(t, func(t *rapid.T) {
		k := keys[rapid.SampledFrom([]string{"new", "seeded"}).Draw(t, "keys")]
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		place := rapid.SliceOf(rapid.Byte()).Draw(t, "place")
		sealed, err := k.Seal(plain, place)
		if err != nil {
			t.Fatal(err)
		}
		if want := len(plain) + 33; len(sealed) != want {
			t.Fatalf("sealed to %d bytes, documented are %d", len(sealed), want)
		}
		opened, err := k.Open(sealed, place)
		if err != nil || !bytes.Equal(opened, plain) {
			t.Fatalf("opened %x, %v; sealed was %x", opened, err, plain)
		}
		// Any one bit changed, in the value or in the place, and it stays shut.
		bit := rapid.IntRange(0, 8*len(sealed)-1).Draw(t, "bit")
		broken := bytes.Clone(sealed)
		broken[bit/8] ^= 1 << (bit % 8)
		if _, err := k.Open(broken, place); !errors.Is(err, ErrNotOpened) {
			t.Fatalf("bit %d changed: %v", bit, err)
		}
		elsewhere := append(bytes.Clone(place), 'x')
		if _, err := k.Open(sealed, elsewhere); !errors.Is(err, ErrNotOpened) {
			t.Fatalf("another place: %v", err)
		}
		if _, err := k.Open(sealed[:len(sealed)-1], place); !errors.Is(err, ErrNotOpened) {
			t.Fatalf("cut short: %v", err)
		}
	})
}

func TestOtherKeysDoNotOpen(t *testing.T) {
	sealed, err := seeded(t, "one").Seal([]byte("value"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("value")) {
		t.Error("the value shows through the seal")
	}
	if _, err := seeded(t, "two").Open(sealed, nil); !errors.Is(err, ErrNotOpened) {
		t.Errorf("other keys: %v", err)
	}
	for _, junk := range [][]byte{nil, {}, {1}, bytes.Repeat([]byte{1}, 40)} {
		if _, err := seeded(t, "one").Open(junk, nil); !errors.Is(err, ErrNotOpened) {
			t.Errorf("%x: %v", junk, err)
		}
	}
}

func TestSeededKeysRepeat(t *testing.T) {
	first, again, other := seeded(t, "one"), seeded(t, "one"), seeded(t, "two")
	sealed, err := first.Seal([]byte("value"), []byte("place"))
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := again.Open(sealed, []byte("place")); err != nil || string(opened) != "value" {
		t.Errorf("the same seed in another run opens %q, %v", opened, err)
	}
	if diff := cmp.Diff(first.Hash("chat", []byte("1")), again.Hash("chat", []byte("1"))); diff != "" {
		t.Error("the same seed gives another hash:", diff)
	}
	if first.Fingerprint() != again.Fingerprint() || first.Fingerprint() == other.Fingerprint() {
		t.Errorf("fingerprints %s, %s of one seed, %s of another",
			first.Fingerprint(), again.Fingerprint(), other.Fingerprint())
	}
	if _, err := Seeded(nil); err == nil {
		t.Error("an empty seed was accepted")
	}
}

// TestHashIsFixed guards stores that exist: names in them derive from these.
func TestHashIsFixed(t *testing.T) {
	keys := seeded(t, "one")
	got := []string{keys.Fingerprint(), hex.EncodeToString(keys.Hash("chat", []byte("1000001")))}
	want := []string{
		"c71c7b964d6b0bec",
		"e28b420cdbc136daeac8214a530442258150389ee237e74c4e1c8b054d85b026",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHashKeepsPurposesApart(t *testing.T) {
	keys := seeded(t, "one")
	seen := map[string]string{}
	for _, c := range [][2]string{{"", ""}, {"", "abc"}, {"a", "bc"}, {"ab", "c"}, {"abc", ""}, {"\x01a", "bc"}} {
		hash := keys.Hash(c[0], []byte(c[1]))
		if len(hash) != HashSize {
			t.Errorf("%q: %d bytes", c, len(hash))
		}
		if other, taken := seen[string(hash)]; taken {
			t.Errorf("%q and %s hash alike", c, other)
		}
		seen[string(hash)] = fmt.Sprintf("%q", c)
	}
}

func TestKeysNeverShow(t *testing.T) {
	keys := seeded(t, "one")
	type holder struct {
		Shown   *Keys
		value   Keys
		pointer *Keys
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	logger.Info("keys", "pointer", keys, "value", *keys, "group", slog.GroupValue(slog.Any("in", keys)))
	texts := []string{log.String(), keys.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		texts = append(texts, fmt.Sprintf(verb, keys), fmt.Sprintf(verb, *keys),
			fmt.Sprintf(verb, holder{keys, *keys, keys}), fmt.Sprintf(verb, []any{keys, *keys}))
	}
	sealing, err := derive([]byte("one"), "sealing key", 32)
	if err != nil {
		t.Fatal(err)
	}
	hashing, err := derive([]byte("one"), "hashing key", 32)
	if err != nil {
		t.Fatal(err)
	}
	set, err := prf.NewPRFSet(keys.hashing)
	if err != nil {
		t.Fatal(err)
	}
	derived, err := set.ComputePrimaryPRF([]byte("footing hash key v1"), HashSize)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range [][]byte{sealing, hashing, derived} {
		for _, form := range []string{"%s", "%x", "%X", "%v", "%#v", "%q"} {
			leak := strings.Trim(fmt.Sprintf(form, secret[:8]), `[]"`)
			for _, text := range texts {
				if strings.Contains(text, leak) {
					t.Errorf("%q shows a key", text)
				}
			}
		}
	}
	if got := fmt.Sprintf("%+v %s", keys, *keys); got != "[keys] [keys]" {
		t.Errorf("shown as %q", got)
	}
}

func BenchmarkSealOpen1KiB(b *testing.B) {
	keys := seeded(b, "one")
	plain, place := make([]byte, 1024), []byte("s07/state/s07-ABC")
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		sealed, err := keys.Seal(plain, place)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := keys.Open(sealed, place); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	keys := seeded(b, "one")
	for b.Loop() {
		keys.Hash("chat", []byte("1000001"))
	}
}

// TestAValueNamesItsKey: what was sealed names the key that sealed it, and what is no sealed value names none.
func TestAValueNamesItsKey(t *testing.T) {
	keys, err := New()
	if err != nil {
		t.Fatal(err)
	}
	list := keys.Sealing()
	if len(list) != 1 || !list[0].Seals {
		t.Fatalf("the keys are %v", list)
	}
	sealed, err := keys.Seal([]byte("x"), []byte("place"))
	if err != nil {
		t.Fatal(err)
	}
	if number, ok := KeyOf(string(sealed)); !ok || number != list[0].Number {
		t.Errorf("it names %d, %t, want %d", number, ok, list[0].Number)
	}
	for _, value := range []string{"", "\x01", "\x01abcd", "{\"a\":1234567}", "\x00abcdefghi"} {
		if number, ok := KeyOf(value); ok {
			t.Errorf("%q names %d", value, number)
		}
	}
}
