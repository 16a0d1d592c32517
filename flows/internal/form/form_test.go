package form

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type person struct {
	ID    string          `cbor:"1,keyasint,omitempty"`
	At    time.Time       `cbor:"2,keyasint,omitzero"`
	List  []part          `cbor:"3,keyasint,omitempty"`
	Map   map[string]part `cbor:"4,keyasint,omitempty"`
	One   *part           `cbor:"5,keyasint,omitempty"`
	Two   [2]string       `cbor:"6,keyasint,omitzero"`
	Bytes []byte          `cbor:"7,keyasint,omitempty"`
	Apart map[string]int  `cbor:"-"`
	Part  float64         `cbor:"8,keyasint,omitempty"`
	Bare  []string        `cbor:"9,keyasint"`
}

type part struct {
	Word string    `cbor:"1,keyasint,omitempty"`
	At   time.Time `cbor:"2,keyasint,omitzero"`
}

var at = time.Date(2026, 3, 2, 14, 0, 0, 5, time.FixedZone("CET", 3600))

func full() person {
	p := part{Word: "w\xff\xfe", At: at}
	return person{
		ID: "a", At: at, List: []part{p}, Map: map[string]part{"k\xff": p, "l": p}, One: &p, Two: [2]string{"b", "\xff"},
		Bytes: []byte{0xff}, Part: 0.5, Bare: []string{},
	}
}

// read takes a value through its form.
func read(t *testing.T, value any, into any) []byte {
	t.Helper()
	data, err := Encode(value)
	if err != nil {
		t.Fatal(err)
	}
	body, isJSON, err := Body(data)
	if err != nil || isJSON {
		t.Fatalf("%x is JSON %t, %v", data, isJSON, err)
	}
	if err := Decode(body, into); err != nil {
		t.Fatal(err)
	}
	Settle(into)
	return data
}

// TestSettleAndCopier: what is read, and a copy, are whole seconds in UTC and valid text, and empty lists are none.
func TestSettleAndCopier(t *testing.T) {
	whole := time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC)
	p := part{Word: "w\ufffd\ufffd", At: whole}
	want := person{
		ID: "a", At: whole, List: []part{p}, Map: map[string]part{"k\ufffd": p, "l": p}, One: &p, Two: [2]string{"b", "\ufffd"},
		Bytes: []byte{0xff}, Part: 0.5, Bare: []string{},
	}
	copier := Copier(reflect.TypeFor[person]())
	for name, c := range map[string]struct{ value, want person }{
		"full": {full(), want},
		"empty": {
			person{List: []part{}, Map: map[string]part{}, Bytes: []byte{}, Bare: []string{}}, person{Bare: []string{}},
		},
		"nothing": {person{}, person{}},
	} {
		var got person
		read(t, c.value, &got)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(c.want, got))
		}
		copied := c.value
		copier(reflect.ValueOf(&copied).Elem())
		if !reflect.DeepEqual(copied, c.want) {
			t.Errorf("%s, a copy (-want +got):\n%s", name, cmp.Diff(c.want, copied))
		}
	}
	kept := full()
	copied := kept
	copier(reflect.ValueOf(&copied).Elem())
	copied.List[0].Word, copied.One.Word, copied.Bytes[0] = "x", "x", 1
	copied.Map["m"] = part{}
	if !reflect.DeepEqual(kept, full()) {
		t.Error("a copy shares with its original")
	}
}

// TestSameBytes: the order in which a map was filled does not show.
func TestSameBytes(t *testing.T) {
	var first []byte
	for range 20 {
		m := map[string]part{}
		for _, key := range []string{"a", "bb", "c", "dd", "é"} {
			m[key] = part{Word: key}
		}
		var got person
		data := read(t, person{Map: m}, &got)
		if first == nil {
			first = data
		}
		if !slices.Equal(data, first) {
			t.Fatalf("%x and then %x", first, data)
		}
	}
}

func TestLists(t *testing.T) {
	data, err := EncodeList(7, part{Word: "w"}, "x")
	if err != nil || string(data) != "\x01\x83\x07\xa1\x01\x61w\x61x" {
		t.Fatalf("%x, %v", data, err)
	}
	inner, err := List(7, part{Word: "w"}, "x")
	if err != nil || !slices.Equal(inner, data[1:]) {
		t.Errorf("as a part it is %x, %v", inner, err)
	}
	n, rest, err := Elements(inner)
	if err != nil {
		t.Fatal(err)
	}
	var number int
	if rest, err = First(rest, &number); n != 3 || number != 7 || err != nil {
		t.Errorf("%d elements, the first is %d, %v", n, number, err)
	}
	if rest, err = Skip(rest); string(rest) != "\x61x" || err != nil {
		t.Errorf("behind the second: %x, %v", rest, err)
	}
	if _, err := Skip([]byte("\x82\x01")); err == nil {
		t.Error("half a value is passed over")
	}
	for _, other := range []string{"", "\xa0", "\x98\x01\x01", "x"} {
		if n, _, err := Elements([]byte(other)); err == nil {
			t.Errorf("%q has %d elements", other, n)
		}
	}
	if data, err := EncodeList(math.NaN()); err == nil {
		t.Errorf("no number is written as %x", data)
	}
	if data, err := Encode(func() {}); err == nil {
		t.Errorf("a function is written as %x", data)
	}
}

func TestBody(t *testing.T) {
	for data, want := range map[string]string{"\x01\xf6": "\xf6", `{"a":1}`: `{"a":1}`} {
		body, isJSON, err := Body([]byte(data))
		if string(body) != want || isJSON != strings.HasPrefix(data, "{") || err != nil {
			t.Errorf("%q: %q, JSON %t, %v", data, body, isJSON, err)
		}
	}
	for _, data := range []string{"\x00", "\x02\xf6", "[]", "null", "\xff"} {
		if body, _, err := Body([]byte(data)); !errors.Is(err, ErrNewer) {
			t.Errorf("%q: %q, %v", data, body, err)
		}
	}
	if _, _, err := Body(nil); err == nil || errors.Is(err, ErrNewer) {
		t.Errorf("nothing: %v", err)
	}
}

// TestRefused: what nobody writes is no value, and costs no memory. Fields of a newer release are no reason.
func TestRefused(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": "", "two values": "\xa0\xa0", "a list of no length": "\xa1\x03\x9f\xff", "a key twice": "\xa2\x01\x61a\x01\x61b",
		"a key of a map twice": "\xa1\x04\xa2\x61a\xa0\x61a\xa0", "a tag": "\xa1\x02\xc1\x00", "no number": "\xa1\x08\xf9\x7e\x00",
		"a number without end": "\xa1\x08\xf9\x7c\x00", "a text for a number": "\xa1\x08\x61a", "a huge list": "\xa1\x03\x9a\xff\xff\xff\xff",
		"deep": "\xa1\x18\x63" + strings.Repeat("\x81", mostLevels+1) + "\xf6",
	} {
		var p person
		if err := Decode([]byte(body), &p); err == nil {
			t.Errorf("%s is read as %+v", name, p)
		}
		if unknown, err := Strict([]byte(body), &p); err == nil && !unknown {
			t.Errorf("%s is read as %+v", name, p)
		}
	}
	for body, want := range map[string]bool{"\xa1\x01\x61a": false, "\xa2\x01\x61a\x18\x63\x01": true, "\xa1\x03\x81\xa1\x09\xf6": true} {
		var p person
		if unknown, err := Strict([]byte(body), &p); unknown != want || err != nil {
			t.Errorf("%x has fields that are not known: %t, %v", body, unknown, err)
		}
		if err := Decode([]byte(body), &p); err != nil {
			t.Errorf("%x: %v", body, err)
		}
	}
}
