package state

import (
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// renewal detaches a value, copied by assignment, from its original and gives it the form in which the codec would read
// it back. It is nil if the assignment suffices.
type renewal func(reflect.Value)

func (r renewal) of(v reflect.Value) {
	if r != nil {
		r(v)
	}
}

// renewState is derived from the types once, because deriving it in each turn would cost more than the copy.
var renewState = renewalOf(reflect.TypeFor[State](), false) //nolint:gochecknoglobals // it never changes, as a compiled pattern

// Clone copies a state as its codec would. So a turn decides alike whether its state was decoded or kept in memory, and
// a discarded turn leaves no trace. It bypasses the codec, which would take half of a turn's time.
func (s State) Clone() State {
	renewState(reflect.ValueOf(&s).Elem())
	return s
}

// renewalOf derives the renewal of a type. Where the codec omits empty values, it reads back nothing.
func renewalOf(t reflect.Type, omitted bool) renewal {
	switch t.Kind() {
	case reflect.String:
		return renewString
	case reflect.Pointer:
		return renewalOfPointer(t)
	case reflect.Slice:
		return renewalOfList(t, omitted)
	case reflect.Map:
		return renewalOfMap(t, omitted)
	case reflect.Array:
		return renewalOfArray(t)
	case reflect.Struct:
		return renewalOfStruct(t)
	default:
		return nil
	}
}

func renewalOfPointer(t reflect.Type) renewal {
	renew := renewalOf(t.Elem(), false)
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		fresh := reflect.New(t.Elem())
		fresh.Elem().Set(v.Elem())
		renew.of(fresh.Elem())
		v.Set(fresh)
	}
}

func renewalOfList(t reflect.Type, omitted bool) renewal {
	renew := renewalOf(t.Elem(), false)
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		n := v.Len()
		if n == 0 && omitted {
			v.SetZero()
			return
		}
		fresh := reflect.MakeSlice(t, n, n)
		reflect.Copy(fresh, v)
		for i := range n {
			renew.of(fresh.Index(i))
		}
		v.Set(fresh)
	}
}

func renewalOfArray(t reflect.Type) renewal {
	renew := renewalOf(t.Elem(), false)
	if renew == nil {
		return nil
	}
	return func(v reflect.Value) {
		for i := range v.Len() {
			renew(v.Index(i))
		}
	}
}

func renewalOfMap(t reflect.Type, omitted bool) renewal {
	renewKey, renewElement := renewalOf(t.Key(), false), renewalOf(t.Elem(), false)
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		if v.Len() == 0 && omitted {
			v.SetZero()
			return
		}
		fresh := reflect.MakeMapWithSize(t, v.Len())
		key, element := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		for all := v.MapRange(); all.Next(); {
			key.SetIterKey(all)
			element.SetIterValue(all)
			renewKey.of(key)
			renewElement.of(element)
			fresh.SetMapIndex(key, element)
		}
		v.Set(fresh)
	}
}

func renewalOfStruct(t reflect.Type) renewal {
	if t == reflect.TypeFor[time.Time]() {
		return renewTime
	}
	type field struct {
		number int
		renew  renewal
	}
	var fields []field
	for f := range t.Fields() {
		omitted := strings.Contains(f.Tag.Get("json"), ",omitempty")
		if renew := renewalOf(f.Type, omitted); renew != nil {
			fields = append(fields, field{f.Index[0], renew})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return func(v reflect.Value) {
		for _, f := range fields {
			f.renew(v.Field(f.number))
		}
	}
}

// renewString replaces each invalid byte of UTF-8, as the codec does.
func renewString(v reflect.Value) {
	if s := v.String(); !utf8.ValidString(s) {
		v.SetString(string([]rune(s)))
	}
}

// renewTime drops what the codec does not write: the name of a zone, and the monotonic clock.
func renewTime(v reflect.Value) {
	t := v.Addr().Interface().(*time.Time)
	if t.Location() == time.UTC {
		*t = t.Round(0)
		return
	}
	if data, err := t.MarshalText(); err == nil {
		_ = t.UnmarshalText(data) // it reads what it wrote
	}
}
