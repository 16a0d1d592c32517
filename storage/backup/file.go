package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/redis/go-redis/v9"

	"footing/storage/disk"
	"footing/storage/seal"
)

// Order says what is to be copied and where to.
type Order struct {
	Redis      redis.UniversalClient
	Keys       *seal.Keys      // the store's
	Recipients []age.Recipient // whoever can open the file
	File       string
	Replace    bool   // a file that is there already
	Release    string // of this program
	Now        time.Time
}

// Write copies a store into a file. The file appears under its name whole, safe on disk and read back, or not at all.
//
// It is read back with an identity that is made for that alone, is one more recipient of the file, and is forgotten
// afterwards: every part is decrypted again and held against what was written, and the keyset is tried on every value.
// So a bad disk is noticed, and so is what nobody could read after a restore (Unopened); whether an operator still has
// their own identity is not.
func Write(ctx context.Context, o Order) (Summary, error) {
	if len(o.Recipients) == 0 {
		return Summary{}, errors.New("a backup needs a recipient")
	}
	if err := o.free(); err != nil {
		return Summary{}, err
	}
	h, err := described(ctx, o.Redis)
	if err != nil {
		return Summary{}, err
	}
	h.Release, h.Began = o.Release, o.Now.UTC().Truncate(time.Millisecond)
	own, err := age.GenerateX25519Identity()
	if err != nil {
		return Summary{}, fmt.Errorf("make a key to read the file back with: %w", err)
	}
	o.tidy()
	f, err := os.CreateTemp(filepath.Dir(o.File), draft+"*") // 0600
	if err != nil {
		return Summary{}, fmt.Errorf("make the file: %w", err)
	}
	made, err := o.fill(ctx, f, h, own)
	if err == nil {
		err = o.free() // it may have taken long
	}
	if err == nil {
		err = os.Rename(f.Name(), o.File)
	}
	if err != nil {
		return Summary{}, errors.Join(err, os.Remove(f.Name()))
	}
	return made, disk.SyncDir(filepath.Dir(o.File)) //nolint:wrapcheck // it says what it did
}

// free reports an error if something is in the file's place.
func (o Order) free() error {
	info, err := os.Lstat(o.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look whether the file is there: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is there and is no file", o.File)
	case !o.Replace:
		return fmt.Errorf("%s is there already: choose another name, or say --replace", o.File)
	}
	return nil
}

// draft begins the name of a file until it is whole.
const draft = ".footing-backup-"

// tidy removes drafts of backups that were killed. One of the last day may still be written. What can't be removed
// keeps no backup from being made.
func (o Order) tidy() {
	dir := filepath.Dir(o.File)
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		info, err := f.Info()
		if err != nil || !strings.HasPrefix(f.Name(), draft) || !f.Type().IsRegular() {
			continue
		}
		if o.Now.Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(filepath.Join(dir, f.Name()))
		}
	}
}

// fill writes the file, closes it, and reads it back.
func (o Order) fill(ctx context.Context, f *os.File, h Header, own *age.X25519Identity) (Summary, error) {
	disked := sha256.New()
	written, err := o.encrypt(ctx, io.MultiWriter(f, disked), h, own)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return Summary{}, fmt.Errorf("write the backup: %w", err)
	}
	t := newTrial(o.Keys)
	read, err := readBack(ctx, f.Name(), disked, own, t)
	if err == nil && !reflect.DeepEqual(read, written) {
		err = errors.New("it says something else than was written")
	}
	if err != nil {
		return Summary{}, fmt.Errorf("read the backup back: %w: see whether the disk of %s works", err, filepath.Dir(o.File))
	}
	written.Unopened = t.unopened()
	return written, nil
}

func (o Order) encrypt(ctx context.Context, to io.Writer, h Header, own *age.X25519Identity) (Summary, error) {
	plain, err := age.Encrypt(to, append([]age.Recipient{own.Recipient()}, o.Recipients...)...)
	if err != nil {
		return Summary{}, fmt.Errorf("encrypt: %w", err)
	}
	w, err := newWriter(plain, h)
	if err == nil {
		err = copyAll(ctx, o.Redis, h, w)
	}
	if err == nil {
		err = w.end()
	}
	if err == nil {
		err = plain.Close()
	}
	if err != nil {
		return Summary{}, err //nolint:wrapcheck // each says what it did
	}
	return Summary{Header: h, Trailer: w.trailer}, nil
}

// readBack reads a file as it is on the disk, and tries the keyset on what it has.
func readBack(ctx context.Context, path string, disked hash.Hash, own age.Identity, t *trial) (Summary, error) {
	f, err := os.Open(path) //nolint:gosec // made just now
	if err != nil {
		return Summary{}, err //nolint:wrapcheck // by fill
	}
	defer f.Close() //nolint:errcheck // only read
	sum := sha256.New()
	from := io.TeeReader(f, sum)
	read, err := scan(ctx, from, []age.Identity{own}, func(_ int, e portion) error {
		t.see(e)
		return nil
	})
	if err != nil {
		return Summary{}, err
	}
	if _, err := io.Copy(io.Discard, from); err != nil {
		return Summary{}, err //nolint:wrapcheck // by fill
	}
	if !bytes.Equal(sum.Sum(nil), disked.Sum(nil)) {
		return Summary{}, errors.New("it is not on the disk as it was written")
	}
	return read, nil
}

// scan decrypts a file and reads all of it. What it says of keys is given to see.
func scan(
	ctx context.Context, from io.Reader, identities []age.Identity, see func(n int, e portion) error,
) (Summary, error) {
	plain, err := age.Decrypt(from, identities...)
	if wrong := (*age.NoIdentityMatchError)(nil); errors.As(err, &wrong) {
		return Summary{}, ErrIdentity
	} else if err != nil {
		return Summary{}, fmt.Errorf("it is no file of age, or not a whole one: %w", ErrNotOurs)
	}
	r, h, err := newReader(plain)
	for err == nil {
		var e portion
		var end *Trailer
		if e, end, err = r.next(); err == nil && end != nil {
			return Summary{Header: h, Trailer: *end}, nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = see(r.n, e)
		}
	}
	return Summary{}, err
}
