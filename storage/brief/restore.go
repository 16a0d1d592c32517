package brief

import (
	"encoding/hex"
	"slices"
)

// Restore appends the CBOR value that Shorten was given.
func Restore(to, short []byte) ([]byte, error) {
	r := restorer{in: short, out: slices.Grow(to, 2*len(short))}
	if err := r.value(alone, 0); err != nil {
		return nil, err
	}
	if len(r.in) > 0 {
		return nil, ErrDamaged
	}
	return r.out, nil
}

type restorer struct {
	memory
	in, out []byte
}

func (r *restorer) value(where role, level int) error {
	i, rest, err := next(r.in)
	if err != nil || level > mostLevels {
		return ErrDamaged
	}
	before := r.in
	r.in = rest
	switch i.kind {
	case number:
		return r.number(i, before)
	case text:
		return r.text(i, where)
	}
	if i.code > 27 || i.kind == tagged {
		return ErrDamaged
	}
	r.out = append(r.out, before[:len(before)-len(rest)]...)
	switch i.kind {
	case octets:
		if i.n > uint64(len(r.in)) {
			return ErrDamaged
		}
		r.out, r.in = append(r.out, r.in[:i.n]...), r.in[i.n:]
	case list, dictionary:
		return r.values(i, where, level)
	}
	return nil
}

func (r *restorer) values(i header, where role, level int) error {
	if i.n > uint64(len(r.in)) {
		return ErrDamaged
	}
	for range i.n {
		first := r.in
		if err := r.value(i.within(where), level+1); err != nil {
			return err
		}
		if i.kind == dictionary {
			named, _, err := next(first)
			if err != nil {
				return err
			}
			if err := r.value(under(named), level+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *restorer) number(i header, before []byte) error {
	if i.code <= 27 {
		if isMoment(i.n) {
			r.moment = i.n
		}
		r.out = append(r.out, before[:len(before)-len(r.in)]...)
		return nil
	}
	width := int(i.code) - codeNear + nearest
	if width > farthest || len(r.in) < width {
		return ErrDamaged
	}
	distance := int64(int8(r.in[0])) //nolint:gosec // it is signed
	for _, b := range r.in[1:width] {
		distance = distance<<8 | int64(b)
	}
	r.in = r.in[width:]
	at := uint64(int64(r.moment) + distance) //nolint:gosec // checked next
	if !isMoment(at) {
		return ErrDamaged
	}
	r.moment = at
	r.out = head(r.out, number, at)
	return nil
}

func (r *restorer) text(i header, where role) error {
	if i.code == codeRemembered {
		if len(r.in) == 0 || int(r.in[0]) >= len(r.remembered) {
			return ErrDamaged
		}
		r.say([]byte(r.remembered[r.in[0]]))
		r.in = r.in[1:]
		return nil
	}
	var said []byte
	isID := false
	switch {
	case i.code == codeWord:
		if len(r.in) == 0 || int(r.in[0]) >= len(words) {
			return ErrDamaged
		}
		said, r.in = []byte(words[r.in[0]]), r.in[1:]
	case i.code == codeID:
		if len(r.in) < idPacked {
			return ErrDamaged
		}
		said, isID, r.in = unpackID(r.in[:idPacked]), true, r.in[idPacked:]
	case i.code == codeHex:
		if len(r.in) == 0 || len(r.in) < 1+int(r.in[0]) {
			return ErrDamaged
		}
		end := 1 + int(r.in[0])
		said, r.in = hex.AppendEncode(nil, r.in[1:end]), r.in[end:]
	case i.code > 27 || i.n > uint64(len(r.in)):
		return ErrDamaged
	default:
		said, r.in = r.in[:i.n], r.in[i.n:]
	}
	r.remember(said, where, isID)
	r.say(said)
	return nil
}

func (r *restorer) say(s []byte) { r.out = append(head(r.out, text, uint64(len(s))), s...) }

func unpackID(packed []byte) []byte {
	id := make([]byte, 0, idLength)
	id = append(id, 's', '0'+packed[0]/10%10, '0'+packed[0]%10, '-')
	bits, have := uint(0), 0
	for _, b := range packed[1:] {
		bits, have = bits<<8|uint(b), have+8
		for have >= 5 && len(id) < idLength {
			have -= 5
			id = append(id, letter(bits>>have&31))
		}
	}
	return id
}

func letter(five uint) byte {
	return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[five]
}
