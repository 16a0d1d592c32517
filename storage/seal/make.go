package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/aesgcm"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/key"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/prf/hmacprf"
	"github.com/tink-crypto/tink-go/v2/secretdata"
)

// New returns fresh random keys that exist in memory only: for a store that
// ends with the process. A store that stays needs Create.
func New() (*Keys, error) {
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a sealing key: %w", err)
	}
	hashing, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a hashing key: %w", err)
	}
	return assemble(sealing, hashing)
}

// Seeded returns keys derived from a seed, the same for the same seed: for the
// demonstration, where one seed must give one course of events, and for tests.
// They are as secret as the seed, so never use them for a real store. Hashes
// repeat from run to run; sealed bytes do not, but open in any run.
func Seeded(seed []byte) (*Keys, error) {
	if len(seed) == 0 {
		return nil, errors.New("derive keys: the seed is empty")
	}
	sealing, err := derivedSealing(seed)
	if err != nil {
		return nil, err
	}
	hashing, err := derivedHashing(seed)
	if err != nil {
		return nil, err
	}
	return assemble(sealing, hashing)
}

// assemble turns two keysets, from wherever they came, into keys that work.
func assemble(sealing, hashing *keyset.Handle) (*Keys, error) {
	box, err := newBox(sealing)
	if err != nil {
		return nil, err
	}
	if hashing.Len() != 1 {
		return nil, fmt.Errorf("use the hashing key: want exactly one, for it never rotates, have %d", hashing.Len())
	}
	set, err := prf.NewPRFSet(hashing)
	if err != nil {
		return nil, fmt.Errorf("use the hashing key: %w", err)
	}
	// The key proper stays in Tink; Hash works with one that it derives, so
	// that a key of an unfit kind is found here and Hash itself cannot fail.
	derived, err := set.ComputePrimaryPRF([]byte("footing hash key v1"), HashSize)
	if err != nil {
		return nil, fmt.Errorf("use the hashing key: %w", err)
	}
	newMAC := func() hash.Hash { return hmac.New(sha256.New, derived) }
	keys := &Keys{live: &live{}, hashing: hashing, newMAC: newMAC}
	keys.live.now.Store(box)
	keys.identity = fingerprint(keys)
	return keys, nil
}

func derivedSealing(seed []byte) (*keyset.Handle, error) {
	secret, err := derive(seed, "sealing key", 32)
	if err != nil {
		return nil, err
	}
	number, err := derive(seed, "sealing key id", 4)
	if err != nil {
		return nil, err
	}
	parameters, err := aesgcm.NewParameters(aesgcm.ParametersOpts{
		KeySizeInBytes: 32, IVSizeInBytes: 12, TagSizeInBytes: 16, Variant: aesgcm.VariantTink,
	})
	if err != nil {
		return nil, fmt.Errorf("derive the sealing key: %w", err)
	}
	id := binary.BigEndian.Uint32(number)
	one, err := aesgcm.NewKey(secretdata.NewBytesFromData(secret, insecuresecretdataaccess.Token{}), id, parameters)
	if err != nil {
		return nil, fmt.Errorf("derive the sealing key: %w", err)
	}
	return only(one)
}

func derivedHashing(seed []byte) (*keyset.Handle, error) {
	secret, err := derive(seed, "hashing key", 32)
	if err != nil {
		return nil, err
	}
	parameters, err := hmacprf.NewParameters(32, hmacprf.SHA256)
	if err != nil {
		return nil, fmt.Errorf("derive the hashing key: %w", err)
	}
	one, err := hmacprf.NewKey(secretdata.NewBytesFromData(secret, insecuresecretdataaccess.Token{}), parameters)
	if err != nil {
		return nil, fmt.Errorf("derive the hashing key: %w", err)
	}
	return only(one)
}

func derive(seed []byte, what string, size int) ([]byte, error) {
	secret, err := hkdf.Key(sha256.New, seed, nil, "footing seeded "+what, size)
	if err != nil {
		return nil, fmt.Errorf("derive the %s: %w", what, err)
	}
	return secret, nil
}

// only returns the keyset that holds this one key.
func only(one key.Key) (*keyset.Handle, error) {
	manager := keyset.NewManager()
	id, err := manager.AddKey(one)
	if err != nil {
		return nil, fmt.Errorf("make a keyset: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("make a keyset: %w", err)
	}
	handle, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("make a keyset: %w", err)
	}
	return handle, nil
}
