package journal

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/course"
	"footing/storage/seal"
)

// The kinds of records. A record is one byte for its form and one for its kind; then, as varints, the shard, the number
// of the turn (0 if there is none) and the time in Unix milliseconds; then the parts below, each after its length.
const (
	recordForm = 2

	kindTurn = 't' // line, participant, chat, event, counts that were prepared for it, emergency calls that it knew of
	kindMark = 'm' // line, chain of lines up to it, whether it ended
	kindCame = 'c' // addressee of an update, chat, event, whether it is only for a known participant
	kindOver = 'o' // id of an effect, receipt for it or nothing
)

var errRecord = errors.New("a record of the journal cannot be read")

// Past is a turn as it was made and saved.
type Past struct {
	Shard  int
	Number int64
	At     time.Time
	ID     string // the participant
	Chat   int64
	Event  state.Event // with what was prepared for it, except the participant's own facts
	stream string      // id of its entry in the inbox or outbox, or of the event if it went straight
	line   string      // id of the line of the shard's history
	gone   bool        // if it is unknown whether the turn was saved: its event has left the inbox or outbox
}

// PastOf returns the record of a turn.
func PastOf(t storage.Turn, event state.Event, at time.Time) Past {
	return Past{
		Shard: t.Lease.Shard, At: at, ID: t.Before.ID, Chat: t.Before.State.Chat, Event: event,
		stream: cmp.Or(t.Entry.Stream, event.Head().ID),
	}
}

// Name is the id under which Gone finds the turn.
func (t Past) Name() string { return t.stream }

// mark records that a line of a shard's history begins, goes on, or ended.
type mark struct {
	shard  int
	number int64 // of the last turn so far
	at     time.Time
	line   string
	lines  []course.Line // the chain up to this line; empty if the line ended
	ended  bool
}

// came is an update that was put into an inbox.
type came struct {
	shard   int
	at      time.Time
	arrival storage.Arrival
}

// over is an effect that was delivered or given up.
type over struct {
	shard   int
	at      time.Time
	id      string
	receipt state.Event // the event that tells its participant; nil for none
}

// record is a record whose parts are not decoded yet.
type record struct {
	kind   byte
	shard  int
	number int64
	at     time.Time
	parts  [][]byte
}

func (r record) encode() []byte {
	data := []byte{recordForm, r.kind}
	data = binary.AppendUvarint(data, uint64(r.shard)) //nolint:gosec // below 100
	data = binary.AppendVarint(data, r.number)
	data = binary.AppendVarint(data, r.at.UnixMilli())
	return seal.Join(data, r.parts)
}

func decode(data []byte) (r record, err error) {
	if len(data) < 2 || data[0] != recordForm {
		return record{}, errRecord
	}
	r.kind, data = data[1], data[2:]
	shard, width := binary.Uvarint(data)
	if width <= 0 || shard > 99 {
		return record{}, errRecord
	}
	r.shard, data = int(shard), data[width:]
	number, width := binary.Varint(data)
	if width <= 0 {
		return record{}, errRecord
	}
	r.number, data = number, data[width:]
	ms, width := binary.Varint(data)
	if width <= 0 {
		return record{}, errRecord
	}
	r.at = time.UnixMilli(ms).UTC()
	if r.parts, err = seal.Split(data[width:]); err != nil {
		return record{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	return r, nil
}

func number(n int64) []byte { return binary.AppendVarint(nil, n) }

func numberOf(data []byte) int64 {
	n, _ := binary.Varint(data)
	return n
}

func bit(set bool) int64 {
	if set {
		return 1
	}
	return 0
}

// encode returns the turn's record. It keeps a digest that was composed for the turn, because the digest is made of
// other people's facts, which may be missing when the record is read.
func (t Past) encode() ([]byte, error) {
	event, err := state.EncodeEvent(t.Event)
	if err != nil {
		return nil, fmt.Errorf("write down a turn: %w", err)
	}
	var called []state.Called
	var counted []byte
	switch e := t.Event.(type) {
	case state.Tapped:
		called = e.Called
	case state.Due:
		called = e.Called
		counted = binary.AppendVarint(binary.AppendVarint(number(int64(e.Lost)), int64(e.LostAlerts)), bit(e.Unread))
	default: // nothing is prepared for the others
	}
	parts := [][]byte{[]byte(t.line), []byte(t.ID), number(t.Chat), event, counted}
	for _, c := range called {
		data, err := state.EncodeEvent(c)
		if err != nil {
			return nil, fmt.Errorf("write down a turn: %w", err)
		}
		parts = append(parts, data)
	}
	return record{kindTurn, t.Shard, t.Number, t.At, parts}.encode(), nil
}

func (r record) turn() (Past, error) {
	if len(r.parts) < 5 {
		return Past{}, errRecord
	}
	event, err := state.DecodeEvent(r.parts[3])
	if err != nil {
		return Past{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	var called []state.Called
	for _, data := range r.parts[5:] {
		e, err := state.DecodeEvent(data)
		c, ok := e.(state.Called)
		if err != nil || !ok {
			return Past{}, errors.Join(errRecord, err)
		}
		called = append(called, c)
	}
	switch e := event.(type) {
	case state.Tapped:
		e.Called = called
		event = e
	case state.Due:
		e.Called = called
		counted := r.parts[4]
		var n [3]int64
		for i := range n {
			value, width := binary.Varint(counted)
			if width <= 0 {
				return Past{}, errRecord
			}
			n[i], counted = value, counted[width:]
		}
		e.Lost, e.LostAlerts, e.Unread = int(n[0]), int(n[1]), n[2] != 0
		event = e
	default: // nothing is prepared for the others
	}
	return Past{
		Shard: r.shard, Number: r.number, At: r.at, line: string(r.parts[0]), ID: string(r.parts[1]),
		Chat: numberOf(r.parts[2]), Event: event,
	}, nil
}

func (m mark) encode() ([]byte, error) {
	parts := [][]byte{[]byte(m.line), []byte(course.Write(m.lines)), number(bit(m.ended))}
	return record{kindMark, m.shard, m.number, m.at, parts}.encode(), nil
}

func (r record) mark() (mark, error) {
	if len(r.parts) != 3 {
		return mark{}, errRecord
	}
	lines, err := course.Read(string(r.parts[1]))
	if err != nil {
		return mark{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	return mark{r.shard, r.number, r.at, string(r.parts[0]), lines, numberOf(r.parts[2]) != 0}, nil
}

func (c came) encode() ([]byte, error) {
	event, err := state.EncodeEvent(c.arrival.Event)
	if err != nil {
		return nil, fmt.Errorf("write down an update: %w", err)
	}
	return record{kindCame, c.shard, 0, c.at, [][]byte{
		[]byte(c.arrival.To), number(c.arrival.Chat), event, number(bit(c.arrival.Known)),
	}}.encode(), nil
}

func (r record) came() (storage.Arrival, error) {
	if len(r.parts) != 4 {
		return storage.Arrival{}, errRecord
	}
	event, err := state.DecodeEvent(r.parts[2])
	if err != nil {
		return storage.Arrival{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	return storage.Arrival{
		To: string(r.parts[0]), Chat: numberOf(r.parts[1]), Event: event, Known: numberOf(r.parts[3]) != 0,
	}, nil
}

func (o over) encode() ([]byte, error) {
	var receipt []byte
	if o.receipt != nil {
		var err error
		if receipt, err = state.EncodeEvent(o.receipt); err != nil {
			return nil, fmt.Errorf("write down what was sent: %w", err)
		}
	}
	return record{kindOver, o.shard, 0, o.at, [][]byte{[]byte(o.id), receipt}}.encode(), nil
}

func (r record) over() (o over, err error) {
	if len(r.parts) != 2 {
		return over{}, errRecord
	}
	o = over{shard: r.shard, at: r.at, id: string(r.parts[0])}
	if len(r.parts[1]) > 0 {
		if o.receipt, err = state.DecodeEvent(r.parts[1]); err != nil {
			return over{}, fmt.Errorf("%w: %w", errRecord, err)
		}
	}
	return o, nil
}
