package redisserver

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Redis does not come for Windows. The program still builds there, for the
// demonstration and for a Redis elsewhere; Start says so.
var (
	errHeld    = errors.New("the lock is held")
	errWindows = fmt.Errorf("no redis-server child on Windows, give the URL of a Redis elsewhere: %w",
		errors.ErrUnsupported)
)

func hold(string) (*os.File, error) { return nil, errWindows }

func attributes() *syscall.SysProcAttr { return nil }
