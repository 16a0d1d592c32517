package wiretest

import (
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
)

func TestNotation(t *testing.T) {
	mode, err := cbor.CoreDetEncOptions().EncMode() // the order of a map's keys is that of what is stored
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	var want [][]byte
	for _, value := range []any{
		map[int]any{1: "a \"b\", {c}\\", 2: []any{[]int{}, 7}, 3: map[int]int{}}, "", []byte("'"),
	} {
		data, err := mode.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, append([]byte{formByte}, data...))
		shown, err := Notation(want[len(want)-1])
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(shown)
	}
	got, err := Noted(text.String())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read from the notation (-want +got):\n%s\n%s", diff, text.String())
	}
	lines := ` {
  1: "a \"b\", {c}\\",
  2: [
   [],
   7],
  3: {}}
`
	if !strings.Contains(text.String(), lines) {
		t.Errorf("it is shown as\n%s", text.String())
	}
	for _, other := range [][]byte{nil, []byte(`{}`), {formByte}, {formByte, 0xff}} {
		if shown, err := Notation(other); err == nil {
			t.Errorf("%x is shown as %s", other, shown)
		}
	}
	if got, err := Noted("01zz\n"); err == nil {
		t.Errorf("what is no value is read as %x", got)
	}
}
