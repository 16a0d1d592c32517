package state

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// filling is what fill puts into the fields of a value: an instant, a text, and the length of every list.
type filling struct {
	at   time.Time
	text string
	long int
}

// fill gives every field of a value something that is not nil.
func (f filling) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(f.at))
			return
		}
		for n := range v.NumField() {
			if v.Type().Field(n).Tag.Get("cbor") != "-" {
				f.fill(v.Field(n))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), f.long, f.long))
		for n := range f.long {
			f.fill(v.Index(n))
		}
	case reflect.Array:
		for n := range v.Len() {
			f.fill(v.Index(n))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if f.long > 0 {
			f.fill(key)
			f.fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.String:
		v.SetString(f.text)
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
	noon, berlin := time.Date(2026, 3, 2, 12, 0, 0, 7, time.UTC), time.FixedZone("CET", 3600)
	for name, f := range map[string]filling{
		"full":        {at: noon, text: "x", long: 2},
		"empty lists": {at: noon, text: "x", long: 0},
		"broken text": {at: noon, text: "a\xff\xfeb", long: 1},
		"local times": {at: noon.In(berlin), text: "x", long: 1},
		"before 1970": {at: time.Date(1969, 12, 31, 23, 59, 59, 7_000_000, berlin), text: "x", long: 1},
		"no times":    {at: time.Time{}, text: "", long: 1},
	} {
		var state State
		f.fill(reflect.ValueOf(&state).Elem())
		read, copied := must(DecodeState(must(EncodeState(state)))), state.Clone()
		if !reflect.DeepEqual(read, copied) {
			t.Errorf("%s: a state that was kept in memory is not the one that would be read (-read +kept):\n%s", name,
				cmp.Diff(read, copied))
		}
	}
	for _, bare := range []State{{ID: "s00-X"}, {ID: OfficeID, Office: &Office{}}, {ID: "s00-X", Desk: &Desk{}}} {
		if diff := cmp.Diff(bare, bare.Clone()); diff != "" {
			t.Errorf("clone (-want +got):\n%s", diff)
		}
	}
}

func TestCloneSharesNothing(t *testing.T) {
	var state State
	filling{at: time.Unix(0, 0), text: "x", long: 2}.fill(reflect.ValueOf(&state).Elem())
	if found := shared("state", reflect.ValueOf(state), reflect.ValueOf(state.Clone())); len(found) > 0 {
		t.Errorf("a copy shares with its original: %v", found)
	}
	if found := shared("state", reflect.ValueOf(state), reflect.ValueOf(state)); len(found) < 10 {
		t.Errorf("the test would not notice: it finds only %v in a state beside itself", found)
	}
}
