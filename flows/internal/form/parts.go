package form

import (
	"bytes"
	"maps"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// idsOf gives the number 1 of each element of a list, or its place where elements have none.
func idsOf(t reflect.Type, elements []cbor.RawMessage) ([]cbor.RawMessage, error) {
	ids := make([]cbor.RawMessage, len(elements))
	_, named := fieldsOf(behind(t))[identity]
	for place, value := range elements {
		var err error
		if named {
			ids[place], err = idOf(behind(t), value)
		} else {
			ids[place], err = Value(place)
		}
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// idOf gives the number 1 of a struct, if it has one.
func idOf(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	if _, named := fieldsOf(t)[identity]; !named || len(raw) == 0 {
		return nil, nil
	}
	fields := map[int64]cbor.RawMessage{}
	if err := Decode(raw, &fields); err != nil {
		return nil, err
	}
	return fields[identity], nil
}

// twice tells whether several elements have an id.
func twice(ids []cbor.RawMessage, id cbor.RawMessage) bool {
	n := 0
	for _, other := range ids {
		if bytes.Equal(other, id) {
			n++
		}
	}
	return n > 1
}

// behind is the type behind a pointer.
func behind(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// kindOf is the kind of a type if values of it can have something within them that is not known, reflect.Invalid
// otherwise.
func kindOf(t reflect.Type) reflect.Kind {
	switch {
	case t == reflect.TypeFor[time.Time]():
	case t.Kind() == reflect.Struct:
		return reflect.Struct
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String && kindOf(behind(t.Elem())) != reflect.Invalid:
		return reflect.Map
	case t.Kind() == reflect.Slice && kindOf(behind(t.Elem())) != reflect.Invalid:
		return reflect.Slice
	}
	return reflect.Invalid
}

// fieldsOf has the types of a struct's fields by their numbers, with those that are lifted into it.
func fieldsOf(t reflect.Type) map[int64]reflect.Type {
	all := map[int64]reflect.Type{}
	if t.Kind() != reflect.Struct {
		return all
	}
	for f := range t.Fields() {
		if f.Anonymous && f.Tag.Get("cbor") == "" {
			maps.Copy(all, fieldsOf(f.Type))
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("cbor"), ",")
		if number, err := strconv.ParseInt(name, 10, 64); err == nil {
			all[number] = f.Type
		}
	}
	return all
}
