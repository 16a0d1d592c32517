package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"footing/flows/internal/form"
	"footing/flows/record"
)

// EncodeEvent gives an event's stored form.
func EncodeEvent(e Event) ([]byte, error) { return encodeOne(e, eventTags) }

// DecodeEvent reads what EncodeEvent wrote, and what earlier releases wrote as JSON. A form or a kind of a newer
// release is record.ErrNewer.
func DecodeEvent(data []byte) (Event, error) { return decodeOne(data, eventTags) }

// EncodeEffect gives an effect's stored form.
func EncodeEffect(e Effect) ([]byte, error) { return encodeOne(e, effectTags) }

// DecodeEffect reads what EncodeEffect wrote, as DecodeEvent does.
func DecodeEffect(data []byte) (Effect, error) { return decodeOne(data, effectTags) }

// encodeOne writes one member of a closed set: its number, and its fields.
func encodeOne[T any](value T, set []member[T]) ([]byte, error) {
	number, err := numberOf(value, set)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	data, err := form.EncodeList(number, value)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", value, err)
	}
	return data, nil
}

// decodeOne reads what encodeOne wrote, knowing the set.
func decodeOne[T any](data []byte, set []member[T]) (T, error) {
	var none T
	body, isJSON, err := form.Body(data)
	if err != nil {
		return none, fmt.Errorf("decode: %w", err)
	}
	if isJSON {
		return decodeJSON(body, set)
	}
	return decodeMember(body, set)
}

// decodeMember reads one member of a closed set. What a newer release added behind it is passed over.
func decodeMember[T any](body []byte, set []member[T]) (T, error) {
	var none T
	n, rest, err := form.Elements(body)
	if err != nil || n < 2 {
		return none, fmt.Errorf("decode: %w", errors.Join(errNoMember, err))
	}
	var number int
	if rest, err = form.First(rest, &number); err != nil {
		return none, fmt.Errorf("decode: %w", err)
	}
	for _, m := range set {
		if m.number != number {
			continue
		}
		value := reflect.New(reflect.TypeOf(m.empty))
		rest, err = form.First(rest, value.Interface())
		for range n - 2 {
			if err == nil {
				rest, err = form.Skip(rest)
			}
		}
		if err != nil || len(rest) > 0 {
			return none, fmt.Errorf("decode %s: %d bytes too many, %w", m.tag, len(rest), errors.Join(errNoMember, err))
		}
		form.Settle(value.Interface())
		return value.Elem().Interface().(T), nil
	}
	return none, fmt.Errorf("decode: unknown kind %d: %w", number, record.ErrNewer)
}

var errNoMember = errors.New("it is not a kind and its fields")

// carried is a letter inside an event or effect.
type carried struct{ Letter Letter }

// MarshalCBOR writes the letter with its number.
func (c carried) MarshalCBOR() ([]byte, error) {
	number, err := numberOf(c.Letter, letterTags)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return form.List(number, c.Letter) //nolint:wrapcheck // the callers say what carries it
}

// UnmarshalCBOR reads what MarshalCBOR wrote.
func (c *carried) UnmarshalCBOR(data []byte) (err error) {
	c.Letter, err = decodeMember(data, letterTags)
	return err
}

// UnmarshalJSON reads a letter that an earlier release wrote.
func (c *carried) UnmarshalJSON(data []byte) (err error) {
	c.Letter, err = decodeJSON(data, letterTags)
	return err
}

var (
	errNoLetter = errors.New("there is no letter in it")
	errNoFact   = errors.New("there is no fact in it")
)

// tellForm, toldForm and keepForm are the stored forms of Tell, Told and Keep.
type (
	tellForm struct {
		To     string  `json:"to,omitempty" cbor:"1,keyasint,omitempty"`
		Chat   int64   `json:"chat,omitempty" cbor:"2,keyasint,omitempty"`
		Letter carried `json:"letter" cbor:"3,keyasint"`
	}
	toldForm struct {
		Header
		From   string  `json:"from" cbor:"7,keyasint,omitempty"`
		Letter carried `json:"letter" cbor:"8,keyasint"`
	}
	keepForm struct {
		Fact record.Fact `json:"fact" cbor:"1,keyasint"`
	}
)

// MarshalCBOR writes the letter with its number.
func (t Tell) MarshalCBOR() ([]byte, error) {
	return form.Value(tellForm{To: t.To, Chat: t.Chat, Letter: carried{t.Letter}}) //nolint:wrapcheck // see encodeOne
}

// UnmarshalCBOR reads what MarshalCBOR wrote.
func (t *Tell) UnmarshalCBOR(data []byte) error { return t.read(form.Decode, data) }

// UnmarshalJSON reads what an earlier release wrote.
func (t *Tell) UnmarshalJSON(data []byte) error { return t.read(json.Unmarshal, data) }

func (t *Tell) read(decode func([]byte, any) error, data []byte) error {
	var f tellForm
	if err := decode(data, &f); err != nil {
		return fmt.Errorf("decode Tell: %w", err)
	}
	if f.Letter.Letter == nil {
		return errNoLetter
	}
	*t = Tell{To: f.To, Chat: f.Chat, Letter: f.Letter.Letter}
	return nil
}

// MarshalCBOR writes the letter with its number.
func (t Told) MarshalCBOR() ([]byte, error) {
	return form.Value(toldForm{Header: t.Header, From: t.From, Letter: carried{t.Letter}}) //nolint:wrapcheck // see encodeOne
}

// UnmarshalCBOR reads what MarshalCBOR wrote.
func (t *Told) UnmarshalCBOR(data []byte) error { return t.read(form.Decode, data) }

// UnmarshalJSON reads what an earlier release wrote.
func (t *Told) UnmarshalJSON(data []byte) error { return t.read(json.Unmarshal, data) }

func (t *Told) read(decode func([]byte, any) error, data []byte) error {
	var f toldForm
	if err := decode(data, &f); err != nil {
		return fmt.Errorf("decode Told: %w", err)
	}
	if f.Letter.Letter == nil {
		return errNoLetter
	}
	*t = Told{Header: f.Header, From: f.From, Letter: f.Letter.Letter}
	return nil
}

// MarshalCBOR writes the fact in its own form.
func (k Keep) MarshalCBOR() ([]byte, error) {
	return form.Value(keepForm(k)) //nolint:wrapcheck // see encodeOne
}

// UnmarshalCBOR reads what MarshalCBOR wrote.
func (k *Keep) UnmarshalCBOR(data []byte) error { return k.read(form.Decode, data) }

// UnmarshalJSON reads what an earlier release wrote.
func (k *Keep) UnmarshalJSON(data []byte) error { return k.read(json.Unmarshal, data) }

func (k *Keep) read(decode func([]byte, any) error, data []byte) error {
	var f keepForm
	if err := decode(data, &f); err != nil {
		return fmt.Errorf("decode Keep: %w", err)
	}
	if f.Fact.Body == nil {
		return errNoFact
	}
	*k = Keep(f)
	return nil
}
