package storage

import (
	"encoding/binary"
	"fmt"

	"footing/flows/engine"
	"footing/flows/record"
)

// Each kind of value is sealed for its place: the kind, the shard (which is part of a participant's id), and
// whose it is. A value that somebody moves to another place in Redis no longer opens.

func stateContext(id string) []byte { return []byte("state/" + id) }

func factContext(id string) []byte { return []byte("fact/" + id) }

func eventContext(shard int, place string) []byte {
	return fmt.Appendf(nil, "event/s%02d/%s", shard, place)
}

func effectContext(from, id string) []byte { return []byte("effect/" + from + "/" + id) }

// letterhead is an event together with the chat that it was addressed to (0 if it was to a participant id):
// a stranger's chat stands nowhere else.
type letterhead struct {
	chat  int64
	event engine.Event
}

// sealEvent seals an event for its place. It also returns the event as it will be read back, so that a turn
// decides by the same bytes whether it was handed the event or found it after a restart.
func (s *Store) sealEvent(shard int, place string, l letterhead) ([]byte, engine.Event, error) {
	if l.event == nil {
		return nil, nil, final("seal event: there is none")
	}
	data, err := engine.EncodeEvent(l.event)
	if err != nil {
		return nil, nil, final("seal event: %w", err)
	}
	same, err := engine.DecodeEvent(data)
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

func (s *Store) openEvent(shard int, place, sealed string) (letterhead, error) {
	plain, err := s.keys.Open([]byte(sealed), eventContext(shard, place))
	if err != nil {
		return letterhead{}, final("open event: %w", err)
	}
	if len(plain) < 8 {
		return letterhead{}, final("open event: too short")
	}
	event, err := engine.DecodeEvent(plain[8:])
	if err != nil {
		return letterhead{}, final("open event: %w", err)
	}
	return letterhead{chat: int64(binary.BigEndian.Uint64(plain)), event: event}, nil //nolint:gosec // bits are bits
}

func (s *Store) sealEffect(from, id string, e engine.Effect) ([]byte, error) {
	data, err := engine.EncodeEffect(e)
	if err != nil {
		return nil, final("seal effect: %w", err)
	}
	sealed, err := s.keys.Seal(data, effectContext(from, id))
	if err != nil {
		return nil, final("seal effect: %w", err)
	}
	return sealed, nil
}

func (s *Store) openEffect(from, id, sealed string) (engine.Effect, error) {
	data, err := s.keys.Open([]byte(sealed), effectContext(from, id))
	if err != nil {
		return nil, final("open effect: %w", err)
	}
	effect, err := engine.DecodeEffect(data)
	if err != nil {
		return nil, final("open effect: %w", err)
	}
	return effect, nil
}

func (s *Store) sealState(state engine.State) ([]byte, error) {
	data, err := engine.EncodeState(state)
	if err != nil {
		return nil, final("seal state: %w", err)
	}
	sealed, err := s.keys.Seal(data, stateContext(state.ID))
	if err != nil {
		return nil, final("seal state: %w", err)
	}
	return sealed, nil
}

func (s *Store) openState(id, sealed string) (engine.State, error) {
	data, err := s.keys.Open([]byte(sealed), stateContext(id))
	if err != nil {
		return engine.State{}, final("open state: %w", err)
	}
	state, err := engine.DecodeState(data)
	if err != nil {
		return engine.State{}, final("open state: %w", err)
	}
	return state, nil
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
