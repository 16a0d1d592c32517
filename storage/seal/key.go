package seal

import (
	"encoding/binary"
	"fmt"
)

// Key is one of the sealing keys. Its number stands in clear before every value that it sealed, and is no secret.
type Key struct {
	Number uint32
	Seals  bool // new values are sealed with it; with the others only what they sealed is opened
}

// Sealing lists the sealing keys, in the order of the key file.
func (k *Keys) Sealing() ([]Key, error) {
	list := make([]Key, k.sealing.Len())
	for i := range list {
		entry, err := k.sealing.Entry(i)
		if err != nil {
			return nil, fmt.Errorf("list the sealing keys: %w", err)
		}
		list[i] = Key{Number: entry.KeyID(), Seals: entry.IsPrimary()}
	}
	return list, nil
}

const (
	numbered   = 0x01 // before the number of the key
	numberSize = 4
)

// KeyOf is the number of the key that a value names as its own; false if it names none, so that no key opens it. What
// names a key need not open.
func KeyOf(sealed string) (uint32, bool) {
	if len(sealed) <= 1+numberSize || sealed[0] != numbered {
		return 0, false
	}
	return binary.BigEndian.Uint32([]byte(sealed[1 : 1+numberSize])), true
}
