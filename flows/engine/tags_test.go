package engine

import (
	"reflect"
	"testing"

	"footing/flows/internal/wiretest"
)

// TestNoNameOfGoIsStored: a type or field of Go can be renamed without a change to what is stored.
func TestNoNameOfGoIsStored(t *testing.T) {
	forms := wiretest.Forms{
		reflect.TypeFor[Tell]():    reflect.TypeFor[tellJSON](),
		reflect.TypeFor[Told]():    reflect.TypeFor[toldJSON](),
		reflect.TypeFor[Keep]():    reflect.TypeFor[keepJSON](),
		reflect.TypeFor[carried](): nil, // one of the letters below
	}
	roots := []reflect.Type{reflect.TypeFor[State](), reflect.TypeFor[envelope]()}
	roots = append(append(append(roots, typesOf(t, eventTags)...), typesOf(t, effectTags)...), typesOf(t, letterTags)...)
	for _, fault := range wiretest.Faults(forms, roots...) {
		t.Error(fault)
	}
}

// typesOf gives the types of a closed set, whose tags are each given once and fit the envelope as they are.
func typesOf[T any](t *testing.T, set []member[T]) (types []reflect.Type) {
	t.Helper()
	tags, known := map[string]bool{}, map[reflect.Type]bool{}
	for _, m := range set {
		kind := reflect.TypeOf(m.empty)
		if tags[m.tag] || known[kind] {
			t.Errorf("the tag %q or the type %s is listed twice", m.tag, kind)
		}
		for _, r := range m.tag {
			if r < 'A' || r > 'z' || r > 'Z' && r < 'a' {
				t.Errorf("the tag %q is more than letters: encodeOne writes it between quotes as it is", m.tag)
			}
		}
		if m.tag == "" {
			t.Errorf("%s has no tag", kind)
		}
		tags[m.tag], known[kind] = true, true
		types = append(types, kind)
	}
	return types
}

// TestAnUnlistedTypeHasNoStoredForm: what no release could read is not written.
func TestAnUnlistedTypeHasNoStoredForm(t *testing.T) {
	if data, err := encodeOne[Event](Said{}, nil); err == nil {
		t.Errorf("an event without a tag was encoded as %s", data)
	}
	if data, err := EncodeEvent(&Said{}); err == nil {
		t.Errorf("a pointer, which is not in the table, was encoded as %s", data)
	}
}
