package seal

import (
	"errors"
	"fmt"
	"io"
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

func read(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return data, nil
}
