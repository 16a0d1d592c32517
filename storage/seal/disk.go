package seal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"footing/storage/disk"
)

// create puts data at path, whole or not at all, and never over another file.
func create(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := disk.MakeDir(dir); err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	f, err := os.CreateTemp(dir, ".keys-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("make a file: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := finish(f, data); err != nil {
		return err
	}
	// Unlike a rename, a link refuses to take the place of what is there.
	if err := os.Link(f.Name(), path); err != nil {
		return fmt.Errorf("put the file in its place: %w", err)
	}
	return disk.SyncDir(dir) //nolint:wrapcheck // it says what it did
}

// finish writes data to a new file and closes it when it is safe on disk.
func finish(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the file: %w", err)
	}
	return nil
}

// read gives what is in a file, and which file that was.
func read(path string) ([]byte, fs.FileInfo, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, nil, fmt.Errorf("open the file: %w", err)
	}
	info, err := f.Stat()
	var data []byte
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(f, maxFile))
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, nil, fmt.Errorf("read the file: %w", err)
	}
	return data, info, nil
}

// replace puts data in the place of a file, in one step. The new file belongs to whom the old one belonged, with the
// same mode, so that whoever could read it still can, and nobody else. A link stays one.
func replace(path string, data []byte) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("find the file: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("look at the file: %w", err)
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".keys-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("make a file: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	err = keepOwner(f, info)
	if err == nil {
		err = f.Chmod(info.Mode().Perm())
	}
	if err != nil {
		return fmt.Errorf("give the file to its owner: %w", errors.Join(err, f.Close()))
	}
	if err := finish(f, data); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("put the file in its place: %w", err)
	}
	return disk.SyncDir(dir) //nolint:wrapcheck // it says what it did
}
