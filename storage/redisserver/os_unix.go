//go:build !windows

package redisserver

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// errHeld says that another holds a lock.
var errHeld = errors.New("the lock is held")

// hold takes the lock that a file stands for, making the file if needed, or
// returns errHeld. The lock lasts until every copy of the open file is closed,
// those that child processes inherited included.
func hold(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // in our own folder
	if err != nil {
		return nil, fmt.Errorf("open a lock: %w", err)
	}
	if err := flock(file, syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func flock(file *os.File, how int) error {
	err := syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errHeld
	}
	if err != nil {
		return fmt.Errorf("take a lock: %w", err)
	}
	return nil
}
