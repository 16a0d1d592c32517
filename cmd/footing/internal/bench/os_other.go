//go:build !linux

package bench

import "syscall"

// attributes are the system's own; what reads its standard input ends when that is closed.
func attributes() *syscall.SysProcAttr { return nil }
