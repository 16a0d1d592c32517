//go:build !windows

package redisserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// errNotRunning says that no server lives in a folder.
var errNotRunning = errors.New("no redis-server runs on this folder")

// attach returns the server that runs on a folder when it answers, or errNotRunning. It starts none.
func attach(ctx context.Context, dir string) (*Server, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the redis-server of %s: %w", dir, err)
	}
	server, err := until(ctx, func() (*Server, error) {
		for _, name := range []string{ownerFile, lockFile} {
			held, err := isHeld(filepath.Join(path, name))
			if err != nil {
				return nil, forGood(err)
			}
			if held { // it lives, starts or ends: this will show
				return answering(ctx, path)
			}
		}
		return nil, forGood(errNotRunning)
	})
	if err != nil {
		return nil, fmt.Errorf("find the redis-server of %s: %w", dir, err)
	}
	return server, nil
}

// isHeld tells whether another holds the lock that a file stands for.
func isHeld(path string) (bool, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("open a lock: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written to it
	err = flock(file, syscall.LOCK_SH)
	if errors.Is(err, errHeld) {
		return true, nil
	}
	return false, err
}
