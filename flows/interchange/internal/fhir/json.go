package fhir

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// object is a JSON object being read. It remembers which keys were read, so that the others can be reported.
type object struct {
	place string
	keys  map[string]any
	asked map[string]bool
}

func newObject(place string, value any) object {
	keys, _ := value.(map[string]any)
	return object{place, keys, map[string]bool{}}
}

func (o object) value(key string) any {
	o.asked[key] = true
	return o.keys[key]
}

// text is a scalar as text; empty if there is none.
func (o object) text(key string) string {
	switch v := o.value(key).(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (o object) object(key string) object { return newObject(o.at(key), o.value(key)) }

func (o object) list(key string) []object {
	entries, _ := o.value(key).([]any)
	var list []object
	for n, entry := range entries {
		list = append(list, newObject(fmt.Sprintf("%s[%d]", o.at(key), n), entry))
	}
	return list
}

func (o object) at(key string) string {
	if o.place == "" {
		return key
	}
	return o.place + "." + key
}

// unread are the keys that were not read.
func (o object) unread() []string {
	var list []string
	for _, key := range neutral.SortedKeys(o.keys) {
		if !o.asked[key] {
			list = append(list, key)
		}
	}
	return list
}

// written is a value as JSON.
func (o object) written(key string) string {
	text, err := json.Marshal(o.keys[key])
	if err != nil || o.keys[key] == nil {
		return ""
	}
	return string(text)
}

// rest reports the keys that were not read, where they are about no question.
func (o object) rest(found *neutral.Findings) {
	for _, key := range o.unread() {
		found.Form(o.at(key), "it is not taken: %s", neutral.Short(o.written(key)))
	}
}

// decode reads one JSON value with limited nesting.
func decode(data []byte) (any, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(data) > reading.LargestFile {
		return nil, reading.Unreadable("it is larger than %d MiB", reading.LargestFile>>20)
	}
	depth, deep, quoted := 0, 0, false
	for n := 0; n < len(data); n++ {
		switch c := data[n]; {
		case quoted && c == '\\':
			n++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deep = max(deep, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	if deep > 10*reading.Deepest {
		return nil, reading.Unreadable("it is nested too deep")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, reading.Unreadable("it is not JSON (%v)", err)
	}
	if decoder.More() {
		return nil, reading.Unreadable("it holds more than one JSON value: import them one at a time")
	}
	return value, nil
}
