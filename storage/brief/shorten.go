package brief

// Shorten writes a CBOR value in fewer bytes. What is no CBOR value as flows/internal/form writes it comes back as it
// is, and false.
func Shorten(data []byte) (short []byte, ok bool) {
	s := shortener{in: data, out: make([]byte, 0, len(data))}
	if err := s.value(alone, 0); err != nil || len(s.in) > 0 {
		return data, false
	}
	return s.out, true
}

type shortener struct {
	memory
	in, out []byte
}

// value writes the next value.
func (s *shortener) value(where role, level int) error {
	i, rest, err := next(s.in)
	if err != nil || i.code > 27 || level > mostLevels || i.kind != simple && len(s.in)-len(rest) != length(i.n) {
		return ErrDamaged
	}
	before := s.in
	s.in = rest
	switch i.kind {
	case number:
		s.number(i, before)
	case octets, text:
		return s.bytes(i, before, where)
	case list, dictionary:
		s.out = append(s.out, before[:len(before)-len(rest)]...)
		return s.values(i, where, level)
	case tagged:
		return ErrDamaged
	default:
		s.out = append(s.out, before[:len(before)-len(rest)]...)
	}
	return nil
}

func (s *shortener) values(i header, where role, level int) error {
	count := i.n
	if count > uint64(len(s.in)) {
		return ErrDamaged
	}
	for range count {
		first := s.in
		if err := s.value(i.within(where), level+1); err != nil {
			return err
		}
		if i.kind == dictionary {
			named, _, err := next(first)
			if err != nil {
				return err
			}
			if err := s.value(under(named), level+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// number writes a number, a moment by its distance from the one before.
func (s *shortener) number(i header, before []byte) {
	if !isMoment(i.n) {
		s.out = append(s.out, before[:len(before)-len(s.in)]...)
		return
	}
	distance := int64(i.n) - int64(s.moment) //nolint:gosec // both are below 1<<32
	s.moment = i.n
	for width := nearest; width <= farthest; width++ {
		if half := int64(1) << (8*width - 1); distance >= -half && distance < half {
			s.out = append(s.out, byte(number<<5|codeNear+width-nearest))
			for w := width - 1; w >= 0; w-- {
				s.out = append(s.out, byte(distance>>(8*w))) //nolint:gosec // byte by byte
			}
			return
		}
	}
	s.out = append(s.out, before[:len(before)-len(s.in)]...)
}

func (s *shortener) bytes(i header, before []byte, where role) error {
	if i.n > uint64(len(s.in)) {
		return ErrDamaged
	}
	content := s.in[:i.n]
	whole := before[:len(before)-len(s.in)+int(i.n)] //nolint:gosec // not longer than what it was read from
	s.in = s.in[i.n:]
	if i.kind == octets {
		s.out = append(s.out, whole...)
		return nil
	}
	packed, isID := packID(content)
	if n, ok := s.find(content, where, isID); ok {
		s.out = append(s.out, text<<5|codeRemembered, byte(n)) //nolint:gosec // see mostRemembered
		return nil
	}
	s.remember(content, where, isID)
	if n, ok := wordOf(content); ok {
		s.out = append(s.out, text<<5|codeWord, n)
		return nil
	}
	if isID {
		s.out = append(append(s.out, text<<5|codeID), packed[:]...)
		return nil
	}
	if isHex(content) {
		s.out = append(s.out, text<<5|codeHex, byte(len(content)/2)) //nolint:gosec // see longestHex
		for n := 0; n < len(content); n += 2 {
			s.out = append(s.out, nibble(content[n])<<4|nibble(content[n+1]))
		}
		return nil
	}
	s.out = append(s.out, whole...)
	return nil
}

func nibble(b byte) byte {
	if digit(b) {
		return b - '0'
	}
	return b - 'a' + 10
}

const (
	idLetters = 26
	idLength  = len("s00-") + idLetters
	idPacked  = 1 + (idLetters*5+7)/8
)

// packID gives a participant's id, as storage draws it, in few bytes.
func packID(s []byte) (packed [idPacked]byte, ok bool) {
	if len(s) != idLength || s[0] != 's' || s[3] != '-' || !digit(s[1]) || !digit(s[2]) {
		return packed, false
	}
	packed[0] = (s[1]-'0')*10 + s[2] - '0'
	bits, have, n := uint(0), 0, 1
	for _, letter := range s[4:] { // five bits each
		switch {
		case letter >= 'A' && letter <= 'Z':
			bits = bits<<5 | uint(letter-'A')
		case letter >= '2' && letter <= '7':
			bits = bits<<5 | uint(letter-'2'+26)
		default:
			return packed, false
		}
		if have += 5; have >= 8 {
			have -= 8
			packed[n] = byte(bits >> have) //nolint:gosec // byte by byte
			n++
		}
	}
	packed[n] = byte(bits << (8 - have)) //nolint:gosec // byte by byte
	return packed, true
}

func digit(b byte) bool { return b >= '0' && b <= '9' }
