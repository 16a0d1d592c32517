package redisserver

import "syscall"

// attributes put the child into a process group of its own, out of reach of
// Ctrl-C, and have it told to end when our process dies. Redis obeys SIGTERM by
// writing what it has and exiting.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
