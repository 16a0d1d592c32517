package state

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"footing/flows/internal/wiretest"
	"footing/flows/record"
)

// TestNoNameOfGoIsStored: a type or field of Go can be renamed without a change to what is stored.
func TestNoNameOfGoIsStored(t *testing.T) {
	for _, fault := range wiretest.Faults(storedForms(), storedTypes()) {
		if strings.Contains(fault, "has no number") {
			continue // a state is stored as JSON
		}
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
		reflect.TypeFor[Tell]():        reflect.TypeFor[tellJSON](),
		reflect.TypeFor[Told]():        reflect.TypeFor[toldJSON](),
		reflect.TypeFor[Keep]():        reflect.TypeFor[keepJSON](),
		reflect.TypeFor[carried]():     nil, // one of the letters
		reflect.TypeFor[record.Fact](): nil, // held in package record
	}
}

// TestTags: a tag names one type, a type has one tag, and each fits the envelope as it is.
func TestTags(t *testing.T) {
	checkTags(t, eventTags)
	checkTags(t, effectTags)
	checkTags(t, letterTags)
}

func checkTags[T any](t *testing.T, set []member[T]) {
	t.Helper()
	tags, types := map[string]bool{}, map[reflect.Type]bool{}
	for _, m := range set {
		kind := reflect.TypeOf(m.empty)
		if tags[m.tag] || types[kind] {
			t.Errorf("the tag %q or the type %s is listed twice", m.tag, kind)
		}
		tags[m.tag], types[kind] = true, true
		if !regexp.MustCompile(`^[A-Za-z]+$`).MatchString(m.tag) {
			t.Errorf("the tag %q is not only letters: encodeOne writes it between quotes as it is", m.tag)
		}
	}
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
