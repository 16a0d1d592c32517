package state

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"footing/flows/internal/wiretest"
	"footing/flows/record"
)

// TestNoNameOfGoIsStored: a type or field of Go can be renamed without a change to what is stored.
func TestNoNameOfGoIsStored(t *testing.T) {
	for _, fault := range wiretest.Faults(storedForms(), storedTypes()) {
		t.Error(fault)
	}
}

// storedTypes are all types that the codec writes.
func storedTypes() wiretest.Roots {
	roots := wiretest.Roots{"state": reflect.TypeFor[State](), "envelope": reflect.TypeFor[envelope]()}
	addTypes(roots, eventTags)
	addTypes(roots, effectTags)
	addTypes(roots, letterTags)
	return roots
}

func addTypes[T any](roots wiretest.Roots, set []member[T]) {
	for _, m := range set {
		roots[m.tag] = reflect.TypeOf(m.empty)
	}
}

func storedForms() wiretest.Forms {
	return wiretest.Forms{
		reflect.TypeFor[Tell]():        reflect.TypeFor[tellForm](),
		reflect.TypeFor[Told]():        reflect.TypeFor[toldForm](),
		reflect.TypeFor[Keep]():        reflect.TypeFor[keepForm](),
		reflect.TypeFor[carried]():     nil, // one of the letters
		reflect.TypeFor[record.Fact](): nil, // held in package record
	}
}

// TestElementsOfListsAreNamed: what a newer release wrote into an element of a list is kept with the element that has
// the same number 1, so that each kind of element in a state has one. Buttons of a message have no other.
func TestElementsOfListsAreNamed(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var visit func(of reflect.Type, path string)
	visit = func(of reflect.Type, path string) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Array:
			visit(of.Elem(), path)
		case reflect.Slice:
			if e := of.Elem(); e.Kind() == reflect.Struct && !named(e) {
				t.Errorf("%s: an element has no field of number 1", path)
			}
			visit(of.Elem(), path+"[]")
		case reflect.Struct:
			if seen[of] || of == reflect.TypeFor[time.Time]() {
				return
			}
			seen[of] = true
			for f := range of.Fields() {
				visit(f.Type, path+"."+f.Name)
			}
		default:
		}
	}
	visit(reflect.TypeFor[State](), "State")
	if len(seen) < 40 {
		t.Errorf("only %d types were looked at", len(seen))
	}
}

// named tells whether a struct has a field of number 1.
func named(of reflect.Type) bool {
	for f := range of.Fields() {
		if strings.HasPrefix(f.Tag.Get("cbor"), "1,") || f.Anonymous && named(f.Type) {
			return true
		}
	}
	return false
}

// TestTags: a tag and a number name one type, and a type has one of each.
func TestTags(t *testing.T) {
	checkTags(t, eventTags)
	checkTags(t, effectTags)
	checkTags(t, letterTags)
}

func checkTags[T any](t *testing.T, set []member[T]) {
	t.Helper()
	tags, numbers, types := map[string]bool{}, map[int]bool{}, map[reflect.Type]bool{}
	for _, m := range set {
		kind := reflect.TypeOf(m.empty)
		if tags[m.tag] || numbers[m.number] || types[kind] {
			t.Errorf("the tag %q, the number %d or the type %s is listed twice", m.tag, m.number, kind)
		}
		tags[m.tag], numbers[m.number], types[kind] = true, true, true
		if m.number < 1 {
			t.Errorf("%s has the number %d", m.tag, m.number)
		}
	}
}

// TestAnUnlistedTypeHasNoStoredForm: what no release could read is not written.
func TestAnUnlistedTypeHasNoStoredForm(t *testing.T) {
	if data, err := encodeOne[Event](Said{}, nil); err == nil {
		t.Errorf("an event without a tag was encoded as %x", data)
	}
	if data, err := EncodeEvent(&Said{}); err == nil {
		t.Errorf("a pointer, which is not in the table, was encoded as %x", data)
	}
}
