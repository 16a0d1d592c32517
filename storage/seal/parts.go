package seal

import (
	"encoding/binary"
	"errors"
	"slices"
)

// ErrParts says that what was to be split was not joined, or is damaged.
var ErrParts = errors.New("its parts are damaged")

// Join appends parts, each behind its length.
func Join(to []byte, parts [][]byte) []byte {
	for _, p := range parts {
		to = append(binary.AppendUvarint(to, uint64(len(p))), p...)
	}
	return to
}

// Split reads what Join wrote. The parts share the memory of what is read.
func Split(data []byte) (parts [][]byte, err error) {
	for len(data) > 0 {
		some, rest, err := SplitSome(data, 1)
		if err != nil {
			return nil, err
		}
		parts, data = append(parts, some...), rest
	}
	return parts, nil
}

// SplitSome reads the given number of parts, and gives what is behind them.
func SplitSome(data []byte, count int) (parts [][]byte, rest []byte, err error) {
	for range count {
		n, width := binary.Uvarint(data)
		if width <= 0 || n > uint64(len(data)-width) { //nolint:gosec // no width is longer than what it was read from
			return nil, nil, ErrParts
		}
		end := uint64(width) + n
		parts, data = append(parts, slices.Clip(data[width:end])), data[end:]
	}
	return parts, data, nil
}
