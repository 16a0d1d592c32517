// Package wiretest helps tests to hold what is stored to its written form. What a store keeps outlives the code that
// wrote it, so neither the name of a Go type nor that of a Go field may ever stand in it by accident:
//
//	for _, fault := range wiretest.Faults(forms, wiretest.Roots{"state": reflect.TypeFor[State]()}) {
//		t.Error(fault)
//	}
//
// Fill and Words make the samples that a golden file of stored forms consists of.
//
// It knows JSON as encoding/json writes it, and nothing of what the values mean. Only tests import it.
package wiretest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Roots are the types that are stored, by the names that stand in what the tests say of them.
type Roots map[string]reflect.Type

// Forms gives, for each type that writes its own JSON, the struct that it writes. nil: what it writes is checked apart.
type Forms map[reflect.Type]reflect.Type

// Faults walks all that is stored with values of the given types and says where its form hangs on a name in the code:
// fields without a json tag of their own, and fields that share a name, so that one of them would be lost.
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
		w.fault("%s: %s writes its own JSON, and the test does not know which", path, t)
		return
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		w.visit(t.Elem(), path)
	case reflect.Map:
		w.visit(t.Key(), path)
		w.visit(t.Elem(), path)
	case reflect.Struct:
		w.fields(t, path, map[string]string{})
	case reflect.Interface, reflect.Func, reflect.Chan:
		w.fault("%s: a %s has no stored form", path, t)
	default:
	}
}

// fields checks the fields of a struct, with those that are lifted into it from structs embedded in it. names has the
// fields so far by their stored names, which encoding/json reads in upper and lower case alike.
func (w *walk) fields(t reflect.Type, path string, names map[string]string) {
	for f := range t.Fields() {
		name := storedName(f)
		at := path + "." + cmp.Or(name, f.Name)
		switch {
		case name == "-":
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct && !marshals(f.Type):
			w.fields(f.Type, path, names)
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
		w.visit(f.Type, at)
	}
}

// storedName is the name that a field's json tag gives it: "-" for one that is not stored, empty for one without.
func storedName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func marshals(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[json.Marshaler]()) ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}
