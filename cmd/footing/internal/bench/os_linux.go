package bench

import "syscall"

// attributes keep Ctrl-C from a process of ours, which is ended in order by the one that started it, and have it told
// when that one dies.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
