package form

import (
	"bytes"
	"maps"
	"reflect"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

// newer is what of a value this release does not know. It is kept apart from the value, by the place where it stood.
//
// A place outlives changes to what is known beside it, and ends with what it belongs to: a struct that has a field of
// number 1 is another one if that has changed, an element of a list is found by its number 1, and one of a map by its
// key.
type newer struct {
	ID     cbor.RawMessage           `cbor:"1,keyasint,omitempty"` // number 1 of the struct
	Fields map[int64]cbor.RawMessage `cbor:"2,keyasint,omitempty"` // that are not known, by number
	Within map[int64]*newer          `cbor:"3,keyasint,omitempty"` // those that are known
	Keys   map[string]*newer         `cbor:"4,keyasint,omitempty"` // of a map
	List   []element                 `cbor:"5,keyasint,omitempty"`
}

// element is what is not known of one element of a list.
type element struct {
	ID    cbor.RawMessage `cbor:"1,keyasint,omitempty"` // its number 1, or its place if it has none
	Alone bool            `cbor:"2,keyasint,omitempty"` // no other had that ID
	Whole cbor.RawMessage `cbor:"3,keyasint,omitempty"` // all that is known of it
	Newer *newer          `cbor:"4,keyasint,omitempty"`
}

func (n *newer) empty() bool { return len(n.Fields)+len(n.Within)+len(n.Keys)+len(n.List) == 0 }

// identity is the number of the field that tells which one a struct is.
const identity = 1

// Split gives what this release does not know of a value of a type, to be kept beside the value.
func Split(body []byte, t reflect.Type) ([]byte, error) {
	n, _, err := split(t, body)
	if err != nil || n == nil {
		return nil, err
	}
	return Value(n)
}

// Join writes what Split gave into a stored value, wherever what it belongs to is still there.
func Join(data, kept []byte, t reflect.Type) ([]byte, error) {
	var n newer
	if err := deep.Unmarshal(kept, &n); err != nil {
		return nil, err //nolint:wrapcheck // the callers say what it was
	}
	body, err := n.join(t, data[1:])
	if err != nil {
		return nil, err
	}
	return append([]byte{data[0]}, body...), nil
}

// split gives what is not known of a value, nil if there is nothing, and the value without it.
func split(t reflect.Type, raw cbor.RawMessage) (*newer, cbor.RawMessage, error) {
	var n newer
	var err error
	known := raw
	switch t = behind(t); kindOf(t) {
	case reflect.Struct:
		known, err = n.splitStruct(t, raw)
	case reflect.Map:
		known, err = n.splitMap(t, raw)
	case reflect.Slice:
		known, err = n.splitList(t, raw)
	default:
	}
	if err != nil || n.empty() {
		return nil, known, err
	}
	return &n, known, nil
}

func (n *newer) splitStruct(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	fields, types := map[int64]cbor.RawMessage{}, fieldsOf(t)
	if err := Decode(raw, &fields); err != nil {
		return nil, err
	}
	n.ID, n.Fields, n.Within = fields[identity], map[int64]cbor.RawMessage{}, map[int64]*newer{}
	for number, value := range fields {
		of, ok := types[number]
		if !ok {
			n.Fields[number] = value
			delete(fields, number)
			continue
		}
		within, known, err := split(of, value)
		if err != nil {
			return nil, err
		}
		if within != nil {
			n.Within[number], fields[number] = within, known
		}
	}
	return Value(fields)
}

func (n *newer) splitMap(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	elements := map[string]cbor.RawMessage{}
	if err := Decode(raw, &elements); err != nil {
		return nil, err
	}
	n.Keys = map[string]*newer{}
	for key, value := range elements {
		within, known, err := split(t.Elem(), value)
		if err != nil {
			return nil, err
		}
		if within != nil {
			n.Keys[key], elements[key] = within, known
		}
	}
	return Value(elements)
}

func (n *newer) splitList(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	var elements []cbor.RawMessage
	if err := Decode(raw, &elements); err != nil {
		return nil, err
	}
	ids, err := idsOf(t.Elem(), elements)
	if err != nil {
		return nil, err
	}
	for place, value := range elements {
		within, known, err := split(t.Elem(), value)
		if err != nil {
			return nil, err
		}
		if within == nil {
			continue
		}
		elements[place] = known
		n.List = append(n.List, element{ids[place], !twice(ids, ids[place]), known, within})
	}
	return Value(elements)
}

// join puts what is not known into a value.
func (n *newer) join(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	switch t = behind(t); kindOf(t) {
	case reflect.Struct:
		return n.joinStruct(t, raw)
	case reflect.Map:
		return n.joinMap(t, raw)
	case reflect.Slice:
		return n.joinList(t, raw)
	default:
		return raw, nil
	}
}

func (n *newer) joinStruct(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	fields, types := map[int64]cbor.RawMessage{}, fieldsOf(t)
	if err := Decode(raw, &fields); err != nil {
		return nil, err
	}
	for _, number := range slices.Sorted(maps.Keys(types)) {
		of := types[number]
		value, there := fields[number]
		if !there && kindOf(of) == reflect.Struct {
			value, there = cbor.RawMessage{emptyMap}, true // it is a part of this one, and left out because it is empty
		}
		within, err := n.withinField(number, of, fields, types)
		if err != nil {
			return nil, err
		}
		if within == nil || !there {
			continue
		}
		joined, err := within.join(of, value)
		if err != nil {
			return nil, err
		}
		if len(joined) > 1 || joined[0] != emptyMap {
			fields[number] = joined
		}
	}
	for number, value := range n.Fields {
		if _, known := types[number]; !known {
			fields[number] = value
		}
	}
	return Value(fields)
}

const emptyMap = 0xa0

// withinField finds what is not known within the value of a field: at its place, or, for a value that has moved to this
// field from another of the struct, at that one's.
func (n *newer) withinField(
	number int64, of reflect.Type, fields map[int64]cbor.RawMessage, types map[int64]reflect.Type,
) (*newer, error) {
	if kindOf(behind(of)) != reflect.Struct {
		return n.Within[number], nil
	}
	id, err := idOf(behind(of), fields[number])
	if err != nil {
		return nil, err
	}
	if within := n.Within[number]; within != nil && bytes.Equal(within.ID, id) {
		return within, nil
	}
	for _, other := range slices.Sorted(maps.Keys(n.Within)) {
		within := n.Within[other]
		if other == number || types[other] != of || len(id) == 0 || !bytes.Equal(within.ID, id) {
			continue
		}
		if now, err := idOf(behind(of), fields[other]); err != nil || !bytes.Equal(now, id) {
			return within, err
		}
	}
	return nil, nil //nolint:nilnil // nothing is unknown
}

func (n *newer) joinMap(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	elements := map[string]cbor.RawMessage{}
	if err := Decode(raw, &elements); err != nil {
		return nil, err
	}
	for key, within := range n.Keys {
		value, there := elements[key]
		if !there {
			continue
		}
		joined, err := within.join(t.Elem(), value)
		if err != nil {
			return nil, err
		}
		elements[key] = joined
	}
	return Value(elements)
}

func (n *newer) joinList(t reflect.Type, raw cbor.RawMessage) (cbor.RawMessage, error) {
	var elements []cbor.RawMessage
	if err := Decode(raw, &elements); err != nil {
		return nil, err
	}
	ids, err := idsOf(t.Elem(), elements)
	if err != nil {
		return nil, err
	}
	whose, taken := make([]*newer, len(elements)), make([]bool, len(n.List))
	match := func(same func(place int, e element) bool) {
		for place := range elements {
			for k, e := range n.List {
				if whose[place] == nil && !taken[k] && same(place, e) {
					whose[place], taken[k] = e.Newer, true
				}
			}
		}
	}
	match(func(place int, e element) bool { return bytes.Equal(e.Whole, elements[place]) })
	match(func(place int, e element) bool {
		return e.Alone && bytes.Equal(e.ID, ids[place]) && !twice(ids, ids[place])
	})
	for place, within := range whose {
		if within == nil {
			continue
		}
		if elements[place], err = within.join(t.Elem(), elements[place]); err != nil {
			return nil, err
		}
	}
	return Value(elements)
}
