//go:build !windows

package folder

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock takes the file for this process, without waiting. The system gives the
// lock back when the process ends, however it ends.
func lock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrInUse
	}
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return nil
}

// identity tells a file from all others on its disk, a copy of it too.
func identity(file diskFile) (number uint64, known bool) {
	info, err := file.Stat()
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return stat.Ino, true
}
