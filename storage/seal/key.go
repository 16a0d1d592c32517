package seal

import (
	"encoding/binary"
	"slices"
)

// Key is one of the sealing keys. Its number stands in clear before every value that it sealed, and is no secret.
type Key struct {
	Number uint32
	Seals  bool // new values are sealed with it; with the others only what they sealed is opened
}

// Sealing lists the sealing keys, in the order of the key file: from the oldest to the newest.
func (k *Keys) Sealing() []Key { return slices.Clone(k.live.now.Load().list) }

// Primary is the number of the key that seals.
func (k *Keys) Primary() uint32 { return k.live.now.Load().primary() }

// Has tells whether a key is among the sealing keys.
func (k *Keys) Has(number uint32) bool {
	return slices.ContainsFunc(k.live.now.Load().list, func(one Key) bool { return one.Number == number })
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
