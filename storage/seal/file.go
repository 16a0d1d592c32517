package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Errors of the key file; each says what to do.
var (
	// ErrMissing says that there is no key file where one was expected. It is
	// also fs.ErrNotExist.
	ErrMissing = errors.New("no key file there: give the path of the one that was made together with this store, " +
		"or restore it from its backup; new keys cannot open what is stored")
	// ErrExists says that a key file is there already and was left alone. It is
	// also fs.ErrExist.
	ErrExists = errors.New("a key file is there already and may belong to a store: load it, or choose another path")
	// ErrDamaged says that the file holds no complete set of keys.
	ErrDamaged = errors.New("this is no complete key file: restore it from its backup")
)

// maxFile bounds what is read as a key file, in bytes; one is about 1 KiB.
const maxFile = 1 << 20

const about = "SECRET. Whoever has this file can read the store it belongs to; without it nobody can. " +
	"Keep a copy in a safe place apart from the backups of the store."

type file struct {
	Version int             `json:"footing_keys"`
	About   string          `json:"about"`
	Sealing json.RawMessage `json:"sealing"`
	Hashing json.RawMessage `json:"hashing"`
}

// Create makes fresh random keys and stores them at path, readable for the
// owner only (0600; a missing folder is made, 0700). They are on disk, whole,
// when it returns. It never overwrites: ErrExists.
func Create(path string) (*Keys, error) {
	keys, err := New()
	if err != nil {
		return nil, fmt.Errorf("create key file %s: %w", path, err)
	}
	keys.live.path = path
	text, err := keys.text()
	if err != nil {
		return nil, fmt.Errorf("create key file %s: %w", path, err)
	}
	if err := create(path, text); errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("create key file %s: %w (%w)", path, ErrExists, fs.ErrExist)
	} else if err != nil {
		return nil, fmt.Errorf("create key file %s: %w", path, err)
	}
	return keys, nil
}

// Load reads the keys stored at path: ErrMissing, ErrDamaged, or what the
// system says. It does not judge who else may read the file, because a secret
// that a container platform mounts has a mode of its own.
func Load(path string) (*Keys, error) {
	data, info, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("load key file %s: %w (%w)", path, ErrMissing, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("load key file %s: %w", path, err)
	}
	keys, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("load key file %s: %w", path, err)
	}
	keys.live.path, keys.live.seen = path, info
	return keys, nil
}

// Parse returns the keys that the content of a key file holds, or ErrDamaged.
func Parse(data []byte) (*Keys, error) {
	var f file
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	// Errors of the decoders are not passed on: they quote what they read.
	if decoder.Decode(&f) != nil {
		return nil, fmt.Errorf("read keys: not the JSON of a key file: %w", ErrDamaged)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read keys: something follows the keys: %w", ErrDamaged)
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("read keys: version %d, this program knows 1: %w", f.Version, ErrDamaged)
	}
	sealing, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Sealing)))
	if err != nil {
		return nil, fmt.Errorf("read keys: the sealing keys are not whole: %w", ErrDamaged)
	}
	hashing, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Hashing)))
	if err != nil {
		return nil, fmt.Errorf("read keys: the hashing key is not whole: %w", ErrDamaged)
	}
	keys, err := assemble(sealing, hashing)
	if err != nil {
		return nil, fmt.Errorf("read keys: of a kind that cannot be used: %w", ErrDamaged)
	}
	return keys, nil
}

// text returns the content of the key file.
func (k *Keys) text() ([]byte, error) {
	f := file{Version: 1, About: about}
	for _, part := range []struct {
		from *keyset.Handle
		to   *json.RawMessage
	}{{k.live.now.Load().handle, &f.Sealing}, {k.hashing, &f.Hashing}} {
		var b bytes.Buffer
		if err := insecurecleartextkeyset.Write(part.from, keyset.NewJSONWriter(&b)); err != nil {
			return nil, fmt.Errorf("write keys: %w", err)
		}
		*part.to = b.Bytes()
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write keys: %w", err)
	}
	return append(text, '\n'), nil
}
