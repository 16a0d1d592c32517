package storage_test

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
	"testing"

	"footing/storage"
)

// TestAFullDiskIsNoFaultOfRedis: an errno has the methods of a network error, wherever it comes from.
func TestAFullDiskIsNoFaultOfRedis(t *testing.T) {
	disk := &fs.PathError{Op: "write", Path: "routes.log", Err: syscall.ENOSPC}
	wire := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	if storage.Away(fmt.Errorf("write routes: %w", disk)) {
		t.Error("a full disk is taken for a fault of Redis")
	}
	if !storage.Away(fmt.Errorf("dial: %w", wire)) {
		t.Error("a refused connection is not taken for a fault of Redis")
	}
}
