package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"footing/flows/record"
)

// envelope is a member of a closed set as bytes: its type's name beside its fields.
type envelope struct {
	Type string          `json:"type"`
	Body json.RawMessage `json:"body"`
}

// events, effects and letters list one empty value of every member; the codec knows no others.
func events() []Event {
	return []Event{Said{}, Tapped{}, Due{}, Sent{}, Unreachable{}, Membership{}, Told{}, Outage{}, SetBack{}, Staffing{}, Dismissal{}, Operated{}, Watch{}, Begun{}}
}

func effects() []Effect {
	return []Effect{
		Say{}, Edit{}, Toast{}, Picture{}, Card{}, Document{}, Delete{}, Menu{}, Tell{}, Keep{}, Wake{}, Forget{}, Erase{}, Ignore{},
	}
}

func letters() []Letter {
	return []Letter{
		Claim{},
		Refused{},
		Offered{},
		Confirmed{},
		NotMe{},
		Linked{},
		Reserve{},
		Reserved{},
		Roster{},
		Team{},
		Enrolled{},
		Alarm{},
		Acted{},
		Settled{},
		Relieved{},
		Unheard{},
		Look{},
		Shown{},
		Unreached{},
		Eased{},
		Noted{},
		SummaryOpened{},
		CareChanged{},
		Erased{},
		Inquire{},
		Particulars{},
		Appointed{},
		Objected{},
		Rescheduled{},
		Departed{},
		Canary{},
		CanaryAnswered{},
		CanaryMissed{},
		Watched{},
		Ended{},
		Dose{},
		Declined{},
		Propose{},
		Agreed{},
		Proposed{},
		Decided{},
		Joined{},
		Away{},
		Dismiss{},
		Dismissed{},
		Gone{},
		Resigned{},
		Orphaned{},
		Count{},
		Counted{},
		Progress{},
		MonthAsked{},
		Month{},
	}
}

// encodeOne wraps one member of a closed set.
func encodeOne(value any) ([]byte, error) {
	if value == nil {
		return nil, errors.New("encode: there is nothing to encode")
	}
	name := reflect.TypeOf(value).Name()
	body, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", name, err)
	}
	// The envelope is written by hand: encoding/json would read the body again to see that it is JSON.
	return slices.Concat([]byte(`{"type":"`), []byte(name), []byte(`","body":`), body, []byte(`}`)), nil
}

// decodeOne reads what encodeOne wrote, knowing the set.
func decodeOne[T any](data []byte, set []T) (T, error) {
	var none T
	name, body, ok := unwrap(data)
	if !ok {
		var e envelope
		if err := json.Unmarshal(data, &e); err != nil {
			return none, fmt.Errorf("decode: %w", err)
		}
		name, body = e.Type, e.Body
	}
	for _, member := range set {
		t := reflect.TypeOf(member)
		if t.Name() != name {
			continue
		}
		value := reflect.New(t)
		if err := json.Unmarshal(body, value.Interface()); err != nil {
			return none, fmt.Errorf("decode %s: %w", name, err)
		}
		return value.Elem().Interface().(T), nil
	}
	return none, fmt.Errorf("decode: unknown type %q (written by a newer release?)", name)
}

// unwrap opens an envelope that stands as encodeOne writes it. Whether the body is JSON is for its reader to see.
func unwrap(data []byte) (name string, body []byte, ok bool) {
	rest, begins := bytes.CutPrefix(data, []byte(`{"type":"`))
	kind, rest, cut := bytes.Cut(rest, []byte(`","body":`))
	body, ends := bytes.CutSuffix(rest, []byte(`}`))
	return string(kind), body, begins && cut && ends
}

// EncodeEvent gives an event's stored form (JSON).
func EncodeEvent(e Event) ([]byte, error) { return encodeOne(e) }

// DecodeEvent reads what EncodeEvent wrote.
func DecodeEvent(data []byte) (Event, error) { return decodeOne(data, events()) }

// EncodeEffect gives an effect's stored form (JSON).
func EncodeEffect(e Effect) ([]byte, error) { return encodeOne(e) }

// DecodeEffect reads what EncodeEffect wrote.
func DecodeEffect(data []byte) (Effect, error) { return decodeOne(data, effects()) }

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

// MarshalJSON writes the letter with its type's name.
func (c carried) MarshalJSON() ([]byte, error) { return encodeOne(c.Letter) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *carried) UnmarshalJSON(data []byte) (err error) {
	c.Letter, err = decodeOne(data, letters())
	return err
}

var errNoLetter = errors.New("there is no letter in it")

type tellJSON struct {
	To     string  `json:"to,omitempty"`
	Chat   int64   `json:"chat,omitempty"`
	Letter carried `json:"letter"`
}

// MarshalJSON writes the letter with its type's name.
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

// MarshalJSON writes the letter with its type's name.
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
	Fact json.RawMessage `json:"fact"`
}

// MarshalJSON writes the fact through its own codec.
func (k Keep) MarshalJSON() ([]byte, error) {
	fact, err := record.Encode(k.Fact)
	if err != nil {
		return nil, fmt.Errorf("encode Keep: %w", err)
	}
	return marshal(keepJSON{Fact: fact})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (k *Keep) UnmarshalJSON(data []byte) (err error) {
	var j keepJSON
	if err = json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("decode Keep: %w", err)
	}
	k.Fact, err = record.Decode(j.Fact)
	if err != nil {
		return fmt.Errorf("decode Keep: %w", err)
	}
	return nil
}
