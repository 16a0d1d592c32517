package folder

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"footing/storage/disk"
)

// errNotOpened says that a value does not open: it was sealed with another key or for another place, or is damaged.
var errNotOpened = errors.New("sealed value does not open: another key, another place, or damaged")

const (
	keySize   = 32 // of AES-256
	nonceSize = 12
	tagSize   = 16

	sealForm   = 1
	lengthSize = 3
	overhead   = 1 + nonceSize + lengthSize + tagSize
	smallest   = 128 // what is sealed is this long at least, and its double, and so on

	damagedSuffix = ".damaged"
)

// box seals with the folder's key. It never shows in a log or an error: the key is within the cipher.
type box struct {
	aead cipher.AEAD

	mu     sync.Mutex // a source that repeats itself, as in tests, is not for several at once
	random io.Reader
}

// seal returns a value encrypted and bound to its place. It fails only where there is no randomness, or where the
// value is longer than any that is sealed here.
func (b *box) seal(place string, value []byte) ([]byte, error) {
	if len(value) > maxPayload-overhead {
		return nil, fmt.Errorf("seal %d bytes: want at most %d", len(value), maxPayload-overhead)
	}
	whole := smallest
	for whole < len(value)+overhead {
		whole *= 2
	}
	head := make([]byte, 1+nonceSize, whole)
	head[0] = sealForm
	b.mu.Lock()
	_, err := io.ReadFull(b.random, head[1:])
	b.mu.Unlock()
	if err != nil {
		return nil, fmt.Errorf("seal %d bytes: %w", len(value), err)
	}
	padded := make([]byte, whole-1-nonceSize-tagSize)
	n := len(value)
	padded[0], padded[1], padded[2] = byte(n>>16), byte(n>>8), byte(n) //nolint:gosec // below 2^24
	copy(padded[lengthSize:], value)
	return b.aead.Seal(head, head[1:], padded, []byte(place)), nil
}

// open returns what was sealed for this place, or errNotOpened.
func (b *box) open(place string, sealed []byte) ([]byte, error) {
	if len(sealed) < overhead || sealed[0] != sealForm {
		return nil, errNotOpened
	}
	padded, err := b.aead.Open(nil, sealed[1:1+nonceSize], sealed[1+nonceSize:], []byte(place))
	if err != nil {
		return nil, errNotOpened
	}
	n := int(padded[0])<<16 | int(padded[1])<<8 | int(padded[2])
	if n > len(padded)-lengthSize {
		return nil, errNotOpened
	}
	return padded[lengthSize : lengthSize+n], nil
}

// keyText is the content of the key's file.
type keyText struct {
	Version int    `json:"footing_folder_key"`
	About   string `json:"about"`
	Key     []byte `json:"key"`
}

const keyAbout = "SECRET. Whoever has this file can read what waits in this folder, but nothing of the store. " +
	"It is made again when it is missing; what was sealed with it is then lost."

// openKey reads the key at path, or makes one. A damaged one is set aside. Lost tells that one lies there, set aside
// now or earlier.
func openKey(path string, random io.Reader) (b *box, lost bool, err error) {
	data, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b, err = makeKey(path, random)
	case err != nil:
		return nil, false, fmt.Errorf("read the key: %w", err)
	default:
		b, err = parseKey(data, random)
	}
	if errors.Is(err, errDamaged) {
		if err := os.Rename(path, path+damagedSuffix); err != nil {
			return nil, false, fmt.Errorf("set a damaged key aside: %w", err)
		}
		b, err = makeKey(path, random)
	}
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		return nil, false, fmt.Errorf("open %s: %w", path, err)
	}
	_, missing := os.Stat(path + damagedSuffix)
	return b, missing == nil, nil
}

// makeKey puts a new key at path, whole or not at all.
func makeKey(path string, random io.Reader) (*box, error) {
	key := make([]byte, keySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	text, err := json.MarshalIndent(keyText{Version: 1, About: keyAbout, Key: key}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	if err := disk.Replace(path, append(text, '\n')); err != nil {
		return nil, fmt.Errorf("keep the key: %w", err)
	}
	return newBox(key, random)
}

// errDamaged says that the key's file holds no whole key.
var errDamaged = errors.New("this is no whole key")

// parseKey reads the content of the key's file. The error does not quote it.
func parseKey(data []byte, random io.Reader) (*box, error) {
	var text keyText
	if json.Unmarshal(data, &text) != nil || text.Version < 1 {
		return nil, errDamaged
	}
	if text.Version > 1 {
		return nil, fmt.Errorf("read the key: version %d, this release knows 1: %w", text.Version, ErrForeign)
	}
	if len(text.Key) != keySize {
		return nil, errDamaged
	}
	return newBox(text.Key, random)
}

func newBox(key []byte, random io.Reader) (*box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use the key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("use the key: %w", err)
	}
	return &box{aead: aead, random: random}, nil
}
