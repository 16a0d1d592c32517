package storage

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// Each value is sealed for its place: its kind, its shard (which is part of a participant's id) and its owner. A value
// that somebody moves to another place in Redis no longer opens. It is padded before, so that its length tells no more
// than its class.

// sealParts packs and seals the parts of a value.
func (s *Store) sealParts(kind string, context []byte, least int, parts ...[]byte) ([]byte, error) {
	return s.sealPacked(kind, context, pack(padded, least, 0, parts...))
}

func (s *Store) sealPacked(kind string, context, packed []byte) ([]byte, error) {
	sealed, err := s.keys.Seal(packed, context)
	if err != nil {
		return nil, final("seal %s: %w", kind, err)
	}
	return sealed, nil
}

// openParts gives the parts of a sealed value, and its first byte. The value of an earlier release is one part, early.
func (s *Store) openParts(kind, sealed string, context []byte, least int) (parts [][]byte, first byte, err error) {
	plain, err := s.keys.Open([]byte(sealed), context)
	if err == nil {
		parts, first, err = unpack(plain, least)
	}
	if err != nil {
		return nil, 0, final("open %s: %w", kind, err)
	}
	return parts, first, nil
}

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
	data, same, err := asStored(l.event)
	if err != nil {
		return nil, nil, fmt.Errorf("seal event: %w", err)
	}
	chat := binary.BigEndian.AppendUint64(nil, uint64(l.chat)) //nolint:gosec // bits are bits
	sealed, err := s.sealParts("event", reseal.ForEvent(shard, place), seal.ClassSmall, chat, data)
	return sealed, same, err
}

// asStored gives an event's stored form, and the event as it is read from that.
func asStored(e state.Event) (data []byte, same state.Event, err error) {
	if data, err = state.EncodeEvent(e); err == nil {
		same, err = state.DecodeEvent(data)
	}
	if err != nil {
		return nil, nil, final("write an event as it is stored: %w", err)
	}
	return data, same, nil
}

func (s *Store) openEvent(shard int, place, sealed string) (envelope, error) {
	parts, first, err := s.openParts("event", sealed, reseal.ForEvent(shard, place), 2)
	if err != nil {
		return envelope{}, err
	}
	if first == early {
		chat := min(chatSize, len(parts[0]))
		parts = [][]byte{parts[0][:chat], parts[0][chat:]}
	}
	if len(parts[0]) != chatSize {
		return envelope{}, final("open event: %w", seal.ErrParts)
	}
	chat := int64(binary.BigEndian.Uint64(parts[0])) //nolint:gosec // bits are bits
	event, err := state.DecodeEvent(parts[1])
	if err != nil { // of a later release, say; its sender is to hear that it could not be kept
		return envelope{chat: chat}, final("open event: %w", err)
	}
	return envelope{chat: chat, event: event}, nil
}

// chatSize is the length of a chat's number, in bytes.
const chatSize = 8

// effectName is what the nth message of a turn is called in the outbox: a keyed hash. The id of its effect, which
// counts all effects and so tells how many there were, is part of the sealed value.
func (s *Store) effectName(event string, n int) string {
	hash := s.keys.Hash("effect", binary.AppendUvarint([]byte(event+"#"), uint64(n))) //nolint:gosec // no length is below 0
	return base64.RawURLEncoding.EncodeToString(hash[:12])
}

func (s *Store) sealEffect(from, name, id string, e state.Effect) ([]byte, error) {
	data, err := state.EncodeEffect(e)
	if err != nil {
		return nil, final("seal effect: %w", err)
	}
	return s.sealParts("effect", reseal.ForEffect(from, name), seal.ClassSpoken, []byte(id), data)
}

// openEffect gives the effect that was sealed under a name, and its id. For earlier releases the name was the id.
func (s *Store) openEffect(from, name, sealed string) (id string, e state.Effect, err error) {
	parts, first, err := s.openParts("effect", sealed, reseal.ForEffect(from, name), 2)
	if err != nil {
		return "", nil, err
	}
	if first == early {
		parts = [][]byte{[]byte(name), parts[0]}
	}
	if e, err = state.DecodeEffect(parts[1]); err != nil {
		return "", nil, final("open effect: %w", err)
	}
	return string(parts[0]), e, nil
}

// sealFacts seals the facts of one turn.
func (s *Store) sealFacts(id string, facts []record.Fact) ([]byte, error) {
	parts := make([][]byte, len(facts))
	for n, f := range facts {
		if f.Body == nil {
			return nil, final("seal fact: it has no body")
		}
		data, err := record.Encode(f)
		if err != nil {
			return nil, final("seal fact: %w", err)
		}
		parts[n] = data
	}
	return s.sealParts("facts", reseal.ForFacts(id), seal.ClassSmall, parts...)
}

// openFacts gives the facts of one turn. Earlier releases sealed each fact for itself.
func (s *Store) openFacts(id, sealed string) ([]record.Fact, error) {
	parts, _, err := s.openParts("facts", sealed, reseal.ForFacts(id), 0)
	if err != nil {
		return nil, err
	}
	facts := make([]record.Fact, len(parts))
	for n, data := range parts {
		if facts[n], err = record.Decode(data); err != nil {
			return nil, final("open fact: %w", err)
		}
	}
	return facts, nil
}

// sealedEffects are a turn's effects, sorted into what the script is given.
type sealedEffects struct {
	facts []record.Fact
	sent  []any // pairs of an effect's name and itself, sealed
	out   []Outgoing
	asks  bool // a message has buttons or a keyboard
	// erases says that everything kept of the participant is removed first. Facts of the same turn before the Erase are
	// left out.
	erases bool
}

// sealEffects seals what a turn's effects keep and send. An effect that storage does not know is a Final error.
func (s *Store) sealEffects(t Turn) (*sealedEffects, error) {
	d := &sealedEffects{}
	for n, effect := range t.Effects {
		id := state.EffectID(t.Entry.Event.Head().ID, n)
		var err error
		switch e := effect.(type) {
		case state.Keep:
			d.facts = append(d.facts, e.Fact)
		case state.Wake, state.Forget: // moments.after
		case state.Say:
			d.asks = d.asks || len(e.Buttons) > 0 || len(e.Keyboard) > 0
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Edit:
			d.asks = d.asks || len(e.Buttons) > 0
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Tell:
			if e.Letter == nil {
				return nil, final("a Tell without a letter")
			}
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Page, state.Picture, state.Card, state.Document, state.Delete, state.Menu:
			err = s.addMessage(d, t.Before.ID, id, e)
		case state.Erase:
			d.erases, d.facts = true, nil
		case state.Toast:
			d.out = append(d.out, Outgoing{Shard: t.Lease.Shard, From: t.Before.ID, ID: id, Effect: e})
		case state.Route: // kept by the worker, outside the store
		case state.Ignore: // counted by the worker, kept by nobody
		default:
			err = final("no place for an effect %T", effect)
		}
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (s *Store) addMessage(d *sealedEffects, from, id string, e state.Effect) error {
	event, _, _ := strings.Cut(id, "#")
	name := s.effectName(event, len(d.sent)/2)
	sealed, err := s.sealEffect(from, name, id, e)
	if err != nil {
		return err
	}
	shard, err := s.ShardOfID(from)
	if err != nil {
		return err
	}
	d.sent = append(d.sent, name, sealed)
	d.out = append(d.out, Outgoing{Shard: shard, From: from, ID: id, Effect: e})
	return nil
}
