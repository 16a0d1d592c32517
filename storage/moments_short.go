package storage

import (
	"encoding/binary"
	"slices"
	"time"

	"footing/flows/state"
	"footing/storage/seal"
)

// The present form of moments has for each its distance from the one before in seconds, a byte that says what it is for
// and how its key is written, and the key if need be. It goes on from the open check-in, because most moments are that
// one's.

// How a key is written, in the upper bits of the byte; the lower five have the kind's number, or 0 where its name
// follows.
const (
	keyless = iota << 5
	sameKey // as the last one that was written, or the open check-in's id
	dayKey  // a day of the week, in a byte
	ownKey

	kindBits = 31
)

// days are keys of check-ins.
var days = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} //nolint:gochecknoglobals // a table that never changes

// begun is the open check-in's id and when it was opened, in Unix seconds.
func begun(st state.State) (id string, at int64) {
	if st.Patient == nil || st.Patient.Open == nil {
		return "", 0
	}
	return st.Patient.Open.ID, st.Patient.Open.Opened.Unix()
}

func (m moments) shorten(st state.State) []byte {
	var data []byte
	last, at := begun(st)
	for _, w := range m {
		seconds := moment(w.At).Unix()
		data = binary.AppendVarint(data, seconds-at)
		at = seconds
		how, day := byte(ownKey), slices.Index(days, w.Key)
		switch {
		case w.Key == "":
			how = keyless
		case w.Key == last:
			how = sameKey
		case day >= 0:
			how = dayKey
		}
		n := slices.Index(kinds, w.Kind) + 1
		data = append(data, how|byte(n)) //nolint:gosec // the table is short: see TestKindsHaveTheirNumbers
		if n == 0 {
			data = seal.Join(data, [][]byte{[]byte(w.Kind)})
		}
		switch how {
		case dayKey:
			data = append(data, byte(day)) //nolint:gosec // below 7
		case ownKey:
			data, last = seal.Join(data, [][]byte{[]byte(w.Key)}), w.Key
		}
	}
	return data
}

func restoreMoments(data []byte, st state.State) (moments, error) {
	var m moments
	last, at := begun(st)
	for len(data) > 0 {
		distance, width := binary.Varint(data)
		if width <= 0 || len(data) <= width {
			return nil, seal.ErrParts
		}
		at += distance
		w := state.Wake{At: time.Unix(at, 0).UTC()}
		how, n := data[width]&^kindBits, int(data[width]&kindBits)
		data = data[width+1:]
		var named [][]byte
		var err error
		switch {
		case n > len(kinds):
			return nil, seal.ErrParts
		case n > 0:
			w.Kind = kinds[n-1]
		default:
			if named, data, err = seal.SplitSome(data, 1); err != nil {
				return nil, err //nolint:wrapcheck // by whoever opens it
			}
			w.Kind = state.WakeKind(named[0])
		}
		switch how {
		case keyless:
		case sameKey:
			w.Key = last
		case dayKey:
			if len(data) == 0 || int(data[0]) >= len(days) {
				return nil, seal.ErrParts
			}
			w.Key, data = days[data[0]], data[1:]
		case ownKey:
			if named, data, err = seal.SplitSome(data, 1); err != nil {
				return nil, err //nolint:wrapcheck // by whoever opens it
			}
			w.Key, last = string(named[0]), string(named[0])
		default:
			return nil, seal.ErrParts
		}
		m = append(m, w)
	}
	return m, nil
}
