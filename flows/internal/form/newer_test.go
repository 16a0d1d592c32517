package form

import (
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
)

// house is what this release knows; a newer one knows more of each part.
type house struct {
	Name  string            `cbor:"2,keyasint,omitempty"`
	Owner named             `cbor:"3,keyasint,omitzero"`
	Plan  plan              `cbor:"4,keyasint,omitzero"`
	Open  *named            `cbor:"5,keyasint,omitempty"`
	Shut  *named            `cbor:"6,keyasint,omitempty"`
	List  []named           `cbor:"7,keyasint,omitempty"`
	Map   map[string]plan   `cbor:"8,keyasint,omitempty"`
	Rows  [][]plan          `cbor:"9,keyasint,omitempty"`
	Words map[string]string `cbor:"10,keyasint,omitempty"`
}

type named struct {
	ID   string `cbor:"1,keyasint,omitempty"`
	Word string `cbor:"2,keyasint,omitempty"`
	Plan plan   `cbor:"3,keyasint,omitzero"`
}

type plan struct {
	Text string `cbor:"2,keyasint,omitempty"`
}

type (
	object = map[int]any
	list   = []any
)

// TestNewerFields: what a newer release wrote is written again with what it belongs to, and goes with it.
func TestNewerFields(t *testing.T) {
	thing := func(id string, more int) object { return object{1: id, 99: more} }
	for name, c := range map[string]struct {
		was    object
		change func(*house)
		want   object
	}{
		"at the top": {
			object{2: "n", 99: object{1: list{2}}}, func(h *house) { h.Name = "m" }, object{2: "m", 99: object{1: list{2}}},
		},
		"in a part":        {object{4: object{2: "t", 99: 1}}, func(h *house) { h.Plan.Text = "u" }, object{4: object{2: "u", 99: 1}}},
		"in an empty part": {object{4: object{99: 1}}, nil, object{4: object{99: 1}}},
		"in a part that was emptied": {
			object{4: object{2: "t", 99: 1}}, func(h *house) { h.Plan = plan{} }, object{4: object{99: 1}},
		},
		"in a named part": {
			object{3: object{1: "a", 3: object{99: 1}}},
			func(h *house) { h.Owner.Word = "w" },
			object{3: object{1: "a", 2: "w", 3: object{99: 1}}},
		},
		"in a named part that is another": {
			object{3: thing("a", 1)}, func(h *house) { h.Owner.ID = "b" }, object{3: object{1: "b"}},
		},
		"in a named part that has gone": {object{3: thing("a", 1)}, func(h *house) { h.Owner = named{} }, object{}},
		"behind a pointer":              {object{5: thing("a", 1)}, func(h *house) { h.Open.Word = "w" }, object{5: object{1: "a", 2: "w", 99: 1}}},
		"behind a pointer to nothing":   {object{5: thing("a", 1)}, func(h *house) { h.Open = nil }, object{}},
		"behind a pointer to another":   {object{5: thing("a", 1)}, func(h *house) { h.Open = &named{ID: "b"} }, object{5: object{1: "b"}}},
		"in what has moved": {
			object{5: thing("a", 1), 6: thing("b", 2)},
			func(h *house) { h.Open, h.Shut = &named{ID: "c"}, h.Open },
			object{5: object{1: "c"}, 6: thing("a", 1)},
		},
		"in what stands twice": {
			object{5: thing("a", 1)}, func(h *house) { h.Shut = h.Open }, object{5: thing("a", 1), 6: object{1: "a"}},
		},
		"in a list": {
			object{7: list{thing("a", 1), object{1: "b"}, thing("c", 3)}},
			func(h *house) { h.List = []named{{ID: "d"}, h.List[2], h.List[0]} },
			object{7: list{object{1: "d"}, thing("c", 3), thing("a", 1)}},
		},
		"in a list of which nothing is left": {object{7: list{thing("a", 1)}}, func(h *house) { h.List = nil }, object{}},
		"in a list with namesakes": {
			object{7: list{object{1: "a", 2: "x"}, object{1: "a", 2: "y", 99: 1}, object{1: "a", 2: "z", 99: 2}}},
			func(h *house) { h.List = []named{h.List[2], h.List[1], {ID: "a", Word: "v"}} },
			object{7: list{object{1: "a", 2: "z", 99: 2}, object{1: "a", 2: "y", 99: 1}, object{1: "a", 2: "v"}}},
		},
		"in a namesake that has changed": {
			object{7: list{object{1: "a", 2: "x"}, object{1: "a", 2: "y", 99: 1}}},
			func(h *house) { h.List = []named{{ID: "a", Word: "v"}} },
			object{7: list{object{1: "a", 2: "v"}}},
		},
		"in what got a namesake": {
			object{7: list{object{1: "a", 2: "x", 99: 1}}},
			func(h *house) { h.List = []named{{ID: "a", Word: "v"}, h.List[0]} },
			object{7: list{object{1: "a", 2: "v"}, object{1: "a", 2: "x", 99: 1}}},
		},
		"in what has changed and got a namesake": {
			object{7: list{object{1: "a", 2: "x", 99: 1}}},
			func(h *house) { h.List = []named{{ID: "a", Word: "v"}, {ID: "a", Word: "w"}} },
			object{7: list{object{1: "a", 2: "v"}, object{1: "a", 2: "w"}}},
		},
		"in those that are alike": {
			object{7: list{thing("a", 1), thing("a", 2)}}, nil, object{7: list{thing("a", 1), thing("a", 2)}},
		},
		"in a map": {
			object{8: map[string]any{"k": object{2: "t", 99: 1}, "l": object{99: 2}}},
			func(h *house) { delete(h.Map, "k"); h.Map["m"] = plan{Text: "u"} },
			object{8: map[string]any{"l": object{99: 2}, "m": object{2: "u"}}},
		},
		"in lists of lists": {
			object{9: list{list{object{2: "a"}, object{2: "b", 99: 1}}}},
			func(h *house) { h.Rows[0][1].Text = "c" },
			object{9: list{list{object{2: "a"}, object{2: "c", 99: 1}}}},
		},
	} {
		got := changed(t, name, c.was, c.change)
		want, err := encoding.Marshal(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if string(got[1:]) != string(want) {
			is, _ := cbor.Diagnose(got[1:])
			should, _ := cbor.Diagnose(want)
			t.Errorf("%s: it is %s, want %s", name, is, should)
		}
	}
}

// changed reads a house that a newer release wrote, changes it and writes it again.
func changed(t *testing.T, name string, was object, change func(*house)) []byte {
	t.Helper()
	body, err := encoding.Marshal(was)
	if err != nil {
		t.Fatal(err)
	}
	var h house
	if unknown, err := Strict(body, &house{}); !unknown || err != nil {
		t.Fatalf("%s: nothing in it is unknown, %v", name, err)
	}
	if err := Decode(body, &h); err != nil {
		t.Fatal(err)
	}
	kept, err := Split(body, reflect.TypeFor[house]())
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&h)
	}
	data, err := Encode(h)
	if err != nil {
		t.Fatal(err)
	}
	joined, err := Join(data, kept, reflect.TypeFor[house]())
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return joined
}

// TestNothingNewer: where everything is known, nothing is kept.
func TestNothingNewer(t *testing.T) {
	body, err := Value(house{Name: "n", List: []named{{ID: "a"}}, Words: map[string]string{"a": "b"}})
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := Split(body, reflect.TypeFor[house]()); len(kept) > 0 || err != nil {
		t.Errorf("%x is kept, %v", kept, err)
	}
	if diff := cmp.Diff([]byte(nil), must(Split([]byte{emptyMap}, reflect.TypeFor[house]()))); diff != "" {
		t.Error(diff)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// TestNewerRefused: what no release wrote is an error, not a panic.
func TestNewerRefused(t *testing.T) {
	of := reflect.TypeFor[house]()
	for _, body := range []string{
		"", "\x80", "\xa1\x07\xa0", "\xa1\x07\x81\x07", "\xa1\x05\x07", "\xa1\x08\x81\x07", "\xa1\x08\xa1\x61a\x07", "\xa1\x61a\x07",
	} {
		if kept, err := Split([]byte(body), of); err == nil {
			t.Errorf("%x is split into %x", body, kept)
		}
	}
	full := must(Encode(house{Open: &named{ID: "a"}}))
	for _, kept := range []string{"", "x", "\x07", "\xa1\x03\xa1\x05\x07"} {
		if data, err := Join(full, []byte(kept), of); err == nil {
			t.Errorf("%x is joined into %x", kept, data)
		}
	}
}
