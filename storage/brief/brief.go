// Package brief writes CBOR in fewer bytes, for values that are to fit a small size class before they are sealed:
//
//	short, ok := brief.Shorten(data)        // data: one value in CBOR, as flows/internal/form writes it
//	data, err := brief.Restore(nil, short)  // the same bytes again
//
// It knows nothing of what a value means, so it keeps what a newer release added. It is no compression: how short a
// text becomes does not depend on what else the value says, unless it is a key, a participant's id, or a name: what
// stands under the keys 16 and 17 of a map, where a state has what a check-in asks. Cost tells how long a text is that
// is none of these, so a caller can make room for the longest that could have stood there.
//
// The head of a CBOR item has four codes without a meaning (additional information 28 to 31). Here they mean:
//
//	text     28 I        the I-th of words
//	         29 I        a key, a name or an id that is the I-th text that was remembered before
//	         30 S R      a participant's id: its shard, and its 26 random letters in 17 bytes
//	         31 N B      2 N hexadecimal digits, in N bytes
//	number   28, 29, 30  a moment: its distance from the moment before, signed, in 1, 2 or 3 bytes
//
// Everything else is CBOR.
package brief

import (
	"encoding/binary"
	"errors"
)

// ErrDamaged says that Shorten has not written it.
var ErrDamaged = errors.New("it is damaged")

// The codes that CBOR leaves free.
const (
	codeWord       = 28
	codeRemembered = 29
	codeID         = 30
	codeHex        = 31

	codeNear = 28 // in a byte; in two and three the codes behind it
	nearest  = 1
	farthest = 3
)

// The kinds of CBOR items.
const (
	number = iota
	negative
	octets
	text
	list
	dictionary
	tagged // which values do not have
	simple // true, false, nothing, and fractions
)

// mostLevels is how deep values lie in one another at most. What flows/internal/form writes is less deep.
const mostLevels = 64

// words are texts that stand in many values. They never change their places, because stores hold these; new ones come
// last.
var words = [...]string{ //nolint:gochecknoglobals // a table that never changes
	"plain", "keyboard", "safety", "fixed", "care", "research", "private_research", "patient", "clinician", "backup",
	"lead", "night", "safety_lead", "en", "de", "es", "ar", "Europe/London", "Europe/Berlin", "Europe/Madrid",
	"own-1", "weekly", "=",
}

// memory is what both directions remember of the value so far.
type memory struct {
	remembered []string
	moment     uint64 // the last one
}

// A moment is a number as Unix seconds are from 2001 to 2106.
const firstMoment, lastMoment = 1_000_000_000, 1<<32 - 1

func isMoment(n uint64) bool { return n >= firstMoment && n <= lastMoment }

// mostRemembered is how many texts are remembered, so that a byte can name each.
const mostRemembered = 256

// shortestRemembered is the length from which a text is worth remembering.
const shortestRemembered = 3

// role is where a value stands.
type role int

const (
	alone role = iota // as the value of a key, or as the whole
	element
	name
	key
)

// firstName and lastName are the keys under which names stand, also in lists.
const firstName, lastName = 16, 17

// under is where the value of a key stands.
func under(i header) role {
	if i.kind == number && i.n >= firstName && i.n <= lastName {
		return name
	}
	return alone
}

// within is where the first of what a value holds stands: the keys of a map, or the elements of a list.
func (i header) within(where role) role {
	switch {
	case i.kind == dictionary:
		return key
	case where == name:
		return name
	default:
		return element
	}
}

// remember keeps a text that may come again as a key or a name: one that stands in a list, or was one. An id may
// anywhere.
func (m *memory) remember(s []byte, where role, isID bool) {
	if (where != alone || isID) && len(s) >= shortestRemembered && len(m.remembered) < mostRemembered {
		m.remembered = append(m.remembered, string(s))
	}
}

// find finds a key, a name or an id that was noted.
func (m *memory) find(s []byte, where role, isID bool) (int, bool) {
	if where < name && !isID {
		return 0, false
	}
	for n, other := range m.remembered {
		if other == string(s) {
			return n, true
		}
	}
	return 0, false
}

// Cost is how many bytes a text takes that is a value of a map, and no participant's id.
func Cost(s string) int {
	if _, ok := wordOf([]byte(s)); ok {
		return 1 + 1
	}
	if isHex([]byte(s)) {
		return 1 + 1 + len(s)/2
	}
	return length(uint64(len(s))) + len(s)
}

// isHex tells whether a text is written as hexadecimal digits: a hash, say.
func isHex(s []byte) bool {
	if len(s)%2 != 0 || len(s) < shortestHex || len(s) > longestHex {
		return false
	}
	for _, b := range s {
		if !digit(b) && (b < 'a' || b > 'f') {
			return false
		}
	}
	return true
}

const shortestHex, longestHex = 8, 128

func wordOf(s []byte) (byte, bool) {
	for n, w := range words {
		if w == string(s) {
			return byte(n), true
		}
	}
	return 0, false
}

// head writes the head of an item as core deterministic CBOR has it.
func head(to []byte, kind byte, n uint64) []byte {
	kind <<= 5
	switch {
	case n < 24:
		return append(to, kind|byte(n))
	case n < 1<<8:
		return append(to, kind|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(to, kind|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(to, kind|26), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(to, kind|27), n)
	}
}

// length is how long the head of a number is.
func length(n uint64) int {
	switch {
	case n < 24:
		return 1
	case n < 1<<8:
		return 1 + 1
	case n < 1<<16:
		return 1 + 2
	case n < 1<<32:
		return 1 + 4
	default:
		return 1 + 8
	}
}

// header is the head of an item: its kind, its code, and its number or length.
type header struct {
	kind, code byte
	n          uint64
}

// next reads a head.
func next(data []byte) (i header, rest []byte, err error) {
	if len(data) == 0 {
		return header{}, nil, ErrDamaged
	}
	i = header{kind: data[0] >> 5, code: data[0] & 31}
	width := 0
	switch {
	case i.code < 24:
		i.n = uint64(i.code)
	case i.code < 28:
		width = 1 << (i.code - 24)
	}
	if len(data) < 1+width {
		return header{}, nil, ErrDamaged
	}
	for _, b := range data[1 : 1+width] {
		i.n = i.n<<8 | uint64(b)
	}
	return i, data[1+width:], nil
}
