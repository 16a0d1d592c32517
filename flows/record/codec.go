package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"
)

// stored is a fact as bytes: the kind stands beside the body so that it can be decoded.
type stored struct {
	ID   string          `json:"id"`
	At   time.Time       `json:"at"`
	Said time.Time       `json:"said,omitzero"`
	Kind Kind            `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// Encode gives a fact's stored form (JSON). The times are kept in UTC.
func Encode(f Fact) ([]byte, error) {
	if f.Body == nil {
		return nil, fmt.Errorf("encode fact %s: it says nothing", f.ID)
	}
	body, err := json.Marshal(f.Body)
	if err != nil {
		return nil, fmt.Errorf("encode fact %s: %w", f.ID, err)
	}
	data, err := json.Marshal(stored{ID: f.ID, At: f.At.UTC(), Said: f.Said.UTC(), Kind: f.Body.kind(), Body: body})
	if err != nil {
		return nil, fmt.Errorf("encode fact %s: %w", f.ID, err)
	}
	return data, nil
}

// KindOf names what happened. A body that says nothing has no kind.
func KindOf(b Body) (Kind, error) {
	if b == nil {
		return "", errors.New("a fact that says nothing has no kind")
	}
	return b.kind(), nil
}

// Decode reads what Encode wrote. An unknown kind is an error that names it: a newer release wrote it.
func Decode(data []byte) (Fact, error) {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return Fact{}, fmt.Errorf("decode fact: %w", err)
	}
	empty, ok := bodies()[s.Kind]
	if !ok {
		return Fact{}, fmt.Errorf("decode fact %s: unknown kind %q (written by a newer release?)", s.ID, s.Kind)
	}
	body := reflect.New(reflect.TypeOf(empty))
	if err := json.Unmarshal(s.Body, body.Interface()); err != nil {
		return Fact{}, fmt.Errorf("decode fact %s of kind %s: %w", s.ID, s.Kind, err)
	}
	return Fact{ID: s.ID, At: s.At, Said: s.Said, Body: body.Elem().Interface().(Body)}, nil
}

// bodies lists one empty value of every body.
func bodies() map[Kind]Body {
	all := []Body{
		Enrolment{},
		Consent{},
		Zone{},
		Rhythm{},
		Occasion{},
		Delivered{},
		Response{},
		Completed{},
		Missed{},
		Alert{},
		Notice{},
		Acknowledgement{},
		Opened{},
		Withdrawal{},
		Digest{},
		Reach{},
		Canary{},
		Sharing{},
		Appointment{},
		Prompted{},
		PromptOutcome{},
		Pause{},
		PutOff{},
		Pace{},
		PastAlert{},
		Goal{},
		PlanPart{},
		Adjustment{},
		Link{},
		Post{},
		Leave{},
		Audit{},
		Milestone{},
	}
	kinds := make(map[Kind]Body, len(all))
	for _, b := range all {
		kinds[b.kind()] = b
	}
	return kinds
}
