// Package disk makes files and folders survive a power cut. A file is safe when it is synced, but its name is an entry
// of its folder, which has to be synced as well.
//
//	err := disk.MakeDir("/var/lib/footing")
//	err = disk.Replace("/var/lib/footing/essentials", data)
//
// MakeDir and Replace see to both. After a file was made, renamed or removed in another way, call SyncDir. Free tells
// how much room is left. What is in a file, and who may read it, is for whoever calls.
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

// Replace puts data at path in one step: whoever opens the path, also after a power cut, finds the former file or this
// one, whole and readable for its owner only.
func Replace(path string, data []byte) error {
	draft := Draft(path)
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return fmt.Errorf("make a file: %w", err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o600)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return fmt.Errorf("write a file: %w", errors.Join(err, os.Remove(draft)))
	}
	return SyncDir(filepath.Dir(path))
}

// Draft is where Replace writes a file before it takes the place of the former one. A power cut may leave it there.
func Draft(path string) string { return path + ".new" }
