package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"footing/flows/record"
)

// envelope is the encoded form of a member of a closed set: a tag and the fields.
type envelope struct {
	Type string          `json:"type"`
	Body json.RawMessage `json:"body"`
}

// encodeOne wraps one member of a closed set.
func encodeOne[T any](value T, set []member[T]) ([]byte, error) {
	tag, err := tagOf(value, set)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	body, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", tag, err)
	}
	// The envelope is written by hand: encoding/json would read the body again to see that it is JSON.
	return slices.Concat([]byte(`{"type":"`), []byte(tag), []byte(`","body":`), body, []byte(`}`)), nil
}

// decodeOne reads what encodeOne wrote, knowing the set.
func decodeOne[T any](data []byte, set []member[T]) (T, error) {
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
		return value.Elem().Interface().(T), nil
	}
	return none, fmt.Errorf("decode: unknown type %q (written by a newer release?)", tag)
}

// unwrap opens an envelope in the exact form that encodeOne writes. It leaves it to the body's reader to check the
// JSON.
func unwrap(data []byte) (tag string, body []byte, ok bool) {
	rest, begins := bytes.CutPrefix(data, []byte(`{"type":"`))
	kind, rest, cut := bytes.Cut(rest, []byte(`","body":`))
	body, ends := bytes.CutSuffix(rest, []byte(`}`))
	return string(kind), body, begins && cut && ends
}

// EncodeEvent gives an event's stored form (JSON).
func EncodeEvent(e Event) ([]byte, error) { return encodeOne(e, eventTags) }

// DecodeEvent reads what EncodeEvent wrote.
func DecodeEvent(data []byte) (Event, error) { return decodeOne(data, eventTags) }

// EncodeEffect gives an effect's stored form (JSON).
func EncodeEffect(e Effect) ([]byte, error) { return encodeOne(e, effectTags) }

// DecodeEffect reads what EncodeEffect wrote.
func DecodeEffect(data []byte) (Effect, error) { return decodeOne(data, effectTags) }

// EncodeState gives a state's stored form (JSON).
func EncodeState(s State) ([]byte, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode state of %s: %w", s.ID, err)
	}
	return data, nil
}

// DecodeState reads what EncodeState wrote.
func DecodeState(data []byte) (State, error) {
	var s State
	if err := json.Unmarshal(data, &s); err != nil {
		return State{}, fmt.Errorf("decode state: %w", err)
	}
	return s, nil
}

func marshal(value any) ([]byte, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return data, nil
}

// carried is a letter inside an event or effect.
type carried struct{ Letter Letter }

// MarshalJSON writes the letter with its tag.
func (c carried) MarshalJSON() ([]byte, error) { return encodeOne(c.Letter, letterTags) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *carried) UnmarshalJSON(data []byte) (err error) {
	c.Letter, err = decodeOne(data, letterTags)
	return err
}

var errNoLetter = errors.New("there is no letter in it")

type tellJSON struct {
	To     string  `json:"to,omitempty"`
	Chat   int64   `json:"chat,omitempty"`
	Letter carried `json:"letter"`
}

// MarshalJSON writes the letter with its tag.
func (t Tell) MarshalJSON() ([]byte, error) {
	return marshal(tellJSON{To: t.To, Chat: t.Chat, Letter: carried{t.Letter}})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Tell) UnmarshalJSON(data []byte) error {
	var j tellJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("decode Tell: %w", err)
	}
	if j.Letter.Letter == nil {
		return errNoLetter
	}
	*t = Tell{To: j.To, Chat: j.Chat, Letter: j.Letter.Letter}
	return nil
}

type toldJSON struct {
	Header
	From   string  `json:"from"`
	Letter carried `json:"letter"`
}

// MarshalJSON writes the letter with its tag.
func (t Told) MarshalJSON() ([]byte, error) {
	return marshal(toldJSON{Header: t.Header, From: t.From, Letter: carried{t.Letter}})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Told) UnmarshalJSON(data []byte) error {
	var j toldJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("decode Told: %w", err)
	}
	if j.Letter.Letter == nil {
		return errNoLetter
	}
	*t = Told{Header: j.Header, From: j.From, Letter: j.Letter.Letter}
	return nil
}

type keepJSON struct {
	Fact record.Fact `json:"fact"`
}

// MarshalJSON writes the fact as it will be read.
func (k Keep) MarshalJSON() ([]byte, error) {
	data, err := record.Encode(k.Fact)
	if err != nil {
		return nil, fmt.Errorf("encode Keep: %w", err)
	}
	fact, err := record.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("encode Keep: %w", err)
	}
	return marshal(keepJSON{Fact: fact})
}

// UnmarshalJSON reads a Keep, which has a fact.
func (k *Keep) UnmarshalJSON(data []byte) error {
	var j keepJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("decode Keep: %w", err)
	}
	if j.Fact.Body == nil {
		return errNoFact
	}
	*k = Keep(j)
	return nil
}

var errNoFact = errors.New("there is no fact in it")
