// Package seal encrypts every value before it is stored and decrypts it when it is read. It is the only package that
// knows keys. Create makes the key file of a new store and Load reads it; both give Keys, which the rest of the program
// passes on:
//
//	sealed, err := keys.Seal(plain, []byte("state/s07-ABC"))
//	plain, err = keys.Open(sealed, []byte("state/s07-ABC"))
//
// The second argument is the value's place in the store. A value opens only for the place that it was sealed for, so
// whoever can write to the store, but has no keys, can neither read or change a value nor move it to another
// participant. They can put an older value back into its own place: a seal has no clock. Keys.Hash names what must be
// found again but not read, such as a Telegram chat; its key never changes.
//
// A sealed value is as long as what is in it. Pad it before, so that its length tells a class and no more.
//
// The cryptography is Tink's: AES256-GCM with associated data, and HMAC-SHA256. Whoever loses the key file loses what
// is stored. A backup of the store needs it, and must not lie beside it.
package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// ErrNotOpened says that a value does not open: it was sealed with other keys,
// for another place, or has been damaged. Which of these cannot be told.
var ErrNotOpened = errors.New("sealed value does not open: other keys, another place, or damaged")

// HashSize is the length in bytes of what Hash returns.
const HashSize = sha256.Size

// Keys are the keys of one store. Make them with Create, Load, Parse, New or
// Seeded; the zero value is of no use. Any number of goroutines may share them,
// and they never show in a log, an error or a format verb. The hashing key
// never changes. The sealing keys do when the key file gets another one
// (Add, Promote, Drop): Refresh and Open take it in.
type Keys struct {
	live     *live // behind a pointer, where fmt stops
	hashing  *keyset.Handle
	newMAC   func() hash.Hash // a closure: fmt prints fields of fields without asking, but never looks into this
	identity string
}

// Seal returns plain encrypted and bound to context, its place in the store.
// Sealing the same twice gives different bytes; the result is about 33 bytes
// longer than plain. It fails only where the system gives no randomness.
func (k *Keys) Seal(plain, context []byte) ([]byte, error) {
	sealed, err := k.live.now.Load().aead.Encrypt(plain, context)
	if err != nil {
		return nil, fmt.Errorf("seal %d bytes: %w", len(plain), err)
	}
	return sealed, nil
}

// Open returns what was sealed for this context, or ErrNotOpened. Of a value that names a key which is not here, it
// first looks whether the key file has got it meanwhile: another process may seal with it already.
func (k *Keys) Open(sealed, context []byte) ([]byte, error) {
	if number, ok := KeyOf(string(sealed)); ok && !k.Has(number) {
		_, _ = k.Refresh() // what is wrong with the file is said where it is looked at regularly
	}
	plain, err := k.live.now.Load().aead.Decrypt(sealed, context)
	if err != nil {
		return nil, ErrNotOpened // Tink says no more than this either
	}
	return plain, nil
}

// Hash returns the HashSize bytes of a keyed hash (HMAC-SHA256) of data. The
// purpose keeps hashes apart that serve different ends, so that one store's
// column cannot be joined with another's. The same keys, purpose and data give
// the same bytes for ever, through every rotation.
func (k *Keys) Hash(purpose string, data []byte) []byte {
	mac := k.newMAC()
	// The length in front keeps ("ab", "c") apart from ("a", "bc").
	mac.Write(binary.AppendUvarint(nil, uint64(len(purpose))))
	mac.Write([]byte(purpose))
	mac.Write(data)
	return mac.Sum(nil)
}

// Fingerprint names these keys in 16 hexadecimal digits that are no secret. A
// store keeps it, to know at once when it is opened with the wrong keys. It
// stays the same through every rotation.
func (k *Keys) Fingerprint() string { return k.identity }

func fingerprint(k *Keys) string {
	return hex.EncodeToString(k.Hash("fingerprint", nil)[:8])
}

const hidden = "[keys]"

// String hides the keys.
func (Keys) String() string { return hidden }

// Format hides the keys from every format verb.
func (Keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue hides the keys from the log.
func (Keys) LogValue() slog.Value { return slog.StringValue(hidden) }
