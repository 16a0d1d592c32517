package record

import (
	"reflect"
	"testing"

	"footing/flows/internal/wiretest"
)

// TestNoNameOfGoIsStored: a body or a field of it can be renamed without a change to what is stored.
func TestNoNameOfGoIsStored(t *testing.T) {
	roots := []reflect.Type{reflect.TypeFor[stored]()}
	for _, body := range bodies() {
		roots = append(roots, reflect.TypeOf(body))
	}
	for _, fault := range wiretest.Faults(nil, roots...) {
		t.Error(fault)
	}
}
