package form

import (
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Renewal gives a value the form in which it is read back. One that copies also detaches it from the value that it was
// assigned from. It is nil for a type whose values are what is read back.
type Renewal func(reflect.Value)

func (r Renewal) of(v reflect.Value) {
	if r != nil {
		r(v)
	}
}

// Copier derives what copies a value of a type. It takes longer than the copy.
func Copier(t reflect.Type) Renewal { return renewals{copies: true}.of(t, false) }

// settlers has the renewals that do not copy, by type, because deriving one takes longer than what it does.
var settlers sync.Map //nolint:gochecknoglobals // each entry never changes, as a compiled pattern

// Settle renews a value that was just read, behind its pointer.
func Settle(pointer any) {
	v := reflect.ValueOf(pointer).Elem()
	known, ok := settlers.Load(v.Type())
	if !ok {
		known, _ = settlers.LoadOrStore(v.Type(), renewals{}.of(v.Type(), false))
	}
	known.(Renewal).of(v)
}

// renewals derives renewals: those that copy, or those that work in place.
type renewals struct{ copies bool }

// of derives the renewal of a type. Where the form omits empty lists, it reads back none.
func (r renewals) of(t reflect.Type, omitted bool) Renewal {
	switch t.Kind() {
	case reflect.String:
		return renewString
	case reflect.Pointer:
		return r.ofPointer(t)
	case reflect.Slice:
		return r.ofList(t, omitted)
	case reflect.Map:
		return r.ofMap(t, omitted)
	case reflect.Array:
		return r.ofArray(t)
	case reflect.Struct:
		return r.ofStruct(t)
	default:
		return nil
	}
}

func (r renewals) ofPointer(t reflect.Type) Renewal {
	renew := r.of(t.Elem(), false)
	if !r.copies && renew == nil {
		return nil
	}
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		if r.copies {
			fresh := reflect.New(t.Elem())
			fresh.Elem().Set(v.Elem())
			v.Set(fresh)
		}
		renew.of(v.Elem())
	}
}

func (r renewals) ofList(t reflect.Type, omitted bool) Renewal {
	renew := r.of(t.Elem(), false)
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		n := v.Len()
		if n == 0 && omitted {
			v.SetZero()
			return
		}
		if r.copies {
			fresh := reflect.MakeSlice(t, n, n)
			reflect.Copy(fresh, v)
			v.Set(fresh)
		}
		if renew == nil {
			return
		}
		for i := range n {
			renew(v.Index(i))
		}
	}
}

func (r renewals) ofArray(t reflect.Type) Renewal {
	renew := r.of(t.Elem(), false)
	if renew == nil {
		return nil
	}
	return func(v reflect.Value) {
		for i := range v.Len() {
			renew(v.Index(i))
		}
	}
}

func (r renewals) ofMap(t reflect.Type, omitted bool) Renewal {
	renewKey, renewElement := r.of(t.Key(), false), r.of(t.Elem(), false)
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		if v.Len() == 0 && omitted {
			v.SetZero()
			return
		}
		fresh := v
		if r.copies {
			fresh = reflect.MakeMapWithSize(t, v.Len())
		}
		was, key, element := reflect.New(t.Key()).Elem(), reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		for all := v.MapRange(); all.Next(); {
			was.SetIterKey(all)
			key.Set(was)
			element.SetIterValue(all)
			renewKey.of(key)
			renewElement.of(element)
			if !r.copies && !key.Equal(was) {
				fresh.SetMapIndex(was, reflect.Value{})
			}
			fresh.SetMapIndex(key, element)
		}
		v.Set(fresh)
	}
}

func (r renewals) ofStruct(t reflect.Type) Renewal {
	if t == reflect.TypeFor[time.Time]() {
		return renewTime
	}
	type field struct {
		number int
		renew  Renewal
	}
	var fields []field
	for f := range t.Fields() {
		tag := f.Tag.Get("cbor")
		if tag == "-" {
			continue
		}
		if renew := r.of(f.Type, strings.Contains(tag, ",omitempty")); renew != nil {
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

// renewString replaces each invalid byte of UTF-8, as the JSON of earlier releases did.
func renewString(v reflect.Value) {
	if s := v.String(); !utf8.ValidString(s) {
		v.SetString(string([]rune(s)))
	}
}

// renewTime drops what is not written: the part of a second, the zone, and the monotonic clock. It rounds to the past,
// also before 1970.
func renewTime(v reflect.Value) {
	t := v.Addr().Interface().(*time.Time)
	if t.Nanosecond() != 0 || t.Location() != time.UTC {
		*t = time.Unix(t.Unix(), 0).UTC()
	}
}
