package state

import (
	"encoding/json"
	"fmt"
	"reflect"

	"footing/flows/internal/form"
	"footing/flows/record"
)

// EncodeState gives a state's stored form. What a newer release wrote into it is written again: see State.Newer.
func EncodeState(s State) ([]byte, error) {
	data, err := form.Encode(&s)
	if err == nil && s.Newer != "" {
		data, err = form.Join(data, []byte(s.Newer), reflect.TypeFor[State]())
	}
	if err != nil {
		return nil, fmt.Errorf("encode state of %s: %w", s.ID, err)
	}
	return data, nil
}

// DecodeState reads what EncodeState wrote, and what earlier releases wrote as JSON. A form of a newer release is
// record.ErrNewer. Fields of a newer release are kept in State.Newer.
func DecodeState(data []byte) (State, error) {
	var s State
	body, isJSON, err := form.Body(data)
	if err != nil {
		return State{}, fmt.Errorf("decode state: %w", err)
	}
	unknown := false
	if isJSON {
		err = json.Unmarshal(body, &s)
	} else {
		unknown, err = form.Strict(body, &s)
	}
	if unknown && err == nil {
		s, err = decodeNewer(body)
	}
	if err != nil {
		return State{}, fmt.Errorf("decode state: %w", err)
	}
	form.Settle(&s)
	return s, nil
}

// decodeNewer reads a state that has fields of a newer release.
func decodeNewer(body []byte) (State, error) {
	var s State
	if err := form.Decode(body, &s); err != nil {
		return State{}, err //nolint:wrapcheck // the caller says what it was
	}
	newer, err := form.Split(body, reflect.TypeFor[State]())
	if err != nil {
		return State{}, err //nolint:wrapcheck // the caller says what it was
	}
	s.Newer = record.FreeText(newer)
	return s, nil
}

// renewState copies a state. It is derived from the types once, because that takes longer than the copy.
var renewState = form.Copier(reflect.TypeFor[State]()) //nolint:gochecknoglobals // it never changes, as a compiled pattern

// Clone copies a state as its codec would. So a turn decides alike whether its state was decoded or kept in memory, and
// a discarded turn leaves no trace. It bypasses the codec, which would take half of a turn's time, unless there are
// fields of a newer release: those of what is gone have to go as well.
func (s State) Clone() State {
	if s.Newer != "" {
		if data, err := EncodeState(s); err == nil {
			if same, err := DecodeState(data); err == nil {
				return same
			}
		}
	}
	renewState(reflect.ValueOf(&s).Elem())
	return s
}
