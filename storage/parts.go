package storage

import (
	"encoding/binary"
	"errors"

	"footing/storage/seal"
)

// padded stands before each value of the present form: parts, each behind its length, and padding. Earlier releases
// wrote JSON, for an event behind the eight bytes of a chat's number, so none of their values begins with it.
const padded = 0x02

// shortened stands before a state of the present form: padded as well, its first part as package brief writes it, and
// its moments by their distances.
const shortened = 0x03

// A value of an earlier release begins with one of these.
const (
	jsonObject = '{'
	chatBegins = 0x00 // of a person's
	chatBelow  = 0xff // of a group's
	early      = 0    // what is given as the first byte of such a value
)

// pack joins the parts of a value and pads them to a class: at least the given one, and one in which as many more bytes
// have room as are given.
func pack(first byte, least, room int, parts ...[]byte) []byte {
	size := max(least, room)
	for _, p := range parts {
		size += len(p) + binary.MaxVarintLen32
	}
	joined := seal.Join(append(make([]byte, 0, size), first), parts)
	return seal.Pad(joined, max(least, len(joined)+1+room))
}

// unpack gives the parts of a value, at least as many as asked for; parts behind them are a newer release's. A value of
// an earlier release has one part, which is all of it, and was written early.
func unpack(plain []byte, least int) (parts [][]byte, first byte, err error) {
	if len(plain) == 0 {
		return nil, 0, seal.ErrParts
	}
	switch plain[0] {
	case padded, shortened:
	case jsonObject, chatBegins, chatBelow:
		return [][]byte{plain}, early, nil
	default:
		return nil, 0, errNewer
	}
	inner, err := seal.Unpad(plain[1:])
	if err != nil {
		return nil, 0, err //nolint:wrapcheck // by whoever opens it
	}
	if parts, err = seal.Split(inner); err != nil {
		return nil, 0, err //nolint:wrapcheck // likewise
	}
	if len(parts) < least {
		return nil, 0, seal.ErrParts
	}
	return parts, plain[0], nil
}

var errNewer = errors.New("a newer release wrote it, in a form that this one cannot read")
