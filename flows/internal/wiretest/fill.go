package wiretest

import (
	"fmt"
	"reflect"
	"time"
)

// Filled gives a value of a type with something in every field that is stored. A text is the stored name of its field,
// a number the length of that name, a time so many days after 1 March 2026. Lists and maps hold one value. Interfaces
// stay nil, because only the caller knows what may stand there.
func Filled(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	fill(v, "word")
	return v
}

func fill(v reflect.Value, name string) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Date(2026, 3, 1+len(name), 14, 0, 0, 0, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.Interface:
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name)
	case reflect.Struct:
		fillFields(v, name)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(name))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), name)
	case reflect.Array:
		for n := range v.Len() {
			fill(v.Index(n), name)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, name)
		fill(value, name)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString(name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(len(name)))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(len(name)) + 0.5)
	default:
		panic(fmt.Sprintf("a stored %s: teach this package to fill it", v.Type()))
	}
}

func fillFields(v reflect.Value, within string) {
	for n := range v.NumField() {
		f := v.Type().Field(n)
		switch name := storedName(f); {
		case name == "-":
		case f.Anonymous && name == "":
			fill(v.Field(n), within)
		default:
			fill(v.Field(n), name)
		}
	}
}
