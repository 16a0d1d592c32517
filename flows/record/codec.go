package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"footing/flows/internal/form"
)

// ErrNewer says that a newer release wrote a value: in a form, or of a kind, that this one does not know.
var ErrNewer = form.ErrNewer

// bodies has an empty value of every body, by the number that its kind has in stored facts. A number never changes, and
// is never given again.
var bodies = [...]Body{ //nolint:gochecknoglobals // a table that never changes
	1:  Enrolment{},
	2:  Consent{},
	3:  Zone{},
	4:  Rhythm{},
	5:  Occasion{},
	6:  Delivered{},
	7:  Response{},
	8:  Completed{},
	9:  Missed{},
	10: Alert{},
	11: Notice{},
	12: Acknowledgement{},
	13: Opened{},
	14: Withdrawal{},
	15: Digest{},
	16: Reach{},
	17: Canary{},
	18: Sharing{},
	19: Appointment{},
	20: Prompted{},
	21: PromptOutcome{},
	22: Pause{},
	23: PutOff{},
	24: Pace{},
	25: PastAlert{},
	26: Goal{},
	27: PlanPart{},
	28: Adjustment{},
	29: Link{},
	30: Post{},
	31: Leave{},
	32: Audit{},
	33: Milestone{},
}

// numbers has the number of each kind.
var numbers = numbered() //nolint:gochecknoglobals // a table that never changes

func numbered() map[Kind]int {
	all := make(map[Kind]int, len(bodies))
	for n, empty := range bodies {
		if empty != nil {
			all[empty.kind()] = n
		}
	}
	return all
}

// KindOf names what happened. A body that says nothing has no kind.
func KindOf(b Body) (Kind, error) {
	if b == nil {
		return "", errors.New("a fact that says nothing has no kind")
	}
	return b.kind(), nil
}

// Encode gives a fact's stored form. Its times are kept in whole seconds, without their zone.
func Encode(f Fact) ([]byte, error) { return f.written(form.EncodeList) }

// Decode reads what Encode wrote, and what earlier releases wrote as JSON. An unknown form or kind is ErrNewer.
func Decode(data []byte) (Fact, error) {
	var f Fact
	body, isJSON, err := form.Body(data)
	switch {
	case err != nil:
		return Fact{}, fmt.Errorf("decode fact: %w", err)
	case isJSON:
		err = f.UnmarshalJSON(body)
	default:
		err = f.UnmarshalCBOR(body)
	}
	return f, err
}

// MarshalCBOR writes a fact that is part of another value.
func (f Fact) MarshalCBOR() ([]byte, error) { return f.written(form.List) }

// written makes of a fact the list of its number, its body, its id, and its times.
func (f Fact) written(list func(elements ...any) ([]byte, error)) ([]byte, error) {
	if f.Body == nil {
		return nil, fmt.Errorf("encode fact %s: it says nothing", f.ID)
	}
	elements := []any{numbers[f.Body.kind()], f.Body, f.ID, f.At, f.Said}
	if f.Said.IsZero() {
		elements = elements[:4]
	}
	data, err := list(elements...)
	if err != nil {
		return nil, fmt.Errorf("encode fact %s: %w", f.ID, err)
	}
	return data, nil
}

// UnmarshalCBOR reads what MarshalCBOR wrote. What a newer release added at its end is passed over.
func (f *Fact) UnmarshalCBOR(data []byte) error {
	n, rest, err := form.Elements(data)
	if err != nil || n < 4 {
		return fmt.Errorf("decode fact: it has %d parts, %w", n, errors.Join(err, errShort))
	}
	var number int
	if rest, err = form.First(rest, &number); err != nil {
		return fmt.Errorf("decode fact: %w", err)
	}
	if number < 0 || number >= len(bodies) || bodies[number] == nil {
		return fmt.Errorf("decode fact: unknown kind %d: %w", number, ErrNewer)
	}
	body := reflect.New(reflect.TypeOf(bodies[number]))
	var fact Fact
	parts := []any{body.Interface(), &fact.ID, &fact.At, &fact.Said}
	for part := range n - 1 {
		if part < len(parts) {
			rest, err = form.First(rest, parts[part])
		} else {
			rest, err = form.Skip(rest)
		}
		if err != nil {
			return fmt.Errorf("decode part %d of a fact of kind %s: %w", part, bodies[number].kind(), err)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("decode a fact of kind %s: %d bytes too many", bodies[number].kind(), len(rest))
	}
	*f = settled(fact, body)
	return nil
}

var errShort = errors.New("fewer than a fact has")

// settled puts a fact that was read together with its body.
func settled(f Fact, body reflect.Value) Fact {
	form.Settle(&f)
	form.Settle(body.Interface())
	f.Body = body.Elem().Interface().(Body)
	return f
}

// stored is a fact as people read it in their own data, and as earlier releases stored it.
type stored struct {
	ID   string          `json:"id" cbor:"-"`
	At   time.Time       `json:"at" cbor:"-"`
	Said time.Time       `json:"said,omitzero" cbor:"-"`
	Kind Kind            `json:"kind" cbor:"-"`
	Body json.RawMessage `json:"body" cbor:"-"`
}

// MarshalJSON writes a fact for people to read. The times are in UTC.
func (f Fact) MarshalJSON() ([]byte, error) {
	if f.Body == nil {
		return nil, fmt.Errorf("write fact %s: it says nothing", f.ID)
	}
	body, err := json.Marshal(f.Body)
	if err != nil {
		return nil, fmt.Errorf("write fact %s: %w", f.ID, err)
	}
	data, err := json.Marshal(stored{ID: f.ID, At: f.At.UTC(), Said: f.Said.UTC(), Kind: f.Body.kind(), Body: body})
	if err != nil {
		return nil, fmt.Errorf("write fact %s: %w", f.ID, err)
	}
	return data, nil
}

// UnmarshalJSON reads a fact that an earlier release stored.
func (f *Fact) UnmarshalJSON(data []byte) error {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("decode fact: %w", err)
	}
	number, ok := numbers[s.Kind]
	if !ok {
		return fmt.Errorf("decode fact %s: unknown kind %q: %w", s.ID, s.Kind, ErrNewer)
	}
	body := reflect.New(reflect.TypeOf(bodies[number]))
	if err := json.Unmarshal(s.Body, body.Interface()); err != nil {
		return fmt.Errorf("decode fact %s of kind %s: %w", s.ID, s.Kind, err)
	}
	*f = settled(Fact{ID: s.ID, At: s.At, Said: s.Said}, body)
	return nil
}
