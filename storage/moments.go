package storage

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"time"

	"footing/flows/state"
)

// moments are when a participant is to be woken, and for what: one for each kind and key, the earliest first. They are
// sealed with the state. The due set has only the earliest of them, and not what it is for.
type moments []state.Wake

// moment is a time in whole milliseconds, as sorted sets keep it. It is rounded up, so that nothing is due too early.
func moment(t time.Time) time.Time {
	return time.UnixMilli(t.Add(time.Millisecond - 1).UnixMilli()).UTC()
}

// milliseconds is a time as an argument of a script.
func milliseconds(t time.Time) string { return strconv.FormatInt(moment(t).UnixMilli(), 10) }

// after gives the moments that stand after a turn: without the one that was due, and with what the effects plan,
// forget or, with an Erase, forget altogether.
func (m moments) after(e state.Event, effects []state.Effect) moments {
	planned := slices.Clone(m)
	if due, ok := e.(state.Due); ok {
		planned = slices.DeleteFunc(planned, func(w state.Wake) bool {
			return w.Kind == due.Kind && w.Key == due.Key && !w.At.After(due.Nominal)
		})
	}
	if slices.ContainsFunc(effects, func(e state.Effect) bool { _, erases := e.(state.Erase); return erases }) {
		planned = nil
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Wake:
			e.At = moment(e.At)
			planned = append(planned.without(e.Kind, e.Key), e)
		case state.Forget:
			planned = planned.without(e.Kind, e.Key)
		}
	}
	planned.sort()
	return planned
}

func (m moments) without(kind state.WakeKind, key string) moments {
	return slices.DeleteFunc(m, func(w state.Wake) bool { return w.Kind == kind && w.Key == key })
}

func (m moments) sort() {
	slices.SortFunc(m, func(a, b state.Wake) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
}

// next is the earliest moment; zero if there is none.
func (m moments) next() time.Time {
	if len(m) == 0 {
		return time.Time{}
	}
	return m[0].At
}

// encode gives the stored form: of each moment the kind, the key, and the time in Unix milliseconds.
func (m moments) encode() []byte {
	var data []byte
	for _, w := range m {
		at := binary.AppendVarint(nil, w.At.UnixMilli())
		data = join(data, [][]byte{[]byte(w.Kind), []byte(w.Key), at})
	}
	return data
}

func decodeMoments(data []byte) (moments, error) {
	parts, err := split(data)
	if err != nil {
		return nil, err
	}
	if len(parts)%3 != 0 {
		return nil, errParts
	}
	var m moments
	for ; len(parts) > 0; parts = parts[3:] {
		ms, width := binary.Varint(parts[2])
		if width != len(parts[2]) {
			return nil, errParts
		}
		m = append(m, state.Wake{
			Kind: state.WakeKind(parts[0]), Key: string(parts[1]), At: time.UnixMilli(ms).UTC(),
		})
	}
	return m, nil
}
