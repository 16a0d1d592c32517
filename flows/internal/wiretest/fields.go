// Package wiretest helps tests to hold what is stored to its written form. What a store keeps outlives the code that
// wrote it, so neither the name of a Go type nor that of a Go field may ever stand in it by accident:
//
//	for _, fault := range wiretest.Faults(forms, wiretest.Roots{"state": reflect.TypeFor[State]()}) {
//		t.Error(fault)
//	}
//
// Fill and Words make the samples that a golden file of stored forms consists of.
//
// A field has two: the name under which earlier releases stored it as JSON, and its number in the form of today.
//
// It knows JSON as encoding/json writes it, CBOR as package form does, and nothing of what the values mean. Only tests
// import it.
package wiretest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// Roots are the types that are stored, by the names that stand in what the tests say of them.
type Roots map[string]reflect.Type

// Forms gives, for each type that reads or writes its own form, the struct that it reads. nil: that is checked apart.
type Forms map[reflect.Type]reflect.Type

// Faults walks all that is stored with values of the given types and says where its form hangs on a name in the code:
// fields without a json tag or a number of their own, and fields that share a name or a number, so that one of them
// would be lost. A field has to be left out where it is empty.
func Faults(forms Forms, roots Roots) []string {
	faults := through(forms, roots).faults
	slices.Sort(faults)
	return faults
}

// through walks every root, in the order of their names.
func through(forms Forms, roots Roots) *walk {
	w := &walk{forms: forms, seen: map[reflect.Type]string{}}
	for _, name := range slices.Sorted(maps.Keys(roots)) {
		w.visit(roots[name], name)
	}
	return w
}

// walk has been through the types that it has seen, each where it found it first.
type walk struct {
	forms  Forms
	seen   map[reflect.Type]string
	faults []string
}

func (w *walk) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

func (w *walk) visit(t reflect.Type, path string) {
	if _, seen := w.seen[t]; seen || t == reflect.TypeFor[time.Time]() {
		return
	}
	w.seen[t] = path
	if form, ok := w.forms[t]; ok {
		if form != nil {
			w.visit(form, path)
		}
		return
	}
	if marshals(t) && t != reflect.TypeFor[json.RawMessage]() {
		w.fault("%s: %s has a form of its own, and the test does not know which", path, t)
		return
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		w.visit(t.Elem(), path)
	case reflect.Map:
		w.visit(t.Key(), path)
		w.visit(t.Elem(), path)
	case reflect.Struct:
		w.fields(t, path, map[string]string{}, map[string]string{})
	case reflect.Interface, reflect.Func, reflect.Chan:
		w.fault("%s: a %s has no stored form", path, t)
	default:
	}
}

// fields checks the fields of a struct, with those that are lifted into it from structs embedded in it. names has the
// fields so far by their stored names, which encoding/json reads in upper and lower case alike, and numbers by numbers.
func (w *walk) fields(t reflect.Type, path string, names, numbers map[string]string) {
	for f := range t.Fields() {
		name := storedName(f)
		at := path + "." + cmp.Or(name, f.Name)
		switch {
		case name == "-":
			if f.Tag.Get("cbor") != "-" {
				w.fault("%s.%s is stored, but not as JSON", path, f.Name)
			}
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct && !marshals(f.Type):
			w.fields(f.Type, path, names, numbers)
			continue
		case !f.IsExported():
			w.fault("%s is not exported, so it is not stored", at)
			continue
		case name == "":
			name = f.Name
			w.fault("%s has no json tag that names it", at)
		}
		if other, taken := names[strings.ToLower(name)]; taken {
			w.fault("%s and %s are both stored as %q", other, at, name)
		}
		names[strings.ToLower(name)] = at
		w.number(f, at, numbers)
		w.visit(f.Type, at)
	}
}

// numbered is how a field is given its number.
var numbered = regexp.MustCompile(`^([1-9][0-9]*),keyasint(,omitempty|,omitzero|)$`)

// number checks a field's number, and that it is left out where it is empty: a struct where all in it is zero, a list
// or a map where it has no element.
func (w *walk) number(f reflect.StructField, at string, numbers map[string]string) {
	tag := f.Tag.Get("cbor")
	if tag == "-" {
		return
	}
	parts := numbered.FindStringSubmatch(tag)
	if parts == nil {
		w.fault("%s has no number: %q", at, tag)
		return
	}
	if other, taken := numbers[parts[1]]; taken {
		w.fault("%s and %s are both stored as %s", other, at, parts[1])
	}
	numbers[parts[1]] = at
	want := ",omitempty"
	switch f.Type.Kind() {
	case reflect.Struct, reflect.Array:
		want = ",omitzero"
	default:
	}
	if _, own := w.forms[f.Type]; !own && parts[2] != want {
		w.fault("%s has to be %s", at, want[1:])
	}
}

// storedName is the name that a field's json tag gives it: "-" for one that is not stored, empty for one without.
func storedName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func marshals(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[json.Marshaler]()) ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) ||
		t.Implements(reflect.TypeFor[cbor.Marshaler]()) ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[cbor.Unmarshaler]())
}
