package engine

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fill gives every field of a value something that is not zero, two entries to every list.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)))
			return
		}
		for n := range v.NumField() {
			fill(v.Field(n))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Array:
		for n := range v.Len() {
			fill(v.Index(n))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	default:
		v.Set(reflect.ValueOf(7).Convert(v.Type()))
	}
}

// shared finds what two values have in common: a pointer, a list or a map.
func shared(path string, a, b reflect.Value) (found []string) {
	switch a.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if a.Pointer() == b.Pointer() {
			found = append(found, path)
		}
	default:
	}
	switch a.Kind() {
	case reflect.Pointer:
		found = append(found, shared(path, a.Elem(), b.Elem())...)
	case reflect.Struct:
		for n := range a.NumField() {
			if a.Type() != reflect.TypeFor[time.Time]() {
				found = append(found, shared(path+"."+a.Type().Field(n).Name, a.Field(n), b.Field(n))...)
			}
		}
	case reflect.Slice:
		for n := range a.Len() {
			found = append(found, shared(path+"[]", a.Index(n), b.Index(n))...)
		}
	case reflect.Map:
		for _, key := range a.MapKeys() {
			found = append(found, shared(path+"[]", a.MapIndex(key), b.MapIndex(key))...)
		}
	default:
	}
	return found
}

func TestClone(t *testing.T) {
	var state State
	fill(reflect.ValueOf(&state).Elem())
	data, err := EncodeState(state)
	if err != nil {
		t.Fatal(err)
	}
	read, err := DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	copied := clone(state)
	if diff := cmp.Diff(read, copied); diff != "" {
		t.Errorf("a state that was kept in memory is not the one that would be read (-read +kept):\n%s", diff)
	}
	if found := shared("state", reflect.ValueOf(state), reflect.ValueOf(copied)); len(found) > 0 {
		t.Errorf("a copy shares with its original: %v", found)
	}
	if found := shared("state", reflect.ValueOf(state), reflect.ValueOf(state)); len(found) < 10 {
		t.Errorf("the test would not notice: it finds only %v in a state beside itself", found)
	}
	for _, bare := range []State{{ID: "s00-X"}, {ID: OfficeID, Office: &Office{}}, {ID: "s00-X", Desk: &Desk{}}} {
		if diff := cmp.Diff(bare, clone(bare)); diff != "" {
			t.Errorf("clone (-want +got):\n%s", diff)
		}
	}
}
