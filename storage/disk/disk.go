// Package disk makes files and folders survive a power cut. A file is safe when it is synced, but its name is an entry
// of its folder, which has to be synced as well. Call SyncDir after a file was made, renamed or removed, and make
// folders with MakeDir, which does so for each of them.
package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// MakeDir makes a folder (0700) and those above it, each safe on disk in its parent.
func MakeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := MakeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make a folder: %w", err)
	}
	return SyncDir(parent)
}

// SyncDir makes a folder's entries safe on disk. Windows has no such call and needs none, because it keeps folders in a
// journal of its own.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the operator's own path
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync the folder: %w", err)
	}
	return nil
}
