package storage

import (
	"encoding/binary"
	"fmt"

	"footing/flows/record"
	"footing/flows/state"
)

// Each value is sealed for its place: its kind, its shard (which is part of a participant's id) and its owner. A value
// that somebody moves to another place in Redis no longer opens.

func stateContext(id string) []byte { return []byte("state/" + id) }

func factContext(id string) []byte { return []byte("fact/" + id) }

func eventContext(shard int, place string) []byte {
	return fmt.Appendf(nil, "event/s%02d/%s", shard, place)
}

func effectContext(from, id string) []byte { return []byte("effect/" + from + "/" + id) }

// envelope is an event and the chat that it was addressed to (0 if it was addressed to a participant). A stranger's
// chat is stored nowhere else.
type envelope struct {
	chat  int64
	event state.Event
}

// sealEvent seals an event for its place. It also returns the event as it will be read back, so that a turn decides the
// same whether the event was handed over in memory or read from Redis.
func (s *Store) sealEvent(shard int, place string, l envelope) ([]byte, state.Event, error) {
	if l.event == nil {
		return nil, nil, final("seal event: there is none")
	}
	data, err := state.EncodeEvent(l.event)
	if err != nil {
		return nil, nil, final("seal event: %w", err)
	}
	same, err := state.DecodeEvent(data)
	if err != nil {
		return nil, nil, final("seal event: %w", err)
	}
	plain := binary.BigEndian.AppendUint64(nil, uint64(l.chat)) //nolint:gosec // bits are bits
	sealed, err := s.keys.Seal(append(plain, data...), eventContext(shard, place))
	if err != nil {
		return nil, nil, final("seal event: %w", err)
	}
	return sealed, same, nil
}

func (s *Store) openEvent(shard int, place, sealed string) (envelope, error) {
	plain, err := s.keys.Open([]byte(sealed), eventContext(shard, place))
	if err != nil {
		return envelope{}, final("open event: %w", err)
	}
	if len(plain) < 8 {
		return envelope{}, final("open event: too short")
	}
	event, err := state.DecodeEvent(plain[8:])
	if err != nil {
		return envelope{}, final("open event: %w", err)
	}
	return envelope{chat: int64(binary.BigEndian.Uint64(plain)), event: event}, nil //nolint:gosec // bits are bits
}

func (s *Store) sealEffect(from, id string, e state.Effect) ([]byte, error) {
	data, err := state.EncodeEffect(e)
	if err != nil {
		return nil, final("seal effect: %w", err)
	}
	sealed, err := s.keys.Seal(data, effectContext(from, id))
	if err != nil {
		return nil, final("seal effect: %w", err)
	}
	return sealed, nil
}

func (s *Store) openEffect(from, id, sealed string) (state.Effect, error) {
	data, err := s.keys.Open([]byte(sealed), effectContext(from, id))
	if err != nil {
		return nil, final("open effect: %w", err)
	}
	effect, err := state.DecodeEffect(data)
	if err != nil {
		return nil, final("open effect: %w", err)
	}
	return effect, nil
}

func (s *Store) sealState(st state.State) ([]byte, error) {
	data, err := state.EncodeState(st)
	if err != nil {
		return nil, final("seal state: %w", err)
	}
	sealed, err := s.keys.Seal(data, stateContext(st.ID))
	if err != nil {
		return nil, final("seal state: %w", err)
	}
	return sealed, nil
}

func (s *Store) openState(id, sealed string) (state.State, error) {
	data, err := s.keys.Open([]byte(sealed), stateContext(id))
	if err != nil {
		return state.State{}, final("open state: %w", err)
	}
	st, err := state.DecodeState(data)
	if err != nil {
		return state.State{}, final("open state: %w", err)
	}
	return st, nil
}

func (s *Store) sealFact(id string, f record.Fact) ([]byte, error) {
	if f.Body == nil {
		return nil, final("seal fact: it has no body")
	}
	data, err := record.Encode(f)
	if err != nil {
		return nil, final("seal fact: %w", err)
	}
	sealed, err := s.keys.Seal(data, factContext(id))
	if err != nil {
		return nil, final("seal fact: %w", err)
	}
	return sealed, nil
}

func (s *Store) openFact(id, sealed string) (record.Fact, error) {
	data, err := s.keys.Open([]byte(sealed), factContext(id))
	if err != nil {
		return record.Fact{}, final("open fact: %w", err)
	}
	fact, err := record.Decode(data)
	if err != nil {
		return record.Fact{}, final("open fact: %w", err)
	}
	return fact, nil
}
