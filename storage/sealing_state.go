package storage

import (
	"strings"

	"footing/flows/state"
	"footing/storage/brief"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// encodeState gives what of a state is sealed.
func encodeState(st state.State) ([]byte, error) {
	st.ID, st.Seed = "", shortSeed(st.ID, st.Seed)
	data, err := state.EncodeState(st)
	if err != nil {
		return nil, final("seal state: %w", err)
	}
	return data, nil
}

// sealState seals an encoded state and the moments that are planned for its participant. The value has a class in which
// there is room for whatever could have been answered.
func (s *Store) sealState(st state.State, data []byte, planned moments) ([]byte, error) {
	packed, ok := packState(st, data, planned)
	if !ok { // what a newer release added cannot be written shorter
		packed = pack(padded, seal.ClassState, 0, data, planned.encode())
	}
	return s.sealPacked("state", reseal.ForState(st.ID), packed)
}

func packState(st state.State, data []byte, planned moments) ([]byte, bool) {
	if len(data) == 0 || data[0] != stateForm {
		return nil, false
	}
	short, ok := brief.Shorten(data[1:])
	return pack(shortened, seal.ClassState, spare(st), short, planned.shorten(st)), ok
}

// stateForm is the first byte of an encoded state, for which its value's own first byte stands.
const stateForm = 0x01

// drawn stands in a sealed state for the seed of a participant whose id was drawn with it. The id itself stands in the
// key. Both together are an eighth of most states.
const drawn = "="

func shortSeed(id, seed string) string {
	if _, draw, ok := strings.Cut(id, "-"); ok && seed == draw {
		return drawn
	}
	return seed
}

func longSeed(id, seed string) string {
	if seed == drawn {
		_, seed, _ = strings.Cut(id, "-")
	}
	return seed
}

// openState gives the record of a sealed state. Its moments, where an earlier release wrote it, stand in the due set.
func (s *Store) openState(id, sealed string) (Record, error) {
	parts, first, err := s.openParts("state", sealed, reseal.ForState(id), 2)
	if err != nil {
		return Record{}, err
	}
	r := Record{ID: id, data: parts[0]}
	switch first {
	case shortened:
		r.data, err = brief.Restore([]byte{stateForm}, parts[0])
	case padded:
		r.planned, err = decodeMoments(parts[1])
	}
	if err != nil {
		return Record{}, final("open state: %w", err)
	}
	if r.State, err = state.DecodeState(r.data); err != nil {
		return Record{}, final("open state: %w", err)
	}
	if first == shortened {
		if r.planned, err = restoreMoments(parts[1], r.State); err != nil {
			return Record{}, final("open state: %w", err)
		}
	}
	r.State.ID, r.State.Seed = id, longSeed(id, r.State.Seed)
	return r, nil
}
