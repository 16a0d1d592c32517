// Package reseal knows where sealed values stand in Redis and what each is sealed for. It counts them by the key that
// each names, and seals those of an older key anew:
//
//	places := []reseal.Place{{Kind: reseal.State, Key: "{s02}:p:s02-ABC:state", Shard: 2, ID: "s02-ABC"}}
//	err := reseal.Count(ctx, rdb, counts, places...)
//	left, err := reseal.New(rdb, runner, keys).Renew(ctx, places...)
//
// What is in a value stays byte by byte what it was, padding included. A value is only replaced where it still is what
// was read, by one script, so whoever works there at the same time loses nothing and needs not know. It may be
// stopped at any moment.
//
// Package storage names the keys, and the participants there are.
package reseal

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is a kind of places. Each has its own form in Redis, and its own way to name what a value is sealed for.
type Kind string

// The kinds.
const (
	State    Kind = "states"
	Facts    Kind = "facts"
	Chapters Kind = "chapters"
	Early    Kind = "facts of an earlier release"
	Inbox    Kind = "events that wait"
	Outbox   Kind = "messages that wait"
	Parked   Kind = "what was set aside"
	Calls    Kind = "alerts that are called again"
	Holds    Kind = "waits that Telegram asked for"
	Plans    Kind = "protocols"
	Releases Kind = "register of exports"
	Studies  Kind = "keys of studies"
)

// Word is what stands before the name where a value of the whole store is sealed.
func (k Kind) Word() string {
	switch k {
	case Plans:
		return "plan"
	case Releases:
		return "release"
	default:
		return "study key"
	}
}

// Location is a key in Redis under which values are sealed.
type Location struct {
	Kind  Kind
	Key   string
	Shard int
	ID    string // whose; empty if it is no participant's
}

// The contexts: what a value is sealed for. A value that somebody moves to another place no longer opens.

// ForState is that of a participant's state.
func ForState(id string) []byte { return []byte("state/" + id) }

// ForFacts is that of the facts of one turn.
func ForFacts(id string) []byte { return []byte("fact/" + id) }

// ForChapter is that of a chapter: its owner and the time that stands before it, Unix milliseconds.
func ForChapter(id string, last int64) []byte { return fmt.Appendf(nil, "chapter/%s/%d", id, last) }

// ForEvent is that of an event, by its shard and its address there.
func ForEvent(shard int, place string) []byte {
	return fmt.Appendf(nil, "event/s%02d/%s", shard, place)
}

// ForEffect is that of a message, by its sender and its name.
func ForEffect(from, name string) []byte { return []byte("effect/" + from + "/" + name) }

// ForCall is that of a name among those who wait for a call.
func ForCall(name string) []byte { return []byte("call/" + name) }

// ForHold is that of a wait that Telegram asked for.
func ForHold(shard int, name string) []byte { return fmt.Appendf(nil, "hold/s%02d/%s", shard, name) }

// ForNamed is that of a value of the whole store, by its kind and name.
func ForNamed(kind Kind, name string) []byte { return []byte(kind.Word() + "/" + name) }

// value is a sealed value where it stands.
type value struct {
	at      string // the field, the number in the list, or the entry's id
	before  string // what stands before it, in clear
	sealed  string
	context []byte
}

// Value gives the sealed value in one piece of what stands under the key, and what it is sealed for: of a hash a field
// and its value, of a list an item, of a stream an entry's id and its fields with their values. False if there is none.
func (p Location) Value(piece []string) (sealed string, context []byte, ok bool) {
	v := value{}
	switch shape := p.Kind.shape(); {
	case shape == hash && len(piece) == 2:
		if ok = p.Kind != State || piece[0] == "state"; ok { // its other fields are in clear
			v = p.ofField(piece[0], piece[1])
		}
	case shape == list && len(piece) == 1:
		v, ok = p.ofItem(0, piece[0]), true
	case shape == stream && len(piece)%2 == 1:
		fields := make(map[string]any)
		for n := 1; n < len(piece); n += 2 {
			fields[piece[n]] = piece[n+1]
		}
		v, ok = p.ofEntry(piece[0], fields)
	}
	return v.sealed, v.context, ok
}

// ofField is the value of a hash's field.
func (p Location) ofField(field, sealed string) value {
	v := value{at: field, sealed: sealed}
	switch p.Kind { //nolint:exhaustive // the kinds of hashes
	case State:
		v.context = ForState(p.ID)
	case Calls:
		v.context = ForCall(field)
	case Holds:
		v.context = ForHold(p.Shard, field)
	case Plans, Releases, Studies:
		v.context = ForNamed(p.Kind, field)
	}
	return v
}

// ofItem is the value of a list's item, which stands behind its time and a colon.
func (p Location) ofItem(n int, item string) value {
	ms, sealed, _ := strings.Cut(item, ":")
	v := value{at: fmt.Sprint(n), before: ms + ":", sealed: sealed, context: ForFacts(p.ID)}
	if p.Kind == Chapters {
		last, _ := strconv.ParseInt(ms, 10, 64) // damaged, it opens with no time
		v.context = ForChapter(p.ID, last)
	}
	return v
}

// ofEntry is the value of a stream's entry; false if it has none.
func (p Location) ofEntry(id string, fields map[string]any) (value, bool) {
	text := func(name string) string {
		s, _ := fields[name].(string)
		return s
	}
	v := value{at: id}
	switch {
	case text("event") != "":
		v.sealed, v.context = text("event"), ForEvent(p.Shard, text("place"))
	case text("effect") != "":
		name := text("name")
		if name == "" {
			name = text("id") // as earlier releases called it
		}
		v.sealed, v.context = text("effect"), ForEffect(text("from"), name)
	case text("fact") != "":
		v.sealed, v.context = text("fact"), ForFacts(p.ID)
	default:
		return value{}, false
	}
	return v, true
}
