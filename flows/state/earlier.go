package state

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"footing/flows/internal/form"
	"footing/flows/record"
)

// envelope is a member of a closed set as earlier releases stored it: its name and its fields.
type envelope struct {
	Type string          `json:"type" cbor:"-"`
	Body json.RawMessage `json:"body" cbor:"-"`
}

// decodeJSON reads a member of a closed set that an earlier release stored.
func decodeJSON[T any](data []byte, set []member[T]) (T, error) {
	var none T
	tag, body, ok := unwrap(data)
	if !ok {
		var e envelope
		if err := json.Unmarshal(data, &e); err != nil {
			return none, fmt.Errorf("decode: %w", err)
		}
		tag, body = e.Type, e.Body
	}
	for _, m := range set {
		if m.tag != tag {
			continue
		}
		value := reflect.New(reflect.TypeOf(m.empty))
		if err := json.Unmarshal(body, value.Interface()); err != nil {
			return none, fmt.Errorf("decode %s: %w", tag, err)
		}
		form.Settle(value.Interface())
		return value.Elem().Interface().(T), nil
	}
	return none, fmt.Errorf("decode: unknown type %q: %w", tag, record.ErrNewer)
}

// unwrap opens an envelope in the exact form in which earlier releases wrote it. It leaves it to the body's reader to
// check the JSON.
func unwrap(data []byte) (tag string, body []byte, ok bool) {
	rest, begins := bytes.CutPrefix(data, []byte(`{"type":"`))
	kind, rest, cut := bytes.Cut(rest, []byte(`","body":`))
	body, ends := bytes.CutSuffix(rest, []byte(`}`))
	return string(kind), body, begins && cut && ends
}
