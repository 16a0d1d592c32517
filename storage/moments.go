package storage

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"time"

	"footing/flows/state"
	"footing/storage/seal"
)

// moments are when a participant is to be woken, and for what: one for each kind and key, the earliest first. They are
// sealed with the state. The due set has only the earliest of them, and not what it is for.
type moments []state.Wake

// moment is when a participant is to be woken: in whole seconds, as an event's time is kept. It is rounded up, so that
// nothing is due too early, nor at a time that is over by the event's.
func moment(t time.Time) time.Time {
	return time.Unix(t.Add(time.Second-1).Unix(), 0).UTC()
}

// milliseconds is a time as an argument of a script, rounded up.
func milliseconds(t time.Time) string {
	return strconv.FormatInt(t.Add(time.Millisecond-1).UnixMilli(), 10)
}

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
			planned = planned.with(e)
		case state.Forget:
			planned = planned.without(e.Kind, e.Key)
		}
	}
	planned.sort()
	return planned
}

// with plans a moment, in the place of one of the same kind and key.
func (m moments) with(w state.Wake) moments {
	w.At = moment(w.At)
	return append(m.without(w.Kind, w.Key), w)
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

// encode gives the stored form: of each moment the time in Unix milliseconds, the kind and the key.
func (m moments) encode() []byte {
	var data []byte
	for _, w := range m {
		data = binary.AppendVarint(data, w.At.UnixMilli())
		data = seal.Join(data, [][]byte{[]byte(shortKind(w.Kind)), []byte(w.Key)})
	}
	return data
}

func decodeMoments(data []byte) (moments, error) {
	var m moments
	for len(data) > 0 {
		ms, width := binary.Varint(data)
		if width <= 0 {
			return nil, seal.ErrParts
		}
		parts, rest, err := seal.SplitSome(data[width:], 2)
		if err != nil {
			return nil, err //nolint:wrapcheck // by whoever opens it
		}
		data = rest
		m = append(m, state.Wake{
			Kind: longKind(string(parts[0])), Key: string(parts[1]), At: time.UnixMilli(ms).UTC(),
		})
	}
	return m, nil
}

// kinds are the kinds of moments, each stored as the byte at its place plus one. New ones come last; one that is not
// here is stored by its name.
var kinds = []state.WakeKind{ //nolint:gochecknoglobals // a table that never changes
	state.WakeCheckIn, state.WakeReminder, state.WakeLater, state.WakeClose, state.WakeFollow, state.WakeData,
	state.WakeErase, state.WakeDigest, state.WakeSummary, state.WakePanel, state.WakeSession, state.WakeInvitation,
	state.WakeCall, state.WakeCanary, state.WakeMonth, state.WakeWatch, state.WakeLeave, state.WakeCensus, state.WakeTidy,
	state.WakeNews, state.WakeSwap, state.WakeReply,
}

func shortKind(kind state.WakeKind) string {
	if n := slices.Index(kinds, kind); n >= 0 {
		return string([]byte{byte(n + 1)}) //nolint:gosec // the table is short
	}
	return string(kind)
}

func longKind(short string) state.WakeKind {
	if len(short) == 1 && int(short[0]) >= 1 && int(short[0]) <= len(kinds) {
		return kinds[short[0]-1]
	}
	return state.WakeKind(short)
}
