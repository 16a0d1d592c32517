package seal

import (
	"errors"
	"slices"
)

// classes are the lengths, in bytes, to which values are padded before they are sealed. What is longer than the last
// class is padded to a multiple of it.
var classes = [...]int{96, 224, 480, 992, 2016, 4064} //nolint:gochecknoglobals // a table that never changes

// The classes that values have at least, so that most values of a kind have the same length.
const (
	ClassSmall  = 224 // an event; the facts of one turn
	ClassState  = 480 // a participant's state
	ClassSpoken = 992 // a message
)

// padMark stands behind what is padded; zeros follow it.
const padMark = 0x80

var errPadding = errors.New("the value's padding is damaged")

// Pad lengthens a value to the smallest class that holds it, and least bytes. Who sees only the length
// of what is sealed learns the class and nothing else.
func Pad(plain []byte, least int) []byte {
	padded := slices.Grow(plain, class(len(plain)+1, least)-len(plain))
	padded = append(padded, padMark)
	n := len(padded)
	padded = padded[:class(n, least)]
	clear(padded[n:])
	return padded
}

// Unpad gives what was padded.
func Unpad(padded []byte) ([]byte, error) {
	for n := len(padded) - 1; n >= 0; n-- {
		switch padded[n] {
		case 0:
		case padMark:
			return padded[:n], nil
		default:
			return nil, errPadding
		}
	}
	return nil, errPadding
}

// class is the length to which n bytes are padded.
func class(n, least int) int {
	n = max(n, least)
	for _, c := range classes {
		if n <= c {
			return c
		}
	}
	last := classes[len(classes)-1]
	return (n + last - 1) / last * last
}
