package folder

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"footing/storage/disk"
)

const (
	ownerHeader = "FOWNER1\n"
	// mostOwners is how many names are kept. A process that dies before it has taken anything leaves the leases with the
	// one before it.
	mostOwners = 4
	// ownerSize is how long a name may be: its length stands in one byte.
	ownerSize = 255
)

// Succeed notes under which name this process takes leases, and returns the names of those that had the folder before
// it, the youngest first. They have ended, for the folder is locked. A copy of a folder knows nobody: those named in it
// may still run where it was copied from.
func (f *Folder) Succeed(owner string) (former []string, err error) {
	here, known := identity(f.updates.records.file)
	if !known {
		return nil, nil
	}
	return f.succeed(owner, here)
}

func (f *Folder) succeed(owner string, here uint64) (former []string, err error) {
	former, err = f.owners(here)
	if err != nil {
		return nil, fmt.Errorf("read who had the folder before: %w", err)
	}
	if owner == "" || len(owner) > ownerSize {
		return nil, fmt.Errorf("note the owner: a name of %d bytes, want 1 to %d", len(owner), ownerSize)
	}
	value := binary.BigEndian.AppendUint64(nil, here)
	for n, name := range append([]string{owner}, former...) {
		if n == mostOwners {
			break
		}
		value = append(append(value, byte(len(name))), name...) //nolint:gosec // at most ownerSize
	}
	sealed, err := f.box.seal(ownerFile, value)
	if err == nil {
		err = disk.Replace(filepath.Join(f.dir, ownerFile), appendFrame([]byte(ownerHeader), whole, sealed))
	}
	if err != nil {
		return nil, fmt.Errorf("note the owner: %w", err)
	}
	return former, nil
}

// owners reads the names, if they were written in this folder. What is damaged names nobody.
func (f *Folder) owners(here uint64) ([]string, error) {
	data, err := os.ReadFile(filepath.Join(f.dir, ownerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	if _, err := begun(data, ownerHeader); err != nil {
		return nil, nil //nolint:nilerr // an earlier form, which says nothing of the folder that it was written in
	}
	_, sealed, ok := frameAt(data[min(len(data), len(ownerHeader)):], string([]byte{whole}))
	if !ok {
		return nil, nil
	}
	value, err := f.box.open(ownerFile, sealed)
	if err != nil || len(value) < 8 || binary.BigEndian.Uint64(value) != here {
		return nil, nil //nolint:nilerr // another key or another folder: the leases are waited for
	}
	var names []string
	for rest := value[8:]; len(rest) > 0; {
		size := int(rest[0])
		if size >= len(rest) || size == 0 {
			return nil, nil
		}
		names, rest = append(names, string(rest[1:1+size])), rest[1+size:]
	}
	return names, nil
}
