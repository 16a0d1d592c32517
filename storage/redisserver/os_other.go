//go:build !windows && !linux

package redisserver

import "syscall"

// attributes put the child into a process group of its own, out of reach of
// Ctrl-C. There is no way here to have it told of our death: the next Start
// replaces it.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
