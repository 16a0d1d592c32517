package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// A sealing key is replaced in three steps, each of which is safe by itself. Add puts a new key into the file, which
// opens and does not seal yet. When every process knows it, Promote has it seal. When nothing is left that an older key
// has sealed, Drop takes that out. Each writes the file as a whole, so a crash leaves the state before or after it.

// Errors of a key file that has changed.
var (
	// ErrOlder says that the key file is an older copy: it lacks keys that are in use.
	ErrOlder = errors.New("the key file is an older copy, which lacks a key that is in use: put the newest one there")
	// ErrOthers says that the key file holds the keys of another store.
	ErrOthers = errors.New("the key file holds the keys of another store: put the one of this store there")
)

// live is the sealing keys as they are now, and where they come from.
type live struct {
	now  atomic.Pointer[box]
	path string // of the key file; empty: they are in memory only

	mu   sync.Mutex
	seen fs.FileInfo // which file was read last, so that one that has not changed is not read again
	said error       // what was wrong with it
}

// box is a set of sealing keys, which never changes.
type box struct {
	handle *keyset.Handle
	aead   tink.AEAD
	list   []Key
}

func newBox(handle *keyset.Handle) (*box, error) {
	sealer, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("use the sealing keys: %w", err)
	}
	b := &box{handle: handle, aead: sealer, list: make([]Key, handle.Len())}
	for i := range b.list {
		entry, err := handle.Entry(i)
		if err != nil {
			return nil, fmt.Errorf("list the sealing keys: %w", err)
		}
		b.list[i] = Key{Number: entry.KeyID(), Seals: entry.IsPrimary()}
	}
	return b, nil
}

// sealsAt is the place of the key that seals; -1 if there is none, which Tink refuses.
func (b *box) sealsAt() int { return slices.IndexFunc(b.list, func(one Key) bool { return one.Seals }) }

func (b *box) primary() uint32 { return b.list[b.sealsAt()].Number }

// outdates tells whether a file's keys are older than these: its sealing key is an earlier one, or it lacks one that
// came later. Keys are only added at the end, and sealing only goes on to later ones.
func (b *box) outdates(file *box) bool {
	at := slices.IndexFunc(b.list, func(one Key) bool { return one.Number == file.primary() })
	if at < 0 {
		return false
	}
	lacks := func(one Key) bool {
		return !slices.ContainsFunc(file.list, func(k Key) bool { return k.Number == one.Number })
	}
	return at < b.sealsAt() || slices.ContainsFunc(b.list[at:], lacks)
}

// same tells whether the file is the one that was read last.
func (l *live) same() bool {
	info, err := os.Stat(l.path)
	return err == nil && l.seen != nil && os.SameFile(info, l.seen) &&
		info.ModTime().Equal(l.seen.ModTime()) && info.Size() == l.seen.Size()
}

// Refresh takes in what has changed in the key file, and tells whether anything has. It reads the file only if it is
// another one than before. After an error the keys stay as they were: ErrMissing, ErrDamaged, ErrOlder, ErrOthers, or
// what the system says. Keys without a file never change.
func (k *Keys) Refresh() (changed bool, err error) {
	l := k.live
	if l.path == "" {
		return false, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.same() {
		return false, l.said
	}
	file, err := Load(l.path)
	if err != nil {
		return false, err
	}
	now, next := l.now.Load(), file.live.now.Load()
	l.seen, l.said = file.live.seen, nil
	switch {
	case file.identity != k.identity:
		l.said = fmt.Errorf("load key file %s: %w", l.path, ErrOthers)
	case now.outdates(next):
		l.said = fmt.Errorf("load key file %s: %w", l.path, ErrOlder)
	case slices.Equal(now.list, next.list):
	default:
		l.now.Store(next)
		return true, nil
	}
	return false, l.said
}

// Waiting is the number of a key that was added and does not seal yet; false if there is none.
func (k *Keys) Waiting() (uint32, bool) {
	b := k.live.now.Load()
	last := b.list[len(b.list)-1]
	return last.Number, !last.Seals && len(b.list)-1 > b.sealsAt()
}

// Add puts a fresh key into the key file, which opens and does not seal yet, and gives its number.
func (k *Keys) Add() (number uint32, err error) {
	err = k.change("add a key to", func(m *keyset.Manager) (err error) {
		number, err = m.Add(aead.AES256GCMKeyTemplate())
		return err //nolint:wrapcheck // by change
	})
	return number, err
}

// Promote has a key of the key file seal from now on.
func (k *Keys) Promote(number uint32) error {
	return k.change("have another key seal in", func(m *keyset.Manager) error { return m.SetPrimary(number) })
}

// Drop takes a key that does not seal out of the key file, for good.
func (k *Keys) Drop(number uint32) error {
	return k.change("take a key out of", func(m *keyset.Manager) error { return m.Delete(number) })
}

// change writes the key file with other sealing keys, and takes them in.
func (k *Keys) change(what string, how func(*keyset.Manager) error) error {
	l := k.live
	if _, err := k.Refresh(); err != nil {
		return fmt.Errorf("%s the keyset: %w", what, err)
	}
	manager := keyset.NewManagerFromHandle(l.now.Load().handle)
	err := how(manager)
	var handle *keyset.Handle
	if err == nil {
		handle, err = manager.Handle()
	}
	if err != nil {
		return fmt.Errorf("%s the keyset: %w", what, err)
	}
	next, err := newBox(handle)
	if err != nil {
		return fmt.Errorf("%s the keyset: %w", what, err)
	}
	changed := &Keys{live: &live{}, hashing: k.hashing}
	changed.live.now.Store(next)
	text, err := changed.text()
	if err == nil && !l.same() {
		err = errors.New("it has changed meanwhile: try again")
	}
	if err == nil {
		err = replace(l.path, text)
	}
	if err != nil {
		return fmt.Errorf("%s the keyset %s: %w", what, l.path, err)
	}
	if _, err := k.Refresh(); err != nil {
		return fmt.Errorf("%s the keyset: %w", what, err)
	}
	return nil
}
