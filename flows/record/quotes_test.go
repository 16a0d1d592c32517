package record

import (
	"reflect"
	"slices"
	"testing"
)

// TestQuotes walks every body: a fact quotes somebody if it has words that were typed, wherever they stand.
func TestQuotes(t *testing.T) {
	quoting := 0
	for kind, empty := range kindsOfBodies() {
		if (Fact{Body: empty}).Quotes() {
			t.Errorf("%s without words quotes somebody", kind)
		}
		want := hasFreeText(reflect.TypeOf(empty))
		if got := (Fact{Body: filled(t, empty, "words")}).Quotes(); got != want {
			t.Errorf("%s quotes somebody: %v, want %v", kind, got, want)
		}
		if want {
			quoting++
		}
	}
	if quoting < 3 {
		t.Errorf("only %d kinds can quote", quoting)
	}
}

// hasFreeText tells whether values of a type can have words that were typed.
func hasFreeText(of reflect.Type) bool {
	kind := of.Kind()
	if kind == reflect.Pointer || kind == reflect.Slice || kind == reflect.Array || kind == reflect.Map {
		return hasFreeText(of.Elem())
	}
	if kind == reflect.Struct {
		return slices.ContainsFunc(reflect.VisibleFields(of), func(f reflect.StructField) bool { return hasFreeText(f.Type) })
	}
	return of == reflect.TypeFor[FreeText]()
}
