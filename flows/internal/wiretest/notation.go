package wiretest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// formByte is the first byte of what is stored; what follows it is CBOR.
const formByte = 0x01

// Notation shows a stored value: a line with its bytes in hexadecimal digits, and the CBOR in them in the diagnostic
// notation of RFC 8949, a line for each field.
func Notation(stored []byte) (string, error) {
	if len(stored) == 0 || stored[0] != formByte {
		return "", errors.New("not in the form that is shown")
	}
	notation, err := cbor.Diagnose(stored[1:])
	if err != nil {
		return "", fmt.Errorf("show a stored value: %w", err)
	}
	return hex.EncodeToString(stored) + "\n" + indented(notation) + "\n", nil
}

// Noted gives the stored values that were shown one behind the other.
func Noted(text string) ([][]byte, error) {
	var values [][]byte
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, hex.EncodeToString([]byte{formByte})) {
			continue
		}
		stored, err := hex.DecodeString(strings.TrimSpace(line))
		if err != nil {
			return nil, fmt.Errorf("read a stored value: %w", err)
		}
		values = append(values, stored)
	}
	return values, nil
}

// indented breaks a notation behind the brackets and commas that do not stand in a text. Every line is indented.
func indented(notation string) string {
	var b bytes.Buffer
	b.WriteByte(' ')
	depth, quoted := 1, false
	for n := 0; n < len(notation); n++ {
		c := notation[n]
		switch {
		case quoted && c == '\\':
			b.WriteByte(c)
			n++
			b.WriteByte(notation[n])
			continue
		case c == '"' || c == '\'':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			depth++
			b.WriteByte(c)
			if n+1 < len(notation) && notation[n+1] != c+2 {
				b.WriteString("\n" + strings.Repeat(" ", depth))
			}
			continue
		case c == '}', c == ']':
			depth--
		case c == ',':
			b.WriteString(",\n" + strings.Repeat(" ", depth))
			n++ // the space behind it
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
