//go:build linux || darwin

package disk

import (
	"fmt"
	"syscall"
)

// Free tells how many bytes this user can still write to the disk that holds a folder, and whether that is known.
func Free(dir string) (bytes uint64, known bool, err error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, false, fmt.Errorf("ask how full the disk is: %w", err)
	}
	return fs.Bavail * uint64(fs.Bsize), true, nil //nolint:gosec // a block's size is never negative
}
